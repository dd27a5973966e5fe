package flakelab.store.local;

import flakelab.nar.FileNames;
import flakelab.store.Store;
import flakelab.store.StoreErrors;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A link to the newest, or a chosen, generation of something: `system -> system-42-link -> /nix/store/…`
/// (CppNix `src/libstore/profiles.cc`).
///
/// A switch replaces the link in one step: whoever looks sees the old generation or the new one.
///
/// @param link   the profile's own path
/// @param notice hears what is done
public record Profile(LocalStore store, Path link, Consumer<String> notice) {
    /// A generation: its number, its link `NAME-NUMBER-link`, and when that was made.
    public record Generation(long number, Path path, Instant created) {}

    public Profile {
        link = link.toAbsolutePath().normalize();
    }

    /// All generations by number.
    public List<Generation> generations() {
        List<Generation> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory())) {
            for (Path entry : entries) {
                Optional<Long> number = number(FileNames.name(entry));
                if (number.isPresent()) {
                    found.add(new Generation(number.get(), entry,
                            Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant()));
                }
            }
        } catch (IOException e) {
            throw StoreErrors.io("reading directory '" + directory() + "'", e);
        }
        found.sort(Comparator.comparingLong(Generation::number));
        return found;
    }

    private Path directory() {
        return link.resolveSibling(".").normalize();
    }

    private Optional<Long> number(String name) {
        Matcher parts = Pattern.compile(Pattern.quote(FileNames.name(link)) + "-([0-9]{1,10})-link.*")
            .matcher(name);
        return parts.matches() ? Optional.of(Long.valueOf(parts.group(1))) : Optional.empty();
    }

    /// The generation the profile is at; empty if there is none.
    public Optional<Long> current() {
        try {
            return Files.exists(link)
                    ? number(FileNames.name(FileNames.path(FileNames.readLink(link))))
                    : Optional.empty();
        } catch (IOException e) {
            throw StoreErrors.io("reading symbolic link '" + link + "'", e);
        }
    }

    /// Makes a generation of an object and switches to it; the last generation is taken again if it is the same.
    public void update(StorePath path) {
        switchTo(add(path));
    }

    /// Makes a generation without switching to it.
    public Path add(StorePath path) {
        try {
            Files.createDirectories(directory());
            List<Generation> all = generations();
            if (!all.isEmpty()) {
                Path last = all.getLast().path();
                if (FileNames.readLink(last).equals(store.storeDir().print(path))) {
                    return last;
                }
            }
            Path made = generation(all.isEmpty() ? 1 : all.getLast().number() + 1);
            store.addPermanentRoot(path, made);
            return made;
        } catch (IOException e) {
            throw StoreErrors.io("making a generation of '" + link + "'", e);
        }
    }

    private Path generation(long number) {
        return link.resolveSibling(FileNames.name(link) + "-" + number + "-link");
    }

    /// Lets the profile's link lead to a generation.
    public void switchTo(Path generation) {
        Path target = directory().equals(generation.resolveSibling(".").normalize())
                ? generation.getFileName()
                : generation;
        Path temporary = link.resolveSibling(".tmp-" + ProcessHandle.current().pid() + "-"
                + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
        try {
            Files.createSymbolicLink(temporary, target);
            Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw StoreErrors.io("switching '" + link + "'", e);
        }
    }

    /// Switches to a generation, or to the one before the current.
    ///
    /// @param dryRun only say so
    public void rollBack(Optional<Long> wanted, boolean dryRun) {
        try (Store.Lock _ = lock()) {
            Optional<Long> current = current();
            Generation target = null;
            for (Generation each : generations()) {
                boolean fits = wanted.map(number -> number == each.number())
                    .orElseGet(() -> each.number() < current.orElse(0L));
                target = fits ? each : target;
            }
            if (target == null) {
                throw wanted.isPresent()
                        ? StoreErrors.error("profile version %s does not exist", wanted.get())
                        : StoreErrors.error("no profile version older than the current (%s) exists",
                                current.orElse(0L));
            }
            notice.accept("switching profile from version " + current.orElse(0L) + " to "
                    + target.number());
            if (!dryRun) {
                switchTo(target.path());
            }
        }
    }

    /// Deletes all generations but the current.
    public void deleteOld(boolean dryRun) {
        delete(generation -> true, dryRun);
    }

    /// Deletes the generations nobody has used since a time: of those made before it the newest was in use then and stays.
    public void deleteOlderThan(Instant time, boolean dryRun) {
        long inUse = generations().stream()
            .filter(each -> each.created().isBefore(time))
            .mapToLong(Generation::number)
            .max()
            .orElse(0);
        delete(each -> each.number() < inUse, dryRun);
    }

    private void delete(Predicate<Generation> which, boolean dryRun) {
        try (Store.Lock _ = lock()) {
            long current = current().orElse(0L);
            for (Generation each : generations()) {
                if (each.number() == current || !which.test(each)) {
                    continue;
                }
                notice.accept((dryRun ? "would remove" : "removing") + " profile version "
                        + each.number());
                if (!dryRun) {
                    Files.delete(each.path());
                }
            }
        } catch (IOException e) {
            throw StoreErrors.io("removing a generation of '" + link + "'", e);
        }
    }

    /// Excludes others from changing the profile.
    public Store.Lock lock() {
        try {
            FileLock lock = FileLock.exclusive(
                    link.resolveSibling(FileNames.name(link) + ".lock"),
                    () -> notice.accept("waiting for lock on profile \"" + link + '"'));
            return () -> {
                try (lock) {
                    lock.delete();
                } catch (IOException e) {
                    throw StoreErrors.io("unlocking '" + link + "'", e);
                }
            };
        } catch (IOException e) {
            throw StoreErrors.io("locking '" + link + "'", e);
        }
    }
}

package flakelab.flake;

import flakelab.eval.Evaluator;
import flakelab.fetch.Attributes;
import flakelab.fetch.Fetched;
import flakelab.fetch.Fetchers;
import flakelab.fetch.Input;
import flakelab.fetch.Log;
import flakelab.flake.Registries.Use;
import flakelab.nar.FileNames;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Verbosity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Fetches flakes, and locks them: computes the lock file, and writes it where the flake is a directory of this
/// machine (CppNix `getFlake` and `lockFlake`, `src/libflake/flake.cc`).
public final class Locker {
    private static final Set<String> SELF_ATTRIBUTES = Set.of("submodules", "lfs");

    private final Evaluator ev;
    private final Fetchers fetchers;
    private final Sources sources;
    private final Log log;
    private final String commitSummary;

    /// @param commitSummary the first line of commits of lock files (`commit-lock-file-summary`); empty for the usual
    public Locker(Evaluator ev, Fetchers fetchers, Registries registries, Mounts mounts,
            String commitSummary) {
        this.ev = ev;
        this.fetchers = fetchers;
        this.sources = new Sources(ev, fetchers, registries, mounts);
        this.log = fetchers.log();
        this.commitSummary = commitSummary;
    }

    public Fetchers fetchers() {
        return fetchers;
    }

    /// Whether flakes may see nothing but their own sources.
    boolean pure() {
        return ev.settings().pureEval();
    }

    public Sources sources() {
        return sources;
    }

    /// Forgets all sources, so that the next flake is looked at as it is then.
    public void forget() {
        sources.forget();
        fetchers.forget();
    }

    /// Fetches and reads a flake, not its inputs.
    public Flake flake(FlakeRef ref, Use use) {
        return flake(ref, use, List.of());
    }

    Flake flake(FlakeRef original, Use use, List<String> lockRoot) {
        Sources.Found found = sources.find(original.input(), use);
        String subdir = found.extra().text("dir").orElse(original.subdir());
        FlakeRef resolved = new FlakeRef(found.resolved(), subdir);
        FlakeRef locked = new FlakeRef(found.fetched().locked(), subdir);
        Fetched fetched = found.fetched();
        Flake flake = read(Place.of(fetched, subdir), original, resolved, locked, lockRoot);
        Input wanted = withSelf(locked.input(), flake.self());
        if (!wanted.attributes().equals(locked.input().attributes())) {
            log.say(Verbosity.DEBUG, "refetching input '" + locked.with(wanted)
                    + "' due to self attribute");
            fetched = sources.find(wanted.without("narHash"), Use.NONE).fetched();
        }
        Fetchers.Stored stored = sources.store(fetched, original.input());
        Place place = Place.of(fetched, subdir).in(fetchers.store().storeDir(), stored.path());
        return new Flake(original, resolved, new FlakeRef(stored.locked(), subdir), place,
                flake.description(),
                flake.inputs(), flake.self(), flake.config(), false);
    }

    /// Reads the flake in a place.
    Flake read(Place place, FlakeRef original, FlakeRef resolved, FlakeRef locked,
            List<String> lockRoot) {
        return FlakeFile.read(ev, fetchers, place, original, resolved, locked, lockRoot);
    }

    private static Input withSelf(Input input, Attributes self) {
        Input wanted = input;
        for (Map.Entry<String, Object> attribute : self.values().entrySet()) {
            if (!SELF_ATTRIBUTES.contains(attribute.getKey())) {
                throw FlakeErrors.error("flake 'self' attribute '%s' is not supported",
                        attribute.getKey());
            }
            wanted = wanted.with(attribute.getKey(), attribute.getValue());
        }
        return wanted;
    }

    /// The lock file of a flake in a place; an empty one if there is none.
    LockFile lockFile(Place place) {
        return place.find("flake.lock")
            .map(text -> LockFileJson.read(text, place.shown("flake.lock"), fetchers.settings(),
                    log))
            .orElseGet(LockFile::new);
    }

    /// The lock file as it lies beside a flake, whether it fits or not.
    public LockFile lockFileOf(FlakeRef ref) {
        return lockFile(Place.of(sources.find(ref.input(), Use.ALL).fetched(), ref.subdir()));
    }

    /// The lock file a flake had in a commit of its Git repository on this machine.
    ///
    /// @param revision any name Git has for it: `HEAD~2`, a tag, a branch
    public LockFile lockFileOf(FlakeRef ref, String revision) {
        return lockFileOf(new FlakeRef(fetchers.at(ref.input(), revision), ref.subdir()));
    }

    private LockFile lockFile(Path file) {
        try {
            return Files.exists(file)
                    ? LockFileJson.read(Files.readString(file, StandardCharsets.ISO_8859_1),
                            FileNames.latin1(file), fetchers.settings(), log)
                    : new LockFile();
        } catch (IOException e) {
            throw FlakeErrors.error("reading file '%s': %s", file, String.valueOf(e.getMessage()));
        }
    }

    /// Locks a flake.
    ///
    /// @throws NixException if it cannot be locked as the flags say; a lock file there was stays as it was
    public LockedFlake lock(FlakeRef top, LockFlags flags) {
        return lock(top, flags, flake -> {});
    }

    /// As above; `configure` gets to see the flake before its inputs are looked at, for the settings it asks for.
    public LockedFlake lock(FlakeRef top, LockFlags flags, Consumer<Flake> configure) {
        Flake flake = flake(top, flags.registries() ? Use.ALL : Use.NONE);
        configure.accept(flake);
        try {
            if (!fetchers.settings().allowDirty() && flags.reference().isPresent()) {
                throw FlakeErrors.error(
                        "reference lock file was provided, but the `allow-dirty` setting is set to false");
            }
            LockFile old = flags.reference()
                .map(this::lockFile)
                .orElseGet(() -> lockFile(flake.place()));
            LockComputation computation = new LockComputation(this, flags, flake);
            LockFile lock = computation.run(old);
            boolean changed = !lock.equals(old);
            boolean dirty = (changed || flags.output().isPresent()) && !save(top, flags, old, lock);
            return new LockedFlake(dirty ? flake.dirty() : flake, lock, computation.places());
        } catch (NixException e) {
            throw FlakeErrors.frame(e, Optional.empty(),
                    "while updating the lock file of flake '%s'",
                    flake.locked());
        }
    }

    /// Writes a lock file; false if it is not to be written.
    private boolean save(FlakeRef top, LockFlags flags, LockFile old, LockFile lock) {
        String diff = LockFile.diff(old, lock);
        if (!flags.write()) {
            log.warn("not writing modified lock file of flake '" + top + "':\n"
                    + diff.stripTrailing());
            return false;
        }
        Optional<Path> directory = fetchers.sourceDirectory(top.input());
        if (directory.isEmpty() && flags.output().isEmpty()) {
            throw FlakeErrors.notWritable(top);
        }
        Optional<FlakeRef> unlocked = lock.unlocked(fetchers.settings());
        if (unlocked.isPresent()) {
            refuse(top, flags, unlocked.get());
        } else if (!flags.update()) {
            throw FlakeErrors.changesForbidden(top);
        } else if (flags.output().isPresent()) {
            if (flags.commit()) {
                throw FlakeErrors
                    .error("'--commit-lock-file' and '--output-lock-file' are incompatible");
            }
            Path file = flags.output().get().toAbsolutePath();
            fetchers.putFile(Input.ofAttributes(Attributes.of("type", "path")
                .with("path",
                        FileNames.latin1(java.util.Objects.requireNonNull(file.getParent())))),
                    FileNames.name(file), text(lock), Optional.empty());
        } else {
            write(top, flags, directory.orElseThrow(), diff, text(lock));
        }
        return true;
    }

    private static String text(LockFile lock) {
        return LockFileJson.write(lock).text() + "\n";
    }

    private void refuse(FlakeRef top, LockFlags flags, FlakeRef unlocked) {
        if (flags.failOnUnlocked()) {
            throw FlakeErrors.error(
                    "Not writing lock file of flake '%s' because it has an unlocked input ('%s'). "
                            + "Use '--allow-dirty-locks' to allow this anyway.",
                    top, unlocked);
        }
        if (fetchers.settings().warnDirty()) {
            log.warn("not writing lock file of flake '" + top
                    + "' because it has an unlocked input ('" + unlocked
                    + "')");
        }
    }

    private void write(FlakeRef top, LockFlags flags, Path directory, String diff, String text) {
        String name = (top.subdir().isEmpty() ? "" : top.subdir() + "/") + "flake.lock";
        Path file = directory.resolve(FileNames.path(name));
        boolean exists = Files.exists(file);
        String shown = FlakeErrors.quoted(FileNames.latin1(file));
        String changes = diff.stripTrailing();
        log.warn(!exists
                ? "creating lock file " + shown + ": \n" + changes
                : changes.isEmpty()
                        ? "updating lock file " + shown
                        : "updating lock file " + shown + ":\n" + changes);
        Optional<String> message = !flags.commit()
                ? Optional.empty()
                : Optional.of((commitSummary.isEmpty()
                        ? name + ": " + (exists ? "Update" : "Add")
                        : commitSummary)
                        + "\n\nFlake lock file updates:\n\n" + plain(diff));
        fetchers.putFile(top.input(), name, text, message);
    }

    private static String plain(String coloured) {
        return Emphasis.strip(coloured).replaceAll("\u001b\\[[0-9;]*m", "");
    }
}

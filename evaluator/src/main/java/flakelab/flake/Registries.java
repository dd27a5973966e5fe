package flakelab.flake;

import flakelab.fetch.Attributes;
import flakelab.fetch.Fetchers;
import flakelab.fetch.Input;
import flakelab.store.StorePath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The registries that give names their meaning: those of the command line, the user, the system and the world, read
/// when they are first needed.
public final class Registries {
    private static final int TOO_MANY = 100;

    private final Fetchers fetchers;
    private final Path userFile;
    private final Path systemFile;
    private final String global;
    private final Registry flags = new Registry(Registry.Kind.FLAG);
    private @Nullable Registry user;
    private @Nullable Registry system;
    private @Nullable Registry world;

    /// @param userFile   usually `~/.config/nix/registry.json`
    /// @param systemFile usually `/etc/nix/registry.json`
    /// @param global     path or URL of the world's registry (`flake-registry`); empty for none
    public Registries(Fetchers fetchers, Path userFile, Path systemFile, String global) {
        this.fetchers = fetchers;
        this.userFile = userFile;
        this.systemFile = systemFile;
        this.global = global;
    }

    /// Which registries may be asked.
    public enum Use {
        ALL, NONE,
        /// The command line's and the world's: what a lock file may depend on.
        LIMITED
    }

    /// An input after all names were looked up, and the directory the registry gave, if any.
    public record Resolved(Input input, Attributes extra) {
        public FlakeRef flakeRef(String subdir) {
            return new FlakeRef(input, extra.text("dir").orElse(subdir));
        }
    }

    /// What the command line says (`--override-flake`).
    public Registry flags() {
        return flags;
    }

    public Registry user() {
        if (user == null) {
            user = Registry.read(userFile, Registry.Kind.USER, fetchers.log());
        }
        return user;
    }

    public Path userFile() {
        return userFile;
    }

    public Registry system() {
        if (system == null) {
            system = Registry.read(systemFile, Registry.Kind.SYSTEM, fetchers.log());
        }
        return system;
    }

    /// The world's registry, downloaded if it is a URL.
    public Registry world() {
        if (world == null) {
            world = global.isEmpty() ? new Registry(Registry.Kind.GLOBAL)
                    : Registry.read(globalFile(), Registry.Kind.GLOBAL, fetchers.log());
        }
        return world;
    }

    private Path globalFile() {
        if (global.startsWith("/")) {
            return Path.of(global);
        }
        // Kept, so that there is one also when the network is gone.
        StorePath file = fetchers.download(global, "flake-registry.json").path();
        fetchers.store()
            .addPermanentRoot(file,
                    fetchers.settings().cacheDirectory().resolve("flake-registry.json"));
        return fetchers.store().realPath(file);
    }

    /// All, in the order they are looked through.
    public List<Registry> all() {
        return List.of(flags, user(), system(), world());
    }

    /// Replaces names by what they stand for, again and again until nothing stands for anything else.
    ///
    /// @throws FlakeException if a name is unknown, or stands for itself
    public Resolved resolve(Input original, Use use) {
        Resolved current = new Resolved(original, Attributes.EMPTY);
        if (use == Use.NONE) {
            return current;
        }
        for (int steps = 1; steps <= TOO_MANY; steps++) {
            Optional<Resolved> next = step(current.input(), use);
            if (next.isEmpty()) {
                if (!current.input().isDirect()) {
                    throw FlakeErrors.notInRegistries(current.input());
                }
                return current;
            }
            current = next.get();
        }
        throw FlakeErrors.registryCycle(current.input());
    }

    private Optional<Resolved> step(Input input, Use use) {
        // The world's registry may have to be downloaded, so it is not asked for before its turn.
        List<java.util.function.Supplier<Registry>> order = use == Use.LIMITED
                ? List.of(this::flags, this::world)
                : List.of(this::flags, this::user, this::system, this::world);
        for (var registry : order) {
            for (Registry.Entry entry : registry.get().entries()) {
                if (entry.exact()) {
                    if (entry.from().attributes().equals(input.attributes())) {
                        return Optional.of(new Resolved(entry.to(), entry.extra()));
                    }
                } else if (entry.from().contains(input)) {
                    return Optional.of(new Resolved(entry.to().at(
                            entry.from().ref().isPresent() ? Optional.empty() : input.ref(),
                            entry.from().rev().isPresent() ? Optional.empty() : input.rev()), entry.extra()));
                }
            }
        }
        return Optional.empty();
    }
}

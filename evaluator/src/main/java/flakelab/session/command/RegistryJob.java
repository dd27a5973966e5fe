package flakelab.session.command;

import flakelab.fetch.Input;
import flakelab.fetch.Url;
import flakelab.flake.FlakeRef;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.Registries;
import flakelab.flake.Registry;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.text.Latin1;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// `nix registry list|add|remove|pin|resolve` (CppNix `src/nix/registry.cc`). Where a registry is changed, `file` names
/// it; without one that is the user's.
public sealed interface RegistryJob extends Job {
    /// Prints the entries of all registries, a line each.
    record Show() implements RegistryJob {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            for (Registry registry : registries(state).all()) {
                for (Registry.Entry entry : registry.entries()) {
                    out.accept("%-6s %s %s%n".formatted(label(registry.kind()), entry.from(),
                            target(entry)));
                }
            }
        }

        private static String label(Registry.Kind kind) {
            return switch (kind) {
                case FLAG -> "flags";
                case USER -> "user";
                case SYSTEM -> "system";
                case GLOBAL, CUSTOM -> "global";
            };
        }

        private static String target(Registry.Entry entry) {
            Url url = entry.to().url();
            for (Map.Entry<String, Object> extra : entry.extra().values().entrySet()) {
                url = url.withParameter(extra.getKey(), extra.getValue().toString());
            }
            return url.toString();
        }
    }

    /// Lets a name stand for a flake, whatever it stood for before.
    record Add(Optional<String> file, String from, String to) implements RegistryJob {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            FlakeRef name = reference(state, from);
            FlakeRef target = reference(state, to);
            change(state, file, registry -> {
                registry.remove(name.input());
                registry.add(name.input(), target, false);
            });
        }
    }

    /// Forgets a name.
    record Remove(Optional<String> file, String name) implements RegistryJob {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            change(state, file, registry -> registry.remove(reference(state, name).input()));
        }
    }

    /// Lets a name stand for what a flake is now: exactly this revision.
    ///
    /// @param flake whose state to pin; the name's own if empty
    record Pin(Optional<String> file, String name, Optional<String> flake) implements RegistryJob {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            FlakeRef from = reference(state, name);
            Input wanted = reference(state, flake.orElse(name)).input();
            Input found = state.world()
                .fetchers()
                .fetch(registries(state).resolve(wanted, Registries.Use.ALL).input())
                .locked();
            if (!found.isLocked(state.world().fetchers().settings())) {
                state.world().fetchers().log().warn("flake '" + found + "' is not locked");
            }
            change(state, file, registry -> {
                registry.remove(from.input());
                registry.add(from.input(), new FlakeRef(found, from.subdir()), false);
            });
        }
    }

    /// Prints what references stand for.
    record Resolve(List<String> references) implements RegistryJob {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            for (String text : references) {
                FlakeRef ref = reference(state, text);
                out.accept(registries(state).resolve(ref.input(), Registries.Use.ALL)
                    .flakeRef(ref.subdir()) + "\n");
            }
        }
    }

    private static Registries registries(State state) {
        return state.flakes().flakes().registries();
    }

    private static FlakeRef reference(State state, String text) {
        return FlakeRefParser.ofText(state.world().fetchers().log())
            .withMissingAllowed(false)
            .parse(Latin1.ofUnicode(text));
    }

    private static void change(State state, Optional<String> file, Consumer<Registry> change) {
        Registries registries = registries(state);
        Path path = file.map(state.directory()::resolve).orElseGet(registries::userFile);
        Registry registry = file.isEmpty()
                ? registries.user()
                : Registry.read(path, Registry.Kind.CUSTOM, state.world().fetchers().log());
        change.accept(registry);
        registry.write(path);
    }
}

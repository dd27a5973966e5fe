package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.FlakeJob;
import flakelab.session.command.FlakeJob.Action;
import flakelab.session.command.Locking;
import flakelab.text.Emphasis;
import flakelab.text.Suggestions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `nix flake show|metadata|lock|update`, with the flags of CppNix's (`src/nix/flake.cc`).
final class NixFlake {
    private static final List<String> ACTIONS = List.of("info", "lock", "metadata", "prefetch",
            "show", "update");

    private final List<String> words = new ArrayList<>();
    private boolean json;
    private @Nullable Boolean pretty;
    private boolean allSystems;
    private boolean legacy;
    private @Nullable String flake;

    static void run(Invocation call, Shell shell) {
        List<String> words = call.arguments();
        int at = Nix.commandIndex(call, shell);
        if (at < words.size() && words.get(at).equals("prefetch")) {
            NixPrefetch.flake(call.withArguments(Nix.without(words, at)), shell);
        } else {
            new NixFlake().go(call, shell);
        }
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags locking = new InstallableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " flake show|metadata|lock|update [FLAKE]",
                "Look at a flake, or lock its inputs.");
        flags.toggle(() -> json = true, "Print as JSON.", "--json")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty")
            .toggle(() -> allSystems = true, "show: look into outputs of all systems.",
                    "--all-systems")
            .toggle(() -> legacy = true, "show: look into legacyPackages.", "--legacy")
            .value(text -> flake = text, "FLAKE", "update: the flake.", "--flake");
        locking.addLocking(flags);
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        Nix.requireFeature(common, "flakes");
        Action action = action(call, shell);
        boolean updating = words.removeFirst().equals("update");
        if (!updating && words.size() > 1) {
            throw SessionErrors.usage(Emphasis.format("unexpected argument '%s'", words.get(1)));
        }
        String reference = updating
                ? (flake == null ? "." : flake)
                : words.isEmpty() ? "." : words.getFirst();
        shell.run(common.options(),
                new FlakeJob(action, reference,
                        updating ? updates(locking) : locks(locking, action),
                        json, pretty == null ? call.isTerminal(1) : pretty, colours(call),
                        allSystems, legacy));
    }

    private Action action(Invocation call, Shell shell) {
        if (words.isEmpty()) {
            throw SessionErrors
                .usage(call.program() + " flake requires a sub-command. Available sub-commands: "
                        + String.join(", ", ACTIONS));
        }
        return switch (words.getFirst()) {
            case "show" -> Action.SHOW;
            case "metadata" -> Action.METADATA;
            case "info" -> {
                shell.warn("'nix flake info' is a deprecated alias for 'nix flake metadata'");
                yield Action.METADATA;
            }
            case "lock", "update" -> Action.LOCK;
            case String other -> throw unknown(other);
        };
    }

    /// `nix` colours these even where nobody looks.
    private static boolean colours(Invocation call) {
        return call.isTerminal(1) || call.program().equals("nix");
    }

    private static RuntimeException unknown(String name) {
        var error = SessionErrors.usage(Emphasis.format("'%s' is not a recognised command", name));
        error.addSuggestions(Suggestions.best(name, ACTIONS));
        return error;
    }

    private Locking updates(InstallableFlags locking) {
        if (words.isEmpty()) {
            locking.builder().recreate();
        } else {
            words.forEach(locking.builder()::update);
        }
        return locking.locking();
    }

    private static Locking locks(InstallableFlags locking, Action action) {
        if (action == Action.LOCK) {
            locking.builder().failOnUnlocked();
        }
        return locking.locking();
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.Verbosity;
import flakelab.session.SessionErrors;
import flakelab.session.Verbosity;
import flakelab.session.command.Develop;
import flakelab.session.command.DevelopmentShell;
import flakelab.session.command.PrintDevelopmentEnvironment;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix develop` and `nix print-dev-env`, with the flags of CppNix's (`src/nix/develop.cc`).
final class NixDevelop {
    private static final List<String> PHASES = List.of("unpack", "configure", "build", "check",
            "install", "installcheck");

    private final InstallableFlags where = new InstallableFlags();
    private final List<Map.Entry<String, String>> redirects = new ArrayList<>();
    private List<String> command = List.of();
    private @Nullable String phase;
    private @Nullable String profile;
    private @Nullable String installable;
    private boolean json;
    private @Nullable Boolean pretty;

    static void run(Invocation call, Shell shell) {
        new NixDevelop().develop(call, shell);
    }

    static void print(Invocation call, Shell shell) {
        new NixDevelop().printEnvironment(call, shell);
    }

    private void develop(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        VariableFlags variables = new VariableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " develop [INSTALLABLE]",
                "Run a bash shell that provides the build environment of a derivation.");
        CommandFlag.addTo(flags, given -> command = given,
                "Run this instead of a shell, with all that follows.");
        flags.value(name -> phase = name, "PHASE", "Run a phase of stdenv.", "--phase");
        PHASES.forEach(name -> flags.toggle(
                () -> phase = name.equals("installcheck") ? "installCheck" : name,
                "Run the " + name + " phase.", "--" + name));
        common.addTo(environmentFlags(variables.addTo(flags)))
            .parse(call.arguments(), this::installable);
        Nix.requireFeature(common, "nix-command");
        shell.become(common.options(), new Develop(shell(common), action(), variables.variables(),
                shell.verbosity().compareTo(Verbosity.DEBUG) >= 0));
    }

    private Develop.Action action() {
        if (phase != null) {
            if (!command.isEmpty()) {
                throw SessionErrors.usage("you cannot use both '--command' and '--phase'");
            }
            return new Develop.Action.Phase(phase);
        }
        return command.isEmpty()
                ? new Develop.Action.Interactive()
                : new Develop.Action.Command(command);
    }

    private void printEnvironment(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " print-dev-env [INSTALLABLE]",
                "Print shell code that can be sourced by bash to reproduce the build environment of a derivation.");
        flags.toggle(() -> json = true, "Print as JSON.", "--json")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty");
        common.addTo(environmentFlags(flags)).parse(call.arguments(), this::installable);
        Nix.requireFeature(common, "nix-command");
        shell.run(common.options(), new PrintDevelopmentEnvironment(shell(common), json,
                pretty == null ? call.isTerminal(1) : pretty));
    }

    private Flags environmentFlags(Flags flags) {
        return where.addTo(flags
            .pair((from, to) -> redirects.add(Map.entry(from, to)), "INSTALLABLE DIRECTORY",
                    "Let a directory stand for a store path.", "--redirect")
            .value(path -> profile = path, "PATH", "Keep the environment in a profile.",
                    "--profile"));
    }

    private DevelopmentShell shell(EvalFlags common) {
        return new DevelopmentShell(where.installables(common),
                installable == null ? "." : installable, redirects, Optional.ofNullable(profile));
    }

    private void installable(String word) {
        if (installable != null) {
            throw SessionErrors.usage(Emphasis.format("unexpected argument '%s'", word));
        }
        installable = word;
    }
}

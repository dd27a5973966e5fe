package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.Installables;
import flakelab.session.command.Run;
import flakelab.session.command.WithPackages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// `nix run` and `nix shell`, with the flags of CppNix's (`src/nix/run.cc`, `src/nix/env.cc`).
final class NixRun {
    private static final SortedMap<String, Shell.Program> ENV = new TreeMap<>(
            Map.of("shell", NixRun::shell));

    private final List<String> words = new ArrayList<>();
    private List<String> command = List.of();

    static void run(Invocation call, Shell shell) {
        new NixRun().program(call, shell);
    }

    /// `nix env shell`.
    static void env(Invocation call, Shell shell) {
        Subcommands.run("env", "Manipulate the process environment.", ENV, call, shell);
    }

    /// `nix shell`.
    static void shell(Invocation call, Shell shell) {
        new NixRun().packages(call, shell);
    }

    private void program(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        VariableFlags variables = new VariableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " run [INSTALLABLE [ARGUMENT…]]",
                "Run a Nix application.");
        common.addTo(where.addTo(variables.addTo(flags))).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        Installables source = where.installables(common);
        shell.become(common.options(),
                new Run(source, words.isEmpty() ? "." : words.getFirst(),
                        words.isEmpty() ? words : words.subList(1, words.size()),
                        variables.variables()));
    }

    private void packages(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        VariableFlags variables = new VariableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " shell [INSTALLABLE…]",
                "Run a shell in which the specified packages are available.");
        CommandFlag.addTo(flags, given -> command = given,
                "Run this instead of a shell, with all that follows.");
        common.addTo(where.addTo(variables.addTo(flags))).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        if (words.isEmpty()) {
            words.add(".");
        }
        Installables source = where.installables(common);
        shell.become(common.options(),
                new WithPackages(source, words, command, variables.variables()));
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.AddDerivation;
import flakelab.session.command.Installables;
import flakelab.session.command.ShowDerivations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `nix derivation show|add`, with the flags of CppNix's.
final class NixDerivation {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(
            Map.of("add", (call, shell) -> new NixDerivation().add(call, shell), "show",
                    (call, shell) -> new NixDerivation().show(call, shell)));

    private final List<String> words = new ArrayList<>();
    private boolean recursive;
    private boolean dryRun;
    private @Nullable Boolean pretty;

    static void run(Invocation call, Shell shell) {
        Subcommands.run("derivation", "Work with derivations.", COMMANDS, call, shell);
    }

    private void show(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " derivation show [INSTALLABLE…]",
                "Print derivations as JSON.");
        flags.toggle(() -> recursive = true, "Also those they depend on.", "-r", "--recursive")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty");
        where.addTo(flags);
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        if (words.isEmpty()) {
            words.add(".");
        }
        Installables source = where.installables(common);
        shell.run(common.options(), new ShowDerivations(source, words, recursive,
                pretty == null ? call.isTerminal(1) : pretty));
    }

    private void add(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " derivation add",
                "Add a derivation, given as JSON on standard input.");
        flags.toggle(() -> dryRun = true, "Only compute its path.", "--dry-run");
        common.addTo(flags).parse(call.arguments(), Flags::refuse);
        Nix.requireFeature(common, "nix-command");
        shell.run(common.options(), new AddDerivation(dryRun));
    }
}

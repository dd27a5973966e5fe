package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.ShowRealisations;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// `nix realisation info`, with the flags of CppNix's.
final class NixRealisation {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(
            Map.of("info", NixRealisation::info));

    private NixRealisation() {}

    static void run(Invocation call, Shell shell) {
        Subcommands.run("realisation", "Look at what content-addressed derivations came to.", COMMANDS, call, shell);
    }

    private static void info(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        PathFlags paths = new PathFlags(false);
        boolean[] json = new boolean[1];
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " realisation info [INSTALLABLE…]",
                "Show what content-addressed outputs turned out to be.");
        flags.toggle(() -> json[0] = true, "Print as JSON.", "--json");
        common.addTo(paths.addTo(flags)).parse(call.arguments(), paths::word);
        Nix.requireFeature(common, "nix-command");
        shell.run(common.options(), new ShowRealisations(paths.paths(common), json[0]));
    }
}

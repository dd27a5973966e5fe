package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.ShowSettings;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `nix config show`, with the flags of CppNix's (`src/nix/config.cc`).
final class NixConfig {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(
            Map.of("show", NixConfig::show));

    private final List<String> words = new ArrayList<>();
    private boolean json;
    private @Nullable Boolean pretty;

    static void run(Invocation call, Shell shell) {
        Subcommands.run("config", "Look at the configuration.", COMMANDS, call, shell);
    }

    /// `nix config show`, also known as `nix show-config`.
    static void show(Invocation call, Shell shell) {
        new NixConfig().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " config show [NAME]",
                "Show the settings, or one of them.");
        flags.toggle(() -> json = true, "Print as JSON.", "--json")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty");
        common.addTo(flags).parse(call.arguments(), this::name);
        Nix.requireFeature(common, "nix-command");
        shell.run(common.options(), new ShowSettings(words.stream().findFirst(), json,
                pretty == null ? call.isTerminal(1) : pretty));
    }

    private void name(String word) {
        if (!words.isEmpty()) {
            throw SessionErrors.usage(Emphasis.format("unexpected argument '%s'", word));
        }
        words.add(word);
    }
}

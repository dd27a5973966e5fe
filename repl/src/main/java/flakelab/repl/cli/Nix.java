package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.SessionException;
import flakelab.session.StandardSettings;
import flakelab.text.Emphasis;
import flakelab.text.Suggestions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `nix COMMAND …` and `flakelab COMMAND …`: one-shot commands with the flags of CppNix's. `flakelab` also runs the
/// commands of a session: `flakelab show .` is `:show .`.
final class Nix {
    /// A command: what it is called by, and how it runs.
    private static final Map<String, Shell.Program> COMMANDS = new TreeMap<>(Map.ofEntries(
            Map.entry("eval", NixEval::run), Map.entry("build", NixBuild::runCommand),
            Map.entry("flake", NixFlake::run), Map.entry("hash", NixHash::run),
            Map.entry("derivation", NixDerivation::run), Map.entry("store", NixStore::runCommand),
            Map.entry("path-info", NixPathInfo::run), Map.entry("copy", NixCopy::run),
            Map.entry("config", NixConfig::run), Map.entry("show-config", NixConfig::show),
            Map.entry("run", NixRun::run), Map.entry("shell", NixRun::shell),
            Map.entry("env", NixRun::env), Map.entry("fmt", NixFormatter::format),
            Map.entry("formatter", NixFormatter::run), Map.entry("edit", NixEdit::edit),
            Map.entry("bundle", NixEdit::bundle),
            Map.entry("registry", NixRegistry::run)));

    private Nix() {}

    static void run(Invocation call, Shell shell) {
        List<String> words = call.arguments();
        int at = commandIndex(call, shell);
        if (at == words.size()) {
            throw SessionErrors.usage("no subcommand specified");
        }
        String name = words.get(at);
        Shell.Program program = COMMANDS.get(name);
        Invocation rest = call.withArguments(without(words, at));
        if (program != null) {
            program.run(rest, shell);
        } else if (!call.program().equals("flakelab") || !SessionCommands.run(name, rest, shell)) {
            throw unknown(name);
        }
    }

    /// Where in the arguments the command's name stands, behind flags; their number if nowhere.
    static int commandIndex(Invocation call, Shell shell) {
        List<String> words = call.arguments();
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            at += flagSize(words, at, call, shell);
        }
        return Math.min(at, words.size());
    }

    /// How many words a flag before the command takes.
    private static int flagSize(List<String> words, int at, Invocation call, Shell shell) {
        Flags flags = new EvalFlags(call, shell).addTo(new Flags());
        Help.addTo(flags, shell, call.program() + " COMMAND …",
                "Commands: " + String.join(", ", COMMANDS.keySet()) + ", repl.");
        return flags.size(words.get(at), words.subList(at + 1, words.size()));
    }

    static List<String> without(List<String> words, int at) {
        return java.util.stream.Stream
            .concat(words.subList(0, at).stream(), words.subList(at + 1, words.size()).stream())
            .toList();
    }

    static SessionException unknown(String name) {
        SessionException error = SessionErrors
            .usage(Emphasis.format("'%s' is not a recognised command", name));
        error.addSuggestions(Suggestions.best(name, COMMANDS.keySet()));
        return error;
    }

    /// Settings the commands of `nix` begin with: nothing impure unless asked for.
    static EvalFlags commonFlags(Invocation call, Shell shell) {
        EvalFlags common = new EvalFlags(call, shell);
        common.settings.putStandard(StandardSettings.PURE_EVAL, true);
        return common;
    }

    /// Refuses what needs the experimental feature `nix-command` where it is not enabled.
    static void requireFeature(EvalFlags common, String feature) {
        common.settings.require(feature);
    }
}

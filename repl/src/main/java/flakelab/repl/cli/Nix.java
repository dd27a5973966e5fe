package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.command.Commands;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// `nix COMMAND …` and `flakelab COMMAND …`: one-shot commands with the flags of CppNix's. `flakelab` also runs the
/// commands of a session: `flakelab show .` is `:show .`.
final class Nix {
    /// Groups of commands on the first page of help (CppNix `NixArgs`, `src/nix/main.cc`).
    enum Category {
        MAIN("Main commands"), SECONDARY("Infrequently used commands"), UTILITY(
                "Utility/scripting commands"), INSTALLATION(
                        "Commands for upgrading or troubleshooting your Nix installation"), HELP("Help commands");

        final String title;

        Category(String title) {
            this.title = title;
        }
    }

    private static final Map<Category, SortedMap<String, Shell.Program>> BY_CATEGORY = new EnumMap<>(Category.class);
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>();

    /// Older names (CppNix `NixArgs::aliases`).
    private static final Map<String, List<String>> ALIASES = Map.ofEntries(
            Map.entry("shell", List.of("env", "shell")),
            Map.entry("add-to-store", List.of("store", "add-path")),
            Map.entry("cat-nar", List.of("nar", "cat")),
            Map.entry("cat-store", List.of("store", "cat")),
            Map.entry("copy-sigs", List.of("store", "copy-sigs")),
            Map.entry("dev-shell", List.of("develop")),
            Map.entry("diff-closures", List.of("store", "diff-closures")),
            Map.entry("dump-path", List.of("store", "dump-path")),
            Map.entry("hash-file", List.of("hash", "file")),
            Map.entry("hash-path", List.of("hash", "path")),
            Map.entry("ls-nar", List.of("nar", "ls")),
            Map.entry("ls-store", List.of("store", "ls")),
            Map.entry("make-content-addressable", List.of("store", "make-content-addressed")),
            Map.entry("optimise-store", List.of("store", "optimise")),
            Map.entry("ping-store", List.of("store", "info")),
            Map.entry("sign-paths", List.of("store", "sign")),
            Map.entry("show-derivation", List.of("derivation", "show")),
            Map.entry("show-config", List.of("config", "show")),
            Map.entry("to-base16", List.of("hash", "to-base16")),
            Map.entry("to-base32", List.of("hash", "to-base32")),
            Map.entry("to-base64", List.of("hash", "to-base64")),
            Map.entry("verify", List.of("store", "verify")),
            Map.entry("doctor", List.of("config", "check")));

    static {
        // A new command is a line here.
        add(Category.MAIN, "build", NixBuild::runCommand);
        add(Category.MAIN, "develop", NixDevelop::run);
        add(Category.MAIN, "env", NixRun::env);
        add(Category.MAIN, "flake", NixFlake::run);
        add(Category.MAIN, "profile", NixProfile::run);
        add(Category.MAIN, "run", NixRun::run);
        add(Category.SECONDARY, "bundle", NixEdit::bundle);
        add(Category.SECONDARY, "copy", NixCopy::run);
        add(Category.SECONDARY, "edit", NixEdit::edit);
        add(Category.SECONDARY, "eval", NixEval::run);
        add(Category.SECONDARY, "fmt", NixFormatter::format);
        add(Category.SECONDARY, "formatter", NixFormatter::run);
        add(Category.SECONDARY, "log", NixLog::run);
        add(Category.SECONDARY, "path-info", NixPathInfo::run);
        add(Category.SECONDARY, "search", NixSearch::run);
        add(Category.SECONDARY, "why-depends", NixWhyDepends::run);
        add(Category.UTILITY, "config", NixConfig::run);
        add(Category.UTILITY, "derivation", NixDerivation::run);
        add(Category.UTILITY, "hash", NixHash::run);
        add(Category.UTILITY, "key", NixKey::run);
        add(Category.UTILITY, "nar", NixNar::run);
        add(Category.UTILITY, "print-dev-env", NixDevelop::print);
        add(Category.UTILITY, "realisation", NixRealisation::run);
        add(Category.UTILITY, "registry", NixRegistry::run);
        add(Category.UTILITY, "store", NixStore::runCommand);
        add(Category.HELP, "help", Nix::help);
    }

    private Nix() {}

    private static void add(Category category, String name, Shell.Program program) {
        COMMANDS.put(name, program);
        BY_CATEGORY.computeIfAbsent(category, key -> new TreeMap<>()).put(name, program);
    }

    /// All commands with their categories.
    static Map<Category, SortedMap<String, Shell.Program>> byCategory() {
        return BY_CATEGORY;
    }

    static void run(Invocation given, Shell shell) {
        Invocation call = Shebang.expand(given, shell);
        if (call.arguments().equals(List.of("__dump-cli"))) {
            shell.bytes(new Dump(call).json() + "\n");
            return;
        }
        Flags flags = globalFlags(call, shell);
        Subcommands.Chosen chosen = Subcommands.choose(flags, call, names(call), "");
        if (chosen.name().isEmpty()) {
            flags.parse(call.arguments(), word -> {});
            throw SessionErrors.usage("no subcommand specified");
        }
        String name = chosen.name().get();
        Invocation rest = chosen.rest();
        List<String> modern = ALIASES.get(name);
        if (modern != null) {
            if (!name.equals("shell")) { // an accepted shorthand
                shell.warn("'%s' is a deprecated alias for '%s'".formatted(name, String.join(" ", modern)));
            }
            name = modern.getFirst();
            rest = call.withArguments(
                    Stream.concat(modern.stream().skip(1), rest.arguments().stream()).toList());
        }
        Shell.Program program = COMMANDS.get(name);
        if (program != null) {
            program.run(rest, shell);
        } else if (!call.program().equals("flakelab") || !SessionCommands.run(name, rest, shell)) {
            throw Subcommands.unknown(name, COMMANDS.keySet());
        }
    }

    private static List<String> names(Invocation call) {
        List<String> names = new ArrayList<>(COMMANDS.keySet());
        names.add("repl");
        if (call.program().equals("flakelab")) {
            Commands.all().forEach(entry -> names.add(entry.name()));
        }
        return names;
    }

    /// The flags that may stand before a command.
    private static Flags globalFlags(Invocation call, Shell shell) {
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " COMMAND …",
                "A tool for reproducible and declarative configuration management.")
            .page(() -> new Manual(shell).overview(call.program(), BY_CATEGORY,
                    call.program().equals("flakelab") ? sessionCommands() : List.of()));
        return new EvalFlags(call, shell).addTo(flags);
    }

    private static List<Map.Entry<String, String>> sessionCommands() {
        return Commands.all()
            .stream()
            .map(entry -> Map.entry(entry.name(), entry.summary()))
            .toList();
    }

    /// `nix help [COMMAND…]`.
    private static void help(Invocation call, Shell shell) {
        List<String> words = new ArrayList<>();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " help [COMMAND…]",
                "Show help about " + call.program() + " or a particular command.");
        commonFlags(call, shell).addTo(flags).parse(call.arguments(), words::add);
        Stream<String> modern = words.size() == 1
                ? ALIASES.getOrDefault(words.getFirst(), words).stream()
                : words.stream();
        run(call.withArguments(Stream.concat(modern, Stream.of("--help")).toList()), shell);
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

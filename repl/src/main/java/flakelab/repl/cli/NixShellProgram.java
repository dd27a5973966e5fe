package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.command.NixShell;
import flakelab.session.command.ShellSubject;
import flakelab.session.command.ShellSubject.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `nix-shell`, with the flags of CppNix's (`src/nix/nix-build/nix-build.cc`), also as the interpreter of scripts whose
/// first lines are `#! nix-shell …`.
final class NixShellProgram {
    private final List<String> words = new ArrayList<>();
    private final List<String> attributes = new ArrayList<>();
    private final List<String> exclude = new ArrayList<>();
    private final Set<String> keep = new HashSet<>();
    private boolean expressions;
    private boolean packages;
    private boolean stdin;
    private boolean pure;
    private boolean dryRun;
    private boolean interactive;
    private String command = "";

    static void run(Invocation call, Shell shell) {
        new NixShellProgram().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        interactive = call.isTerminal(0) && call.isTerminal(2);
        Optional<Shebang.Script> script = Shebang.nixShell(call);
        EvalFlags common = new EvalFlags(call, shell);
        Flags flags = own(shell);
        script.ifPresent(found -> flags.oldValue(name -> interpreter(name, found), "PROGRAM",
                "Let this program read the script.", "-i"));
        common.addTo(flags)
            .parse(script.map(Shebang.Script::arguments).orElse(call.arguments()), this::word);
        if (packages && expressions) {
            throw SessionErrors.usage("'-p' and '-E' are mutually exclusive");
        }
        Optional<Path> file = script.map(found -> call.directory().resolve(found.file()).normalize());
        if (file.isPresent() && common.settings.get(StandardSettings.SHEBANG_RELATIVE_TO_SCRIPT)) {
            common.startFrom(file.get().resolveSibling("."));
        }
        Kind kind = stdin
                ? Kind.STDIN
                : packages ? Kind.PACKAGES : expressions ? Kind.EXPRESSIONS : Kind.FILES;
        NixShell job = new NixShell(new ShellSubject(kind, words, attributes, file), pure, keep,
                exclude, interactive, command);
        if (dryRun) {
            shell.run(common.options(), job);
        } else {
            shell.become(common.options(), job);
        }
    }

    private Flags own(Shell shell) {
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-shell [FILE…]",
                "Start a shell with the build environment of a derivation.");
        return flags
            .toggle(() -> expressions = true, "The arguments are expressions, not files.", "-E",
                    "--expr")
            .toggle(() -> packages = true, "The arguments are packages of <nixpkgs>.", "-p",
                    "--packages")
            .oldValue(attributes::add, "PATH", "Take an attribute.", "-A", "--attr")
            .oldValue(text -> command = text + "\nexit", "COMMAND",
                    "Run a command in an interactive shell.", "--command")
            .oldValue(this::runCommand, "COMMAND", "Run a command, not interactively.", "--run")
            .oldValue(exclude::add, "REGEX", "Do not build inputs this matches.", "--exclude")
            .oldValue(keep::add, "NAME", "Keep a variable, with --pure.", "--keep")
            .toggle(() -> pure = true, "Start without the variables of this shell.", "--pure")
            .toggle(() -> pure = false, "Keep the variables of this shell.", "--impure")
            .toggle(() -> dryRun = true, "Only say what would be built.", "--dry-run")
            .toggle(() -> stdin = true, "Read the expression from standard input.", "-")
            .toggle(() -> {}, "", "--no-out-link", "--no-link", "--add-drv-link", "--indirect",
                    "--run-env")
            .oldValue(text -> {}, "PATH", "", "-o", "--out-link")
            .oldValue(text -> {}, "PATH", "", "--drv-link");
    }

    private void runCommand(String text) {
        interactive = false;
        command = text + "\nexit";
    }

    private void interpreter(String program, Shebang.Script script) {
        interactive = false;
        command = script.interpretedBy(program);
    }

    private void word(String text) {
        words.add(text);
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.FlakeArchive;
import flakelab.session.command.FlakeCheck;
import flakelab.session.command.FlakeClone;
import flakelab.session.command.FlakeInputs;
import flakelab.session.command.FlakeJob;
import flakelab.session.command.FlakeJob.Action;
import flakelab.session.command.FlakeTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `nix flake …`, with the flags of CppNix's (`src/nix/flake.cc`).
final class NixFlake {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(
            Map.ofEntries(command("archive", NixFlake::archive), command("check", NixFlake::check),
                    command("clone", NixFlake::makeClone),
                    command("info", NixFlake::info), command("init", NixFlake::init),
                    command("lock", NixFlake::lock), command("metadata", NixFlake::metadata),
                    command("new", NixFlake::create), Map.entry("prefetch", NixPrefetch::flake),
                    command("prefetch-inputs", NixFlake::prefetchInputs),
                    command("show", NixFlake::show), command("update", NixFlake::update)));

    private final Invocation call;
    private final Shell shell;
    private final EvalFlags common;
    private final InstallableFlags locking = new InstallableFlags();
    private final Flags flags = new Flags();
    private boolean json;
    private @Nullable Boolean pretty;
    private boolean allSystems;
    private boolean legacy;
    private boolean dryRun;
    private boolean checkSignatures = true;
    private @Nullable String place;
    private String template = "templates";
    private String flake = ".";

    private NixFlake(Invocation call, Shell shell) {
        this.call = call;
        this.shell = shell;
        this.common = Nix.commonFlags(call, shell);
    }

    private static Map.Entry<String, Shell.Program> command(String name,
            Consumer<NixFlake> command) {
        return Map.entry(name, (call, shell) -> command.accept(new NixFlake(call, shell)));
    }

    static void run(Invocation call, Shell shell) {
        Subcommands.run("flake", "Manage Nix flakes.", COMMANDS, call, shell);
    }

    // Looking at one

    private void show() {
        describe("show [FLAKE]", "Show what a flake provides.");
        addJson().toggle(() -> allSystems = true, "Look into outputs of all systems.", "--all-systems")
            .toggle(() -> legacy = true, "Look into legacyPackages.", "--legacy");
        look(Action.SHOW);
    }

    private void check() {
        describe("check [FLAKE]", "Check that a flake evaluates, and run its tests.");
        flags.toggle(() -> dryRun = true, "Do not build checks.", "--no-build")
            .toggle(() -> allSystems = true, "Check the outputs for all systems.", "--all-systems");
        String reference = flake();
        if (dryRun) {
            common.readOnly();
        }
        shell.run(common.options(), new FlakeCheck(reference, locking.locking(), !dryRun, allSystems));
    }

    private void metadata() {
        describe("metadata [FLAKE]",
                "Show where a flake comes from, and what its inputs are locked to.");
        addJson();
        look(Action.METADATA);
    }

    private void info() {
        describe("info [FLAKE]", "An older name of `metadata`.");
        addJson();
        look(Action.METADATA,
                () -> shell.warn("'nix flake info' is a deprecated alias for 'nix flake metadata'"));
    }

    private void look(Action action) {
        look(action, () -> {});
    }

    private void look(Action action, Runnable first) {
        String reference = flake();
        first.run();
        shell.run(common.options(), new FlakeJob(action, reference, locking.locking(), json,
                pretty(), colours(), allSystems, legacy));
    }

    // Its lock file

    private void lock() {
        describe("lock [FLAKE]", "Lock the inputs that are not locked yet.");
        locking.addLocking(flags).without("--no-write-lock-file");
        String reference = word();
        locking.builder().failOnUnlocked();
        locking.builder().write();
        writeLock(reference);
    }

    private void update() {
        describe("update [INPUT…]", "Lock inputs to what they are now: all, or those named.");
        flags.value(text -> flake = text, "FLAKE", "The flake; else that of the working directory.",
                "--flake")
            .completedBy(InstallableFlags::completeFlake);
        locking.inputsOf(() -> flake);
        locking.addLocking(flags)
            .without("--no-write-lock-file", "--no-update-lock-file")
            .words("INPUT", locking::completeInput);
        words(0, Integer.MAX_VALUE)
            .forEach(input -> locking.builder().updateNamed(input, shell::warn));
        locking.builder().updateAll();
        locking.builder().write();
        writeLock(flake);
    }

    private void writeLock(String reference) {
        shell.run(common.options(), new FlakeJob(Action.LOCK, reference, locking.locking(), false,
                false, false, false, false));
    }

    // Its sources

    private void archive() {
        describe("archive [FLAKE]", "Copy a flake and all its inputs to a store.");
        addJson().value(store -> place = store, "STORE", "Where to copy to.", "--to")
            .toggle(() -> dryRun = true, "Only say what would be copied.", "--dry-run")
            .toggle(() -> checkSignatures = false, "Do not ask for signatures.",
                    "--no-check-sigs");
        String reference = flake();
        shell.run(common.options(), new FlakeArchive(reference, locking.locking(),
                Optional.ofNullable(place), json, pretty(), dryRun, checkSignatures));
    }

    private void prefetchInputs() {
        describe("prefetch-inputs [FLAKE]", "Fetch all inputs of a flake.");
        String reference = flake();
        shell.run(common.options(), new FlakeInputs(reference, locking.locking()));
    }

    private void makeClone() {
        describe("clone [FLAKE] --dest PATH", "Clone the repository a flake is in.");
        flags.value(path -> place = path, "PATH", "Where to clone to.", "-f", "--dest")
            .completedBy(Completions.Completer.PATH);
        String reference = flake();
        if (place == null) {
            throw SessionErrors.error("missing flag '--dest'");
        }
        shell.run(common.options(), new FlakeClone(reference, place));
    }

    // New ones

    private void init() {
        describe("init", "Make a flake in the working directory from a template.");
        addTemplate();
        words(0, 0);
        shell.run(common.options(), new FlakeTemplate(template, "."));
    }

    private void create() {
        describe("new DIRECTORY", "Make a flake in a directory from a template.");
        addTemplate();
        flags.words("DIRECTORY", Completions.Completer.PATH);
        String directory = words(1, 1).getFirst();
        shell.run(common.options(), new FlakeTemplate(template, directory));
    }

    private void addTemplate() {
        flags.value(text -> template = text, "FLAKE", "The template, such as `templates#NAME`.",
                "-t", "--template")
            .completedBy(InstallableFlags::completeFlake);
    }

    // Command lines

    private void describe(String usage, String summary) {
        Help.addTo(flags, shell, call.program() + " flake " + usage, summary);
    }

    private Flags addJson() {
        return flags.toggle(() -> json = true, "Print as JSON.", "--json")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty");
    }

    private boolean pretty() {
        return pretty == null ? call.isTerminal(1) : pretty;
    }

    /// `nix` colours these even where nobody looks.
    private boolean colours() {
        return call.isTerminal(1) || call.program().equals("nix");
    }

    /// The flake a command is about; the flags about locking are added.
    private String flake() {
        locking.addLocking(flags);
        return word();
    }

    private String word() {
        List<String> words = words(0, 1);
        return words.isEmpty() ? "." : words.getFirst();
    }

    private List<String> words(int least, int most) {
        List<String> words = common.addTo(flags).parse(call.arguments(), least, most);
        Nix.requireFeature(common, "nix-command");
        Nix.requireFeature(common, "flakes");
        return words;
    }
}

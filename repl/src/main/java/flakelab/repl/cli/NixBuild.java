package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.BuildFiles;
import flakelab.session.command.BuildJob;
import flakelab.session.command.Installables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix build` and the older `nix-build`, with the flags of CppNix's.
final class NixBuild {
    private final List<String> words = new ArrayList<>();
    private final List<String> attributes = new ArrayList<>();
    private @Nullable String outLink = "result";
    private @Nullable String profile;
    private BuildJob.Mode mode = BuildJob.Mode.NORMAL;
    private boolean expressions;
    private boolean printPaths;
    private boolean json;
    private boolean dryRun;

    /// `nix-build [FILE…]`.
    static void run(Invocation call, Shell shell) {
        new NixBuild().files(call, shell);
    }

    /// `nix build [INSTALLABLE…]`.
    static void runCommand(Invocation call, Shell shell) {
        new NixBuild().installables(call, shell);
    }

    private void files(Invocation call, Shell shell) {
        EvalFlags common = new EvalFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-build [FILE…]", "Build Nix expressions.");
        flags
            .toggle(() -> expressions = true, "The arguments are expressions, not files.", "-E",
                    "--expr")
            .oldValue(attributes::add, "PATH", "Take an attribute.", "-A", "--attr")
            .toggle(() -> mode = BuildJob.Mode.REBUILD, "Build again, and compare with what is there.", "--check")
            .toggle(() -> mode = BuildJob.Mode.REPAIR, "Build again what was changed in the store.", "--repair");
        common.addTo(linkFlags(flags)).parse(call.arguments(), words::add);
        if (words.isEmpty()) {
            words.add(".");
        }
        shell.run(common.options(),
                new BuildFiles(words, expressions, attributes.isEmpty() ? List.of("") : attributes,
                        Optional.ofNullable(outLink), dryRun, mode));
    }

    private void installables(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " build [INSTALLABLE…]",
                "Build, and link to what came out.");
        flags
            .toggle(() -> printPaths = true, "Print the paths of what was built.",
                    "--print-out-paths")
            .toggle(() -> json = true, "Print what was built as JSON.", "--json")
            .toggle(() -> mode = BuildJob.Mode.REBUILD, "Build again, and compare with what is there.", "--rebuild")
            .toggle(() -> mode = BuildJob.Mode.REPAIR, "Build again what was changed in the store.", "--repair")
            .value(path -> profile = path, "PATH", "Make the result a new generation of a profile.", "--profile")
            .completedBy(Completions.Completer.PATH);
        where.addSeveralTo(linkFlags(flags));
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        Installables source = where.installables(common);
        shell.run(common.options(),
                new BuildJob(source, where.named(words, call), mode, Optional.ofNullable(outLink), Optional.ofNullable(profile), printPaths, json,
                        dryRun));
    }

    private Flags linkFlags(Flags flags) {
        return flags
            .oldValue(name -> outLink = name, "PATH", "What to call the link to the result.", "-o",
                    "--out-link")
            .toggle(() -> outLink = null, "Make no link.", "--no-link", "--no-out-link")
            .toggle(() -> dryRun = true, "Only say what would be built.", "--dry-run");
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.PathInfos;
import flakelab.text.Emphasis;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix path-info`, with the flags of CppNix's (`src/nix/path-info.cc`).
final class NixPathInfo {
    private boolean size;
    private boolean closureSize;
    private boolean human;
    private boolean signatures;
    private boolean json;
    private @Nullable Boolean pretty;
    private @Nullable Long version;

    static void run(Invocation call, Shell shell) {
        new NixPathInfo().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        PathFlags paths = new PathFlags(false);
        Flags flags = new Flags();
        flags.toggle(() -> size = true, "Print sizes of archives.", "-s", "--size")
            .toggle(() -> closureSize = true, "Print sizes of closures.", "-S", "--closure-size")
            .toggle(() -> human = true, "Print sizes for people.", "-h", "--human-readable")
            .toggle(() -> signatures = true, "Print signatures.", "--sigs")
            .toggle(() -> json = true, "Print as JSON.", "--json")
            .value(this::version, "VERSION", "Version of the JSON format, 1 or 2.",
                    "--json-format")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty");
        Help.addTo(flags, shell, call.program() + " path-info [INSTALLABLE…]",
                "Tell about store paths.");
        common.addTo(paths.addTo(flags)).parse(call.arguments(), paths::word);
        Nix.requireFeature(common, "nix-command");
        if (json && version == null) {
            shell.warn("'--json' without '--json-format' is deprecated; please specify"
                    + " '--json-format 1' or '--json-format 2'."
                    + " This will become an error in a future release.");
        }
        shell.run(common.options(), new PathInfos(paths.paths(common),
                new PathInfos.Columns(size, closureSize, human, signatures),
                json ? Optional.of(version == null ? 1L : version) : Optional.empty(),
                pretty == null ? call.isTerminal(1) : pretty));
    }

    private void version(String text) {
        try {
            version = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw SessionErrors.usage(Emphasis.format("'%s' is not an integer", text));
        }
    }
}

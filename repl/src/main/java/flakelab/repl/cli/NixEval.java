package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.Evaluate;
import flakelab.session.command.Evaluate.Format;
import flakelab.session.command.Installables;
import flakelab.text.Emphasis;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix eval`, with the flags of CppNix's (`src/nix/eval.cc`).
final class NixEval {
    private boolean raw;
    private boolean json;
    private @Nullable Boolean pretty;
    private @Nullable String apply;
    private @Nullable String writeTo;
    private @Nullable String installable;

    static void run(Invocation call, Shell shell) {
        new NixEval().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " eval [INSTALLABLE]",
                "Evaluate, and print the result.");
        flags.toggle(() -> raw = true, "Print a string as it is.", "--raw")
            .toggle(() -> json = true, "Print as JSON.", "--json")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty")
            .value(text -> apply = text, "EXPR", "Apply a function to the value first.", "--apply")
            .value(text -> writeTo = text, "PATH",
                    "Write a string, or a set of strings as a directory.", "--write-to");
        where.addTo(flags);
        common.addTo(flags).parse(call.arguments(), this::installable);
        Nix.requireFeature(common, "nix-command");
        if (raw && json) {
            throw SessionErrors.usage("--raw and --json are mutually exclusive");
        }
        Installables source = where.installables(common);
        shell.run(common.options(), new Evaluate(source, installable == null ? "." : installable,
                raw ? Format.RAW : json ? Format.JSON : Format.PLAIN,
                pretty == null ? call.isTerminal(1) : pretty, Optional.ofNullable(apply),
                Optional.ofNullable(writeTo).map(Path::of)));
    }

    private void installable(String word) {
        if (installable != null) {
            throw SessionErrors.usage(Emphasis.format("unexpected argument '%s'", word));
        }
        installable = word;
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.Installables;
import flakelab.session.command.WhyDepends;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;

/// `nix why-depends`, with the flags of CppNix's (`src/nix/why-depends.cc`).
final class NixWhyDepends {
    private final List<String> words = new ArrayList<>();
    private boolean derivations;
    private boolean all;
    private boolean precise;

    static void run(Invocation call, Shell shell) {
        new NixWhyDepends().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " why-depends PACKAGE DEPENDENCY",
                "Show why a package has another in its closure.");
        flags.toggle(() -> all = true, "Every way, not only a shortest.", "-a", "--all")
            .toggle(() -> precise = true, "Also the files that refer to the next path.",
                    "--precise")
            .toggle(() -> derivations = true, "Derivations, not their outputs.", "--derivation");
        common.addTo(where.addTo(flags)).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        if (words.size() > 2) {
            throw SessionErrors.usage(Emphasis.format("unexpected argument '%s'", words.get(2)));
        }
        if (words.size() < 2) {
            throw SessionErrors.usage("more arguments are required");
        }
        Installables source = where.installables(common);
        shell.run(common.options(),
                new WhyDepends(PathFlags.path(source, words.get(0), derivations),
                        PathFlags.path(source, words.get(1), derivations), all, precise));
    }
}

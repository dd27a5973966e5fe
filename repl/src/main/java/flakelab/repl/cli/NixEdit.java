package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.Bundle;
import flakelab.session.command.Installables;
import flakelab.session.command.OpenEditor;
import flakelab.text.Emphasis;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix edit` and `nix bundle`: commands about one installable, with the flags of CppNix's.
final class NixEdit {
    private @Nullable String installable;
    private String bundler = "github:NixOS/bundlers";
    private @Nullable String outLink;

    static void edit(Invocation call, Shell shell) {
        new NixEdit().openEditor(call, shell);
    }

    static void bundle(Invocation call, Shell shell) {
        new NixEdit().makeBundle(call, shell);
    }

    private void openEditor(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " edit [INSTALLABLE]",
                "Open the Nix expression of a Nix package in $EDITOR.");
        common.addTo(where.addTo(flags)).parse(call.arguments(), this::installable);
        Nix.requireFeature(common, "nix-command");
        Installables source = where.installables(common);
        shell.become(common.options(), new OpenEditor(source, installable()));
    }

    private void makeBundle(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " bundle [INSTALLABLE]",
                "Bundle an application so that it works outside of the Nix store.");
        flags
            .value(text -> bundler = text, "FLAKE",
                    "The bundler to use instead of github:NixOS/bundlers.", "--bundler")
            .value(text -> outLink = text, "PATH", "What to call the link to the result.", "-o",
                    "--out-link");
        common.addTo(where.addTo(flags)).parse(call.arguments(), this::installable);
        Nix.requireFeature(common, "nix-command");
        Installables source = where.installables(common);
        shell.run(common.options(),
                new Bundle(source, installable(), bundler, Optional.ofNullable(outLink)));
    }

    private String installable() {
        return installable == null ? "." : installable;
    }

    private void installable(String word) {
        if (installable != null) {
            throw SessionErrors.usage(Emphasis.format("unexpected argument '%s'", word));
        }
        installable = word;
    }
}

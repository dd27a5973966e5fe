package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.CopyPaths;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix copy`, with the flags of CppNix's (`src/nix/copy.cc`).
final class NixCopy {
    private boolean checkSignatures = true;
    private @Nullable String outLink;
    private @Nullable String profile;

    static void run(Invocation call, Shell shell) {
        new NixCopy().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        PathFlags paths = new PathFlags(true);
        CopyFlags stores = new CopyFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " copy --to STORE [INSTALLABLE…]",
                "Copy paths from store to store.");
        stores.addTo(flags)
            .toggle(() -> checkSignatures = false, "Do not ask for signatures.",
                    "--no-check-sigs")
            .value(link -> outLink = link, "PATH", "Links to make to what was copied.", "-o",
                    "--out-link")
            .value(link -> profile = link, "PATH", "Make what was copied a profile's next generation.",
                    "--profile")
            .toggle(() -> {}, "", "-s", "--substitute-on-destination");
        common.addTo(paths.addTo(flags)).parse(call.arguments(), paths::word);
        Nix.requireFeature(common, "nix-command");
        stores.require();
        CopyPaths job = new CopyPaths(paths.paths(common), stores.destination(common),
                checkSignatures, Optional.ofNullable(outLink), Optional.ofNullable(profile));
        stores.useSource(common);
        shell.run(common.options(), job);
    }
}

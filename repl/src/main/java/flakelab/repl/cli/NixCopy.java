package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.StandardSettings;
import flakelab.session.command.CopyPaths;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix copy`, with the flags of CppNix's (`src/nix/copy.cc`).
final class NixCopy {
    private @Nullable String to;
    private String from = "";
    private boolean checkSignatures = true;

    static void run(Invocation call, Shell shell) {
        new NixCopy().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        PathFlags paths = new PathFlags(true);
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " copy --to STORE [INSTALLABLE…]",
                "Copy paths from store to store.");
        flags.value(store -> to = store, "STORE", "Where to copy to.", "--to")
            .value(store -> from = store, "STORE", "Where to copy from.", "--from")
            .toggle(() -> checkSignatures = false, "Do not ask for signatures.",
                    "--no-check-sigs")
            .toggle(() -> {}, "", "-s", "--substitute-on-destination");
        common.addTo(paths.addTo(flags)).parse(call.arguments(), paths::word);
        Nix.requireFeature(common, "nix-command");
        CopyPaths job = new CopyPaths(paths.paths(common), destination(common), from,
                checkSignatures);
        if (!from.isEmpty()) {
            common.settings.put(StandardSettings.STORE, from);
        }
        shell.run(common.options(), job);
    }

    /// Without `--to` copies go to the store that would be used otherwise.
    private Optional<String> destination(EvalFlags common) {
        return to != null || from.isEmpty()
                ? Optional.ofNullable(to)
                : Optional.of(common.settings.get(StandardSettings.STORE));
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.ReadLog;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;

/// `nix log`, with the flags of CppNix's (`src/nix/log.cc`).
final class NixLog {
    private NixLog() {}

    static void run(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        List<String> words = new ArrayList<>();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " log [INSTALLABLE]", "Print a build's log.");
        common.addTo(where.addTo(flags)).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        if (words.size() > 1) {
            throw SessionErrors.usage(Emphasis.format("unexpected argument '%s'", words.get(1)));
        }
        shell.run(common.options(), new ReadLog.OfInstallable(where.installables(common),
                words.isEmpty() ? "." : words.getFirst()));
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.CollectGarbage;
import flakelab.session.command.CollectGarbage.Wish;
import flakelab.session.command.OldGenerations;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix-collect-garbage`, with the flags of CppNix's (`src/nix/nix-collect-garbage/nix-collect-garbage.cc`).
final class GarbageProgram {
    private boolean dryRun;
    private boolean old;
    private @Nullable String olderThan;
    private long maxFreed = Long.MAX_VALUE;

    static void run(Invocation call, Shell shell) {
        new GarbageProgram().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = new EvalFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-collect-garbage", "Delete what nothing needs.");
        flags.toggle(() -> dryRun = true, "Only count.", "--dry-run")
            .toggle(() -> old = true, "First delete old generations of profiles.", "-d",
                    "--delete-old")
            .oldValue(text -> {
                old = true;
                olderThan = text;
            }, "AGE", "First delete generations older than this, such as 30d.",
                    "--delete-older-than")
            .oldValue(text -> maxFreed = Sizes.bytes(text), "BYTES", "Stop after freeing so much.",
                    "--max-freed");
        common.addTo(flags).parse(call.arguments(), Flags::refuse);
        CollectGarbage collect = new CollectGarbage(dryRun ? Wish.COUNT_DEAD : Wish.COLLECT,
                List.of(), false, maxFreed);
        shell.run(common.options(), old
                ? new OldGenerations(Optional.ofNullable(olderThan), dryRun, collect)
                : collect);
    }
}

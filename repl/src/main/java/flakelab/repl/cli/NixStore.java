package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.AddToStore;
import flakelab.session.command.CollectGarbage;
import flakelab.session.command.CollectGarbage.Wish;
import flakelab.session.SessionErrors;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `nix store add|add-file|add-path|delete|gc|prefetch-file`, with the flags of CppNix's.
final class NixStore {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(
            Map.of("add", (call, shell) -> new NixStore().add(call, shell, "nar"), "add-path",
                    (call, shell) -> new NixStore().add(call, shell, "nar"), "add-file",
                    (call, shell) -> new NixStore().add(call, shell, "flat"), "gc",
                    (call, shell) -> new NixStore().collect(call, shell), "delete",
                    (call, shell) -> new NixStore().delete(call, shell), "prefetch-file",
                    NixPrefetch::file));

    private final List<String> words = new ArrayList<>();
    private @Nullable String name;
    private String mode = "nar";
    private String algorithm = "sha256";
    private boolean dryRun;
    private boolean ignoreLiveness;
    private long maxFreed = Long.MAX_VALUE;

    static void runCommand(Invocation call, Shell shell) {
        Subcommands.run("store", COMMANDS, call, shell);
    }

    private void parse(Flags flags, Invocation call, Shell shell, String usage, String summary,
            EvalFlags common) {
        Help.addTo(flags, shell, call.program() + " store " + usage, summary);
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
    }

    private void add(Invocation call, Shell shell, String standardMode) {
        mode = standardMode;
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        flags.value(text -> name = text, "NAME", "What to call it in the store.", "-n", "--name")
            .value(text -> mode = text, "METHOD", "nar, flat, text or git.", "--mode")
            .value(text -> algorithm = text, "ALGORITHM", "blake3, md5, sha1, sha256 or sha512.",
                    "--hash-algo")
            .toggle(() -> dryRun = true, "Only compute the path.", "--dry-run");
        parse(flags, call, shell, "add PATH", "Copy a file or directory into the store.", common);
        if (words.size() != 1) {
            throw words.isEmpty()
                    ? SessionErrors.usage("more arguments are required")
                    : SessionErrors
                        .usage(Emphasis.format("unexpected argument '%s'", words.get(1)));
        }
        shell.run(common.options(),
                new AddToStore(words, Optional.ofNullable(name), mode, algorithm, dryRun));
    }

    private void collect(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        flags.value(this::maxFreed, "BYTES", "Stop after freeing so much.", "--max")
            .toggle(() -> dryRun = true, "Only count what would be deleted.", "--dry-run");
        parse(flags, call, shell, "gc", "Delete what nothing needs.", common);
        if (dryRun && maxFreed != Long.MAX_VALUE) {
            throw SessionErrors.usage("options --max and --dry-run cannot be combined");
        }
        shell.run(common.options(), new CollectGarbage(dryRun ? Wish.COUNT_DEAD : Wish.COLLECT,
                List.of(), false, maxFreed));
    }

    private void delete(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        flags.toggle(() -> ignoreLiveness = true, "Delete also what roots keep.",
                "--ignore-liveness");
        parse(flags, call, shell, "delete PATH…", "Delete paths.", common);
        shell.run(common.options(),
                new CollectGarbage(Wish.DELETE, words, ignoreLiveness, Long.MAX_VALUE));
    }

    private void maxFreed(String text) {
        maxFreed = StoreProgram.bytes(text);
    }
}

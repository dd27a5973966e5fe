package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.AddToStore;
import flakelab.session.command.CollectGarbage;
import flakelab.session.command.CollectGarbage.Wish;
import flakelab.session.command.DiffClosures;
import flakelab.session.command.InStore;
import flakelab.session.command.MakeContentAddressed;
import flakelab.session.command.ReadLog;
import flakelab.session.command.Signing;
import flakelab.session.command.StoreFacts;
import flakelab.session.command.VerifyStore;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `nix store …`, with the flags of CppNix's.
final class NixStore {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(Map.ofEntries(
            Map.entry("add", (call, shell) -> new NixStore(call, shell).add("nar")),
            Map.entry("add-file", (call, shell) -> new NixStore(call, shell).add("flat")),
            Map.entry("add-path", (call, shell) -> new NixStore(call, shell).add("nar")),
            Map.entry("cat", (call, shell) -> new NixStore(call, shell).cat()),
            Map.entry("copy-log", (call, shell) -> new NixStore(call, shell).copyLog()),
            Map.entry("copy-sigs", (call, shell) -> new NixStore(call, shell).copySignatures()),
            Map.entry("delete", (call, shell) -> new NixStore(call, shell).delete()),
            Map.entry("diff-closures", (call, shell) -> new NixStore(call, shell).diff()),
            Map.entry("dump-path", (call, shell) -> new NixStore(call, shell).dump()),
            Map.entry("gc", (call, shell) -> new NixStore(call, shell).collect()),
            Map.entry("info", (call, shell) -> new NixStore(call, shell).info()),
            Map.entry("ls", (call, shell) -> new NixStore(call, shell).list()),
            Map.entry("make-content-addressed", (call, shell) -> new NixStore(call, shell).rewrite()),
            Map.entry("optimise", (call, shell) -> new NixStore(call, shell).optimise()),
            Map.entry("path-from-hash-part",
                    (call, shell) -> new NixStore(call, shell).fromHashPart()),
            Map.entry("ping", (call, shell) -> new NixStore(call, shell).ping()),
            Map.entry("prefetch-file", NixPrefetch::file),
            Map.entry("repair", (call, shell) -> new NixStore(call, shell).repair()),
            Map.entry("sign", (call, shell) -> new NixStore(call, shell).sign()),
            Map.entry("verify", (call, shell) -> new NixStore(call, shell).verify())));

    private final Invocation call;
    private final Shell shell;
    private final EvalFlags common;
    private final Flags flags = new Flags();
    private final PathFlags paths = new PathFlags(false);
    private final List<String> words = new ArrayList<>();

    private NixStore(Invocation call, Shell shell) {
        this.call = call;
        this.shell = shell;
        this.common = Nix.commonFlags(call, shell);
    }

    static void runCommand(Invocation call, Shell shell) {
        Subcommands.run("store", "Work on a store.", COMMANDS, call, shell);
    }

    /// Reads the command line of a command that takes so many words.
    private void parse(String usage, String summary, int least, int most) {
        Help.addTo(flags, shell, call.program() + " store " + usage, summary);
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        if (words.size() > most) {
            throw SessionErrors.usage(Emphasis.format("unexpected argument '%s'", words.get(most)));
        }
        if (words.size() < least) {
            throw SessionErrors.usage("more arguments are required");
        }
    }

    /// Reads the command line of a command about store paths.
    private void parsePaths(String usage, String summary) {
        Help.addTo(flags, shell, call.program() + " store " + usage, summary);
        common.addTo(paths.addTo(flags)).parse(call.arguments(), paths::word);
        Nix.requireFeature(common, "nix-command");
    }

    private void add(String standardMode) {
        String[] mode = {standardMode};
        String[] algorithm = {"sha256"};
        Optional<String>[] name = optional();
        boolean[] dryRun = new boolean[1];
        flags.value(text -> name[0] = Optional.of(text), "NAME", "What to call it in the store.",
                "-n", "--name")
            .value(text -> mode[0] = text, "METHOD", "nar, flat, text or git.", "--mode")
            .value(text -> algorithm[0] = text, "ALGORITHM",
                    "blake3, md5, sha1, sha256 or sha512.", "--hash-algo")
            .toggle(() -> dryRun[0] = true, "Only compute the path.", "--dry-run");
        parse("add PATH", "Copy a file or directory into the store.", 1, 1);
        shell.run(common.options(),
                new AddToStore(words, name[0], mode[0], algorithm[0], dryRun[0]));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Optional<String>[] optional() {
        return new Optional[]{Optional.empty()};
    }

    private void cat() {
        parse("cat PATH", "Print a file in the store.", 1, 1);
        shell.run(common.options(), new InStore.Cat(words.getFirst()));
    }

    private void list() {
        ListingFlags listing = new ListingFlags();
        listing.addTo(flags);
        parse("ls PATH", "List what is at a path in the store.", 1, 1);
        shell.run(common.options(), new InStore.Ls(words.getFirst(), listing.listing()));
    }

    private void dump() {
        parsePaths("dump-path PATH", "Write a store path as an archive.");
        if (call.isTerminal(1)) {
            throw SessionErrors.usage("refusing to write NAR to a terminal");
        }
        shell.run(common.options(), new InStore.Dump(paths.paths(common)));
    }

    private void collect() {
        long[] maxFreed = {Long.MAX_VALUE};
        boolean[] dryRun = new boolean[1];
        flags.value(text -> maxFreed[0] = Sizes.bytes(text), "BYTES", "Stop after freeing so much.",
                "--max")
            .toggle(() -> dryRun[0] = true, "Only count what would be deleted.", "--dry-run");
        parse("gc", "Delete what nothing needs.", 0, 0);
        if (dryRun[0] && maxFreed[0] != Long.MAX_VALUE) {
            throw SessionErrors.usage("options --max and --dry-run cannot be combined");
        }
        shell.run(common.options(), new CollectGarbage(dryRun[0] ? Wish.COUNT_DEAD : Wish.COLLECT,
                List.of(), false, maxFreed[0]));
    }

    private void delete() {
        boolean[] ignoreLiveness = new boolean[1];
        flags.toggle(() -> ignoreLiveness[0] = true, "Delete also what roots keep.",
                "--ignore-liveness");
        parsePaths("delete PATH…", "Delete paths.");
        shell.run(common.options(),
                new CollectGarbage.Delete(paths.paths(common), ignoreLiveness[0]));
    }

    private void diff() {
        InstallableFlags where = new InstallableFlags();
        where.addTo(flags);
        boolean[] derivations = new boolean[1];
        flags.toggle(() -> derivations[0] = true, "Derivations, not their outputs.",
                "--derivation");
        parse("diff-closures BEFORE AFTER", "Compare two closures.", 2, 2);
        shell.run(common.options(), new DiffClosures(
                PathFlags.path(where.installables(common), words.get(0), derivations[0]),
                PathFlags.path(where.installables(common), words.get(1), derivations[0])));
    }

    private void ping() {
        shell.warn("'ping' is a deprecated alias for 'info'");
        info();
    }

    private void info() {
        boolean[] json = new boolean[1];
        @Nullable
        Boolean[] pretty = new Boolean[1];
        jsonFlags(json, pretty);
        parse("info", "Say what store is used, and whether it can be reached.", 0, 0);
        shell.run(common.options(), new StoreFacts.Info(json[0],
                pretty[0] == null ? call.isTerminal(1) : pretty[0]));
    }

    private void jsonFlags(boolean[] json, @Nullable Boolean[] pretty) {
        flags.toggle(() -> json[0] = true, "Print as JSON.", "--json")
            .toggle(() -> pretty[0] = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty[0] = false, "Print JSON on one line.", "--no-pretty");
    }

    private void fromHashPart() {
        parse("path-from-hash-part HASH", "Print the path with a hash part.", 1, 1);
        shell.run(common.options(), new StoreFacts.FromHashPart(words.getFirst()));
    }

    private void optimise() {
        parse("optimise", "Make equal files one.", 0, 0);
        shell.run(common.options(), new VerifyStore.Optimise());
    }

    private void repair() {
        parsePaths("repair PATH…", "Put paths right.");
        shell.run(common.options(), new VerifyStore.Repair(paths.paths(common)));
    }

    private void sign() {
        String[] file = {""};
        flags.value(text -> file[0] = text, "FILE", "The secret key.", "-k", "--key-file");
        parsePaths("sign PATH…", "Sign paths with a key.");
        if (file[0].isEmpty()) {
            throw SessionErrors.usage(Emphasis.format("required argument '--%s' is missing",
                    "key-file"));
        }
        shell.run(common.options(), new Signing.Sign(paths.paths(common), file[0]));
    }

    private void copySignatures() {
        List<String> from = new ArrayList<>();
        flags.value(from::add, "STORE", "Whose signatures to take.", "-s", "--substituter");
        parsePaths("copy-sigs PATH…", "Take over signatures from other stores.");
        shell.run(common.options(), new Signing.Copy(paths.paths(common), from));
    }

    private void verify() {
        List<String> from = new ArrayList<>();
        boolean[] skip = new boolean[2];
        int[] needed = new int[1];
        flags.value(from::add, "STORE", "Whose signatures count too.", "-s", "--substituter")
            .toggle(() -> skip[0] = true, "Do not hash files.", "--no-contents")
            .toggle(() -> skip[1] = true, "Do not ask for signatures.", "--no-trust")
            .value(text -> needed[0] = Math.toIntExact(Sizes.bytes(text)), "N",
                    "How many keys must have signed.", "-n", "--sigs-needed");
        parsePaths("verify PATH…", "Check contents and signatures of paths.");
        shell.run(common.options(),
                new Signing.Verify(paths.paths(common), !skip[0], !skip[1], from, needed[0]));
    }

    private void rewrite() {
        CopyFlags copy = new CopyFlags();
        copy.addTo(flags);
        boolean[] json = new boolean[1];
        @Nullable
        Boolean[] pretty = new Boolean[1];
        jsonFlags(json, pretty);
        parsePaths("make-content-addressed PATH…",
                "Rewrite closures so that paths follow from contents.");
        MakeContentAddressed job = new MakeContentAddressed(paths.paths(common),
                copy.destination(common), json[0],
                pretty[0] == null ? call.isTerminal(1) : pretty[0]);
        copy.useSource(common);
        shell.run(common.options(), job);
    }

    private void copyLog() {
        CopyFlags copy = new CopyFlags();
        copy.addTo(flags);
        InstallableFlags where = new InstallableFlags();
        where.addTo(flags);
        parse("copy-log --to STORE INSTALLABLE…", "Copy build logs to another store.", 0,
                Integer.MAX_VALUE);
        copy.require();
        ReadLog.Copy job = new ReadLog.Copy(where.installables(common), words,
                copy.destination(common));
        copy.useSource(common);
        shell.run(common.options(), job);
    }
}

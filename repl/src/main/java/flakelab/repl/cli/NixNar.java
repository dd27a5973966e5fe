package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.Archive;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// `nix nar cat|dump-path|ls|pack`, with the flags of CppNix's.
final class NixNar {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(Map.of("cat",
            NixNar::cat, "dump-path", NixNar::dumpPath, "ls", NixNar::list, "pack", NixNar::pack));

    private NixNar() {}

    static void run(Invocation call, Shell shell) {
        Subcommands.run("nar", "Look into archives of the store.", COMMANDS, call, shell);
    }

    private static List<String> parse(Flags flags, EvalFlags common, Invocation call, Shell shell,
            String usage, String summary, int count) {
        Help.addTo(flags, shell, call.program() + " nar " + usage, summary);
        List<String> words = new ArrayList<>();
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        if (words.size() > count) {
            throw SessionErrors
                .usage(Emphasis.format("unexpected argument '%s'", words.get(count)));
        }
        if (words.size() < count) {
            throw SessionErrors.usage("more arguments are required");
        }
        return words;
    }

    private static void cat(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        List<String> words = parse(new Flags(), common, call, shell, "cat NAR PATH",
                "Print a file of an archive.", 2);
        shell.run(common.options(), new Archive.Cat(words.get(0), words.get(1)));
    }

    private static void list(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        ListingFlags listing = new ListingFlags();
        listing.addTo(flags);
        List<String> words = parse(flags, common, call, shell, "ls NAR PATH",
                "List what is in an archive.", 2);
        shell.run(common.options(),
                new Archive.Ls(words.get(0), words.get(1), listing.listing()));
    }

    private static void dumpPath(Invocation call, Shell shell) {
        shell.warn("'nix nar dump-path' is a deprecated alias for 'nix nar pack'");
        pack(call, shell);
    }

    private static void pack(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        List<String> words = parse(new Flags(), common, call, shell, "pack PATH",
                "Write a file or directory as an archive.", 1);
        if (call.isTerminal(1)) {
            throw SessionErrors.usage("refusing to write NAR to a terminal");
        }
        shell.run(common.options(), new Archive.Pack(words.getFirst()));
    }
}

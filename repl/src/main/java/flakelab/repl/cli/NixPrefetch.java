package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.PrefetchFile;
import flakelab.session.command.PrefetchFile.Report;
import flakelab.session.command.PrefetchFlake;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix store prefetch-file`, `nix flake prefetch` and the older `nix-prefetch-url`, with the flags of CppNix's.
final class NixPrefetch {
    private final List<String> words = new ArrayList<>();
    private @Nullable String name;
    private @Nullable String expected;
    private @Nullable String attribute;
    private @Nullable String outLink;
    private @Nullable Boolean pretty;
    private String algorithm = "sha256";
    private boolean json;
    private boolean unpack;
    private boolean executable;
    private boolean printPath;

    /// `nix flake prefetch [FLAKE]`.
    static void flake(Invocation call, Shell shell) {
        new NixPrefetch().source(call, shell);
    }

    /// `nix store prefetch-file URL`.
    static void file(Invocation call, Shell shell) {
        new NixPrefetch().one(call, shell);
    }

    /// `nix-prefetch-url URL [HASH]`.
    static void runOld(Invocation call, Shell shell) {
        new NixPrefetch().old(call, shell);
    }

    private void source(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " flake prefetch [FLAKE]",
                "Download the source of a flake, or any other, into the store.");
        json(flags).value(text -> outLink = text, "PATH", "Make a link to the source.", "-o",
                "--out-link");
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        Nix.requireFeature(common, "flakes");
        refuseAfter(1);
        shell.run(common.options(), new PrefetchFlake(words.isEmpty() ? "." : words.getFirst(),
                json, pretty(call), Optional.ofNullable(outLink)));
    }

    private void one(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " store prefetch-file URL",
                "Download a file into the store.");
        json(content(flags))
            .value(text -> expected = text, "HASH", "The hash it must have.", "--expected-hash")
            .value(text -> algorithm = text, "ALGORITHM", "blake3, md5, sha1, sha256 or sha512.",
                    "--hash-type");
        flags.value(text -> name = text, "NAME", "What to call it in the store.", "--name");
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        if (words.isEmpty()) {
            throw SessionErrors.usage("more arguments are required");
        }
        refuseAfter(1);
        shell.run(common.options(), request(json
                ? pretty(call) ? Report.PRETTY_JSON : Report.JSON
                : Report.MESSAGE));
    }

    private void old(Invocation call, Shell shell) {
        printPath = "1".equals(call.environment().get("PRINT_PATH"));
        EvalFlags common = new EvalFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-prefetch-url URL [HASH]",
                "Download a file into the store and print its hash.");
        content(flags)
            .oldValue(text -> algorithm = text, "ALGORITHM", "The algorithm of the hash.", "--type")
            .oldValue(text -> name = text, "NAME", "What to call it in the store.", "--name")
            .oldValue(text -> attribute = text, "PATH",
                    "Take the URL from an attribute of a file.", "-A", "--attr")
            .toggle(() -> printPath = true, "Print the store path too.", "--print-path");
        common.addTo(flags).parse(call.arguments(), words::add);
        if (words.size() > 2) {
            throw SessionErrors.usage("too many arguments");
        }
        if (words.isEmpty() && attribute == null) {
            throw SessionErrors.usage("you must specify a URL");
        }
        expected = words.size() == 2 ? words.getLast() : null;
        shell.run(common.options(), request(printPath ? Report.HASH_AND_PATH : Report.HASH));
    }

    private Flags content(Flags flags) {
        return flags.toggle(() -> unpack = true, "Unpack the archive.", "--unpack")
            .toggle(() -> executable = true, "Make the file executable.", "--executable");
    }

    private Flags json(Flags flags) {
        return flags.toggle(() -> json = true, "Print as JSON.", "--json")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty");
    }

    private boolean pretty(Invocation call) {
        return pretty == null ? call.isTerminal(1) : pretty;
    }

    private void refuseAfter(int count) {
        if (words.size() > count) {
            throw SessionErrors
                .usage(Emphasis.format("unexpected argument '%s'", words.get(count)));
        }
    }

    private PrefetchFile request(Report report) {
        return new PrefetchFile(words.isEmpty() ? "." : words.getFirst(),
                Optional.ofNullable(attribute), Optional.ofNullable(name), algorithm,
                Optional.ofNullable(expected), unpack, executable, report);
    }
}

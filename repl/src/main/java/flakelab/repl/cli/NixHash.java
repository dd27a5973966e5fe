package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.HashConvert;
import flakelab.session.command.HashPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `nix hash …` and the older `nix-hash`, with the flags of CppNix's (`src/nix/hash.cc`).
final class NixHash {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(
            Map.of("convert", (call, shell) -> new NixHash().convert(call, shell),
                    "path", (call, shell) -> new NixHash().paths(call, shell, "nar"),
                    "file", (call, shell) -> new NixHash().paths(call, shell, "flat"),
                    "to-base16", (call, shell) -> new NixHash().to(call, shell, "base16"),
                    "to-base32", (call, shell) -> new NixHash().to(call, shell, "nix32"),
                    "to-base64", (call, shell) -> new NixHash().to(call, shell, "base64"),
                    "to-sri", (call, shell) -> new NixHash().to(call, shell, "sri")));

    private final List<String> words = new ArrayList<>();
    private @Nullable String algorithm;
    private @Nullable String from;
    private String format = "sri";
    private String mode = "nar";
    private boolean converting;
    private boolean truncate;

    static void run(Invocation call, Shell shell) {
        Subcommands.run("hash", "Compute and convert hashes.", COMMANDS, call, shell);
    }

    /// `nix-hash`.
    static void runOld(Invocation call, Shell shell) {
        new NixHash().old(call, shell);
    }

    private void convert(Invocation call, Shell shell) {
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " hash convert [HASH…]",
                "Write hashes in another format.");
        flags
            .value(name -> from = name, "FORMAT", "The format the hashes must have.", "--from")
            .value(name -> format = name, "FORMAT", "base16, nix32, base64 or sri.", "--to")
            .value(name -> algorithm = name, "ALGORITHM",
                    "The algorithm, where the hash does not name it.", "--hash-algo");
        EvalFlags common = parse(flags, call, shell);
        shell.run(common.options(), new HashConvert(words, Optional.ofNullable(algorithm),
                Optional.ofNullable(from), format));
    }

    private void to(Invocation call, Shell shell, String wanted) {
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " hash to-… [HASH…]",
                "Write hashes in another format; `hash convert` is newer.");
        flags.value(name -> algorithm = name, "ALGORITHM",
                "The algorithm, where the hash does not name it.", "--type");
        EvalFlags common = parse(flags, call, shell);
        shell.warn("The old format conversion subcommands of `nix hash` were deprecated in favor"
                + " of `nix hash convert`.");
        shell.run(common.options(), new HashConvert(words, Optional.ofNullable(algorithm),
                Optional.empty(), wanted));
    }

    private void paths(Invocation call, Shell shell, String ofWhat) {
        mode = ofWhat;
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " hash path|file PATH…",
                "Print the hash of a path's archive, or of a file.");
        formats(flags).value(name -> algorithm = name, "ALGORITHM",
                "blake3, md5, sha1, sha256 or sha512.", "--type");
        if (ofWhat.equals("nar")) {
            flags.value(name -> algorithm = name, "ALGORITHM", "", "--algo")
                .value(name -> mode = name, "MODE", "nar, flat or git.", "--mode")
                .value(name -> format = name, "FORMAT", "base16, nix32, base64 or sri.",
                        "--format");
        }
        EvalFlags common = parse(flags, call, shell);
        shell.run(common.options(), hashing("sha256"));
    }

    private HashPaths hashing(String standard) {
        return new HashPaths(words, mode, algorithm == null ? standard : algorithm, format,
                truncate);
    }

    private EvalFlags parse(Flags flags, Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        return common;
    }

    private Flags formats(Flags flags) {
        return flags.toggle(() -> format = "base16", "Print base 16.", "--base16")
            .toggle(() -> format = "nix32", "Print Nix's base 32.", "--base32")
            .toggle(() -> format = "base64", "Print base 64.", "--base64")
            .toggle(() -> format = "sri", "Print in SRI form.", "--sri");
    }

    private void old(Invocation call, Shell shell) {
        format = "base16";
        EvalFlags common = new EvalFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-hash [PATH…]",
                "Print hashes of archives of paths, or convert hashes.");
        formats(flags).toggle(() -> mode = "flat", "Hash a file's content.", "--flat")
            .toggle(() -> truncate = true, "Fold the hash to 160 bits.", "--truncate")
            .oldValue(name -> algorithm = name, "ALGORITHM", "The algorithm; md5 if not given.",
                    "--type")
            .toggle(() -> convertTo("base16"), "Convert hashes to base 16.", "--to-base16")
            .toggle(() -> convertTo("nix32"), "Convert hashes to Nix's base 32.", "--to-base32")
            .toggle(() -> convertTo("base64"), "Convert hashes to base 64.", "--to-base64")
            .toggle(() -> convertTo("sri"), "Convert hashes to SRI form.", "--to-sri");
        common.addTo(flags).parse(call.arguments(), words::add);
        shell.run(common.options(), converting
                ? new HashConvert(words, Optional.ofNullable(algorithm), Optional.empty(), format)
                : hashing("md5"));
    }

    private void convertTo(String wanted) {
        converting = true;
        format = wanted;
    }
}

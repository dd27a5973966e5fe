package flakelab.repl.cli;

import java.util.List;
import java.util.Map;

/// Commands of `nix` that are called otherwise today (CppNix `src/nix/main.cc`).
final class OldNames {
    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            Map.entry("add-to-store", List.of("store", "add-path")),
            Map.entry("cat-nar", List.of("nar", "cat")),
            Map.entry("cat-store", List.of("store", "cat")),
            Map.entry("copy-sigs", List.of("store", "copy-sigs")),
            Map.entry("dev-shell", List.of("develop")),
            Map.entry("diff-closures", List.of("store", "diff-closures")),
            Map.entry("dump-path", List.of("store", "dump-path")),
            Map.entry("hash-file", List.of("hash", "file")),
            Map.entry("hash-path", List.of("hash", "path")),
            Map.entry("ls-nar", List.of("nar", "ls")),
            Map.entry("ls-store", List.of("store", "ls")),
            Map.entry("make-content-addressable", List.of("store", "make-content-addressed")),
            Map.entry("optimise-store", List.of("store", "optimise")),
            Map.entry("ping-store", List.of("store", "info")),
            Map.entry("sign-paths", List.of("store", "sign")),
            Map.entry("show-derivation", List.of("derivation", "show")),
            Map.entry("show-config", List.of("config", "show")),
            Map.entry("to-base16", List.of("hash", "to-base16")),
            Map.entry("to-base32", List.of("hash", "to-base32")),
            Map.entry("to-base64", List.of("hash", "to-base64")),
            Map.entry("verify", List.of("store", "verify")),
            Map.entry("doctor", List.of("config", "check")));

    private OldNames() {}

    /// Today's words for an old name; empty if it is none.
    static List<String> of(String name) {
        return NAMES.getOrDefault(name, List.of());
    }
}

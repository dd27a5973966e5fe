package flakelab.session;

import java.util.Set;

/// The experimental features CppNix 2.34 knows (`src/libutil/experimental-features.cc`).
final class ExperimentalFeatures {
    static final Set<String> NAMES = Set.of("ca-derivations", "impure-derivations", "flakes",
            "fetch-tree", "nix-command", "git-hashing", "recursive-nix", "fetch-closure",
            "auto-allocate-uids", "cgroups", "daemon-trust-override", "dynamic-derivations",
            "parse-toml-timestamps", "read-only-local-store", "local-overlay-store",
            "configurable-impure-env", "mounted-ssh-store", "verified-fetches", "pipe-operators",
            "external-builders", "blake3-hashes");

    private ExperimentalFeatures() {}
}

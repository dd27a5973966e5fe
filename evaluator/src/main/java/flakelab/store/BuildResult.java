package flakelab.store;

import java.util.SortedMap;

/// What became of one wanted thing (CppNix `src/libstore/build-result.cc`).
///
/// @param outputs the paths made, by output name
public record BuildResult(Wanted wanted, Status status, String message,
        SortedMap<String, StorePath> outputs) {
    /// In the worker protocol's order.
    public enum Status {
        BUILT, SUBSTITUTED, ALREADY_VALID, PERMANENT_FAILURE, INPUT_REJECTED, OUTPUT_REJECTED, TRANSIENT_FAILURE, CACHED_FAILURE, TIMED_OUT, MISC_FAILURE, DEPENDENCY_FAILED, LOG_LIMIT_EXCEEDED, NOT_DETERMINISTIC, RESOLVES_TO_ALREADY_VALID, NO_SUBSTITUTERS, HASH_MISMATCH, CANCELLED
    }

    public boolean success() {
        return switch (status) {
            case BUILT, SUBSTITUTED, ALREADY_VALID, RESOLVES_TO_ALREADY_VALID -> true;
            default -> false;
        };
    }
}

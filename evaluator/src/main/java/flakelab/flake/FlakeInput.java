package flakelab.flake;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What `flake.nix` says of one input.
///
/// @param ref       where it is; neither this nor `follows` means the registry knows
/// @param isFlake   false: only its files are wanted
/// @param follows   the path of the input whose place it takes, from the root of the lock file
/// @param overrides what is said of its own inputs
public record FlakeInput(Optional<FlakeRef> ref, boolean isFlake, Optional<List<String>> follows,
        SortedMap<String, FlakeInput> overrides) {
    public FlakeInput {
        overrides = Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
    }

    static FlakeInput of(FlakeRef ref) {
        return new FlakeInput(Optional.of(ref), true, Optional.empty(),
                Collections.emptySortedMap());
    }

    static FlakeInput following(List<String> path) {
        return new FlakeInput(Optional.empty(), true, Optional.of(path),
                Collections.emptySortedMap());
    }

    FlakeInput withFlake(boolean flake) {
        return new FlakeInput(ref, flake, follows, overrides);
    }
}

package flakelab.flake;

import flakelab.fetch.Attributes;
import flakelab.store.StorePath;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A flake that was fetched and read.
///
/// @param original    what was asked for
/// @param resolved    after the registries
/// @param locked      what was fetched
/// @param place       where it lies
/// @param self        what it says of itself: `inputs.self.submodules` and the like
/// @param config      `nixConfig`: a String, Long, Boolean or list of Strings by setting
/// @param forceDirty  whether it counts as changed because its new lock was not written
public record Flake(FlakeRef original, FlakeRef resolved, FlakeRef locked, Place place,
        Optional<String> description,
        SortedMap<String, FlakeInput> inputs, Attributes self, SortedMap<String, Object> config,
        boolean forceDirty) {
    public Flake {
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
    }

    /// Where its source is in the store.
    public StorePath storePath() {
        return place.storePath().orElseThrow();
    }

    /// Its directory in the source, empty for the root.
    public String subdir() {
        return place.subdir();
    }

    Flake dirty() {
        return new Flake(original, resolved, locked, place, description, inputs, self, config,
                true);
    }
}

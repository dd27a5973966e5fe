package flakelab.flake;

import flakelab.fetch.Fetched;
import flakelab.store.StorePath;

/// Hears of every source that was put into the store: evaluation may read it from now on, and can say why a path is
/// not in it.
@FunctionalInterface
public interface Mounts {
    void mounted(StorePath path, Fetched source);
}

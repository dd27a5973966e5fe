package flakelab.build;

import flakelab.store.StorePath;

/// Who watches builds. Called from the threads that build, possibly several at once.
///
/// Text is bytes, one Latin-1 char each, without line ends.
public interface BuildListener {
    /// Nobody.
    BuildListener NONE = new BuildListener() {
    };

    /// A builder starts; `what` is CppNix's line: `building '/nix/store/….drv'`.
    default void started(StorePath derivation, String what) {}

    /// The builder says which phase it is in (`@nix { "action": "setPhase", … }`).
    default void phase(StorePath derivation, String phase) {}

    /// A line of the builder's log.
    default void line(StorePath derivation, String line) {}

    /// The derivation's outputs are there.
    default void finished(StorePath derivation) {}

    /// A derivation (or a path being fetched) others wait for failed. What was asked for itself fails in the [BuildReport] instead.
    default void failed(StorePath derivation, BuildException error) {}

    /// A path is being fetched; `what` is CppNix's line: `copying path '/nix/store/…' from '…'`.
    default void fetching(StorePath path, String what) {}

    /// Something to show that belongs to no log, `warning: …` or `note: …`.
    default void notice(String message) {}
}

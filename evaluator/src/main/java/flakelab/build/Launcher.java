package flakelab.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;

/// Starts builder processes; `build.sandbox` has the one that does, tests may have others.
///
/// Texts are bytes, one Latin-1 char each.
public interface Launcher {
    /// Why builders cannot be confined on this machine; empty where they can.
    Optional<String> refusal();

    /// Starts a builder. The thread that starts it must outlive it, or the kernel kills the builder.
    Running start(Job job) throws IOException;

    /// Starts a program of the user's own, as it is, with these variables and no others.
    Running startHook(String program, Map<String, String> environment) throws IOException;

    /// What to run.
    ///
    /// @param environment    all of it; nothing is inherited
    /// @param buildDirectory the working directory on this machine; its parent is private to the build and takes the
    ///                       launcher's own files
    /// @param jail           how to confine it; empty: not at all
    record Job(String builder, List<String> arguments, SequencedMap<String, String> environment,
            Path buildDirectory,
            Optional<Jail> jail) {}

    /// The world a confined builder sees.
    ///
    /// @param root           what becomes `/`; the launcher fills it, outputs appear below it
    /// @param storeDirectory the logical store, writable for new paths
    /// @param buildDirectory where [Job#buildDirectory] appears
    /// @param inputs         read-only: logical path to place on this machine
    /// @param hidden         logical paths the builder makes itself, whatever sandbox paths say
    /// @param network        whether it may use the network
    /// @param hostPaths      paths of this machine the derivation asked for (`__impureHostDeps`)
    record Jail(Path root, String storeDirectory, String buildDirectory,
            SortedMap<String, Path> inputs,
            Set<String> hidden, boolean network, Set<String> hostPaths) {}

    /// A builder that was started.
    interface Running {
        /// What it says, ends when nobody can say anything any more.
        InputStream log();

        /// Kills it and all it started. May be called at any time, from any thread.
        void kill();

        /// Waits for its end; its exit status, or 128 and the signal's number.
        int waitFor() throws InterruptedException;
    }
}

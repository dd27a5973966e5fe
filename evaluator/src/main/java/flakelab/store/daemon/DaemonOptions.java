package flakelab.store.daemon;

import java.util.SortedMap;
import java.util.TreeMap;

/// The settings a client sends when it connects (operation `SetOptions`).
///
/// @param verbosity 0 only errors … 7 everything
/// @param maxJobs   builds at the same time; 0 for none here
/// @param maxSilent seconds without output after which a build is stopped; 0 for never
/// @param cores     for one build; 0 for all
/// @param overrides other settings by name; a daemon ignores those its users may not set
public record DaemonOptions(boolean keepFailed, boolean keepGoing, boolean fallback, int verbosity,
        int maxJobs,
        int maxSilent, boolean verboseBuild, int cores, boolean substitutes,
        SortedMap<String, String> overrides) {
    /// CppNix's defaults; one job.
    public static final DaemonOptions DEFAULT = new DaemonOptions(false, false, false, 3, 1, 0,
            true, 0, true,
            new TreeMap<>());
}

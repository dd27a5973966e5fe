package flakelab.build.sandbox;

import flakelab.nar.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Makes many read-only mounts at once, before bubblewrap starts: bubblewrap reads the whole table of mounts again for
/// each of its own, so that its time grows with the square of their number.
///
/// Done by util-linux's `unshare` and `mount`, where these are and may do it.
final class Mounts {
    /// Fewer are left to bubblewrap.
    private static final int FEW = 32;
    private static final int TRIAL_SECONDS = 10;

    private Mounts() {}

    /// The words before bubblewrap's own that give it a mount namespace; empty where there can be none.
    static Optional<List<String>> entrance() {
        for (List<String> words : List.of(
                List.of("unshare", "--mount", "--propagation", "private"),
                List.of("unshare", "--user", "--map-root-user", "--mount", "--propagation",
                        "private"))) {
            if (works(words)) {
                return Optional.of(words);
            }
        }
        return Optional.empty();
    }

    private static boolean works(List<String> words) {
        List<String> command = new ArrayList<>(words);
        command.addAll(List.of("mount", "--version"));
        try {
            Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
            return process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static boolean areMany(int count) {
        return count > FEW;
    }

    /// A line of the table `mount --all` reads.
    static String line(Path outside, Path target) {
        return escaped(outside) + " " + escaped(target) + " none bind,ro 0 0\n";
    }

    private static String escaped(Path path) {
        return FileNames.latin1(path)
            .replace("\\", "\\134")
            .replace(" ", "\\040")
            .replace("\t", "\\011")
            .replace("\n", "\\012");
    }
}

package flakelab.build.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Which namespaces bubblewrap may make on this machine, found out by trying.
///
/// @param user whether a user namespace is possible; without one only root can confine at all
/// @param pid  whether a process namespace with a fresh `/proc` is; containers often refuse it
record Namespaces(boolean user, boolean pid) {
    /// What came of trying.
    sealed interface Trial {
        /// The best that works.
        record Works(Namespaces namespaces) implements Trial {}

        /// Nothing does.
        record Refused(String reason) implements Trial {}
    }

    static Trial attempt(Path bubblewrap) {
        String reason = "";
        for (Namespaces each : List.of(new Namespaces(true, true), new Namespaces(false, true),
                new Namespaces(true, false), new Namespaces(false, false))) {
            String complaint = complaint(bubblewrap, each);
            if (complaint.isEmpty()) {
                return new Trial.Works(each);
            }
            reason = reason.isEmpty() ? complaint : reason;
        }
        return new Trial.Refused(reason);
    }

    /// The options of bubblewrap that make these.
    List<String> options() {
        List<String> options = new ArrayList<>(
                List.of("--unshare-ipc", "--unshare-uts", "--hostname", "localhost"));
        if (user) {
            options.addAll(List.of("--unshare-user", "--uid", "1000", "--gid", "100"));
        }
        if (pid) {
            options.addAll(List.of("--unshare-pid", "--as-pid-1", "--proc", "/proc"));
        } else {
            options.addAll(List.of("--ro-bind", "/proc", "/proc"));
        }
        return options;
    }

    /// What bubblewrap says against these; empty if nothing.
    private static String complaint(Path bubblewrap, Namespaces namespaces) {
        List<String> command = new ArrayList<>(
                List.of(bubblewrap.toString(), "--ro-bind", "/", "/", "--unshare-net"));
        command.addAll(namespaces.options());
        command.addAll(List.of("--dev", "/dev", "--cap-drop", "ALL", "/bin/sh", "-c", ":"));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8)
                .strip();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "bwrap does not answer";
            }
            return process.exitValue() == 0 ? "" : said.isEmpty() ? "bwrap failed" : said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}

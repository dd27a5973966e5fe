package flakelab.build;

import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// The program a user wants run after each build (`post-build-hook`), on this machine and unconfined.
///
/// @param program     empty: none
/// @param environment what it is run with, besides `DRV_PATH` and `OUT_PATHS`
public record PostBuildHook(String program, Map<String, String> environment) {
    public static final PostBuildHook NONE = new PostBuildHook("", Map.of());

    public PostBuildHook {
        environment = Map.copyOf(environment);
    }

    /// Runs it for a derivation that was built; its lines go where the builder's went.
    ///
    /// @throws BuildException if it fails
    void run(Workshop workshop, StorePath drvPath, Collection<StorePath> outputs)
            throws IOException {
        if (program.isEmpty()) {
            return;
        }
        StoreDir dir = workshop.store().storeDir();
        Map<String, String> variables = new TreeMap<>(environment);
        variables.put("DRV_PATH", dir.print(drvPath));
        variables.put("OUT_PATHS",
                String.join(" ", outputs.stream().sorted().map(dir::print).toList()));
        Launcher.Running hook = workshop.launcher().startHook(program, variables);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(hook.log(), StandardCharsets.ISO_8859_1))) {
            lines.lines()
                .forEach(line -> workshop.listener().line(drvPath, "post-build-hook: " + line));
            int status = hook.waitFor();
            if (status != 0) {
                throw BuildErrors.hookFailed(program, status);
            }
        } catch (InterruptedException e) {
            hook.kill();
            Thread.currentThread().interrupt();
        }
    }
}

package flakelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import flakelab.kernel.install.Command;
import flakelab.kernel.install.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Python that has Jupyter's client libraries, with this build's kernel installed for it in a folder of its own.
final class Jupyter {
    static final String KERNEL = "flakelab-test";

    private final String python;
    private final Path folder;

    private Jupyter(String python, Path folder) {
        this.python = python;
        this.folder = folder;
    }

    /// Variables for a Nix that begins with an empty store and downloads nothing: builds say the same on every machine.
    static Map<String, String> freshNix(Path folder) {
        return Map.of("NIX_REMOTE", folder.resolve("chroot").toString(), "NIX_CONFIG", "substituters =");
    }

    /// Skips the calling test when no Python here has `modules`.
    static Jupyter with(Path folder, String... modules) throws Exception {
        String imports = "import " + String.join(", ", modules);
        // A python3 of pyenv's hides the modules of the distribution's own: ask that one first.
        Optional<String> python = Stream
            .of(Optional.ofNullable(System.getenv("FLAKELAB_PYTHON")).orElse("python3"),
                    "/usr/bin/python3")
            .filter(candidate -> imports(candidate, imports))
            .findFirst();
        if (python.isEmpty()) {
            abort("skipped: no python3 here can `" + imports
                    + "` (Debian: apt install python3-jupyter-kernel-test"
                    + " python3-nbclient jupyter-client; or set FLAKELAB_PYTHON)");
        }
        new Installation(folder.resolve("data"), KERNEL)
            .install(Command.likeThis(Main.class.getName(), "run"), "Test");
        return new Jupyter(python.orElseThrow(), folder);
    }

    private static boolean imports(String python, String imports) {
        try {
            Process process = new ProcessBuilder(python, "-c", imports).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
            return process.waitFor() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Runs a script of `src/test/python` and expects it to succeed. Returns what it said.
    String run(Path script, String... arguments) throws Exception {
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(python, script.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(log.toFile());
        builder.environment().put("JUPYTER_DATA_DIR", folder.resolve("data").toString());
        builder.environment().put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
        builder.environment().put("KERNEL_NAME", KERNEL);
        builder.environment().putAll(freshNix(folder));
        builder.environment()
            .put("HOME", Files.createDirectories(folder.resolve("home")).toString());
        Process process = builder.start();
        boolean ended = process.waitFor(180, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        String said = Files.readString(log);
        assertThat(ended).as("%s ended; it said:\n%s", script, said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}

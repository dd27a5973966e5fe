package flakelab.build.sandbox;

import flakelab.build.Launcher;
import flakelab.text.NixException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Starts builders, in bubblewrap where they are to be confined.
///
/// Bubblewrap and what the kernel allows are tried once, when first needed.
public final class Sandbox implements Launcher {
    private static final String SHELL = "/bin/sh";

    private final SandboxSettings settings;
    private Namespaces.@Nullable Trial trial;
    private @Nullable SandboxPaths paths;
    private @Nullable Optional<List<String>> entrance;

    public Sandbox(SandboxSettings settings) {
        this.settings = settings;
    }

    private synchronized Namespaces.Trial trial() {
        Namespaces.Trial known = trial;
        if (known == null) {
            known = settings.bubblewrap()
                .map(Namespaces::attempt)
                .orElseGet(
                        () -> new Namespaces.Trial.Refused("bubblewrap (bwrap) is not installed"));
            trial = known;
        }
        return known;
    }

    private synchronized Optional<List<String>> entrance() {
        Optional<List<String>> known = entrance;
        if (known == null) {
            known = entrance = Mounts.entrance();
        }
        return known;
    }

    private synchronized SandboxPaths paths() {
        SandboxPaths known = paths;
        if (known == null) {
            known = paths = SandboxPaths.of(settings);
        }
        return known;
    }

    @Override
    public Optional<String> refusal() {
        return switch (trial()) {
            case Namespaces.Trial.Works _ -> Optional.empty();
            case Namespaces.Trial.Refused(String reason) -> Optional.of(reason);
        };
    }

    @Override
    public Running start(Job job) throws IOException {
        Optional<Terminal> terminal = terminal();
        String name = terminal.map(Terminal::name).orElse("");
        try {
            Path script = job.jail().isPresent()
                    ? confined(job, job.jail().get(), name)
                    : Script.plain(job, name);
            Process process = new ProcessBuilder(SHELL, script.toString()).redirectErrorStream(true)
                .start();
            process.getOutputStream().close();
            return new Builder(process, log(process, terminal));
        } catch (IOException | NixException e) {
            if (terminal.isPresent()) {
                terminal.get().close();
            }
            throw e;
        }
    }

    @Override
    public Running startHook(String program, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new Builder(process, process.getInputStream());
    }

    private static Optional<Terminal> terminal() {
        try {
            return Optional.of(Terminal.open());
        } catch (IOException e) {
            return Optional.empty(); // then a pipe must do
        }
    }

    /// Waits until the script has gone over to the terminal, which ends the pipe, before letting the terminal go.
    private static InputStream log(Process process, Optional<Terminal> terminal)
            throws IOException {
        if (terminal.isEmpty()) {
            return process.getInputStream();
        }
        byte[] before = process.getInputStream().readAllBytes();
        terminal.get().release();
        return new SequenceInputStream(new ByteArrayInputStream(before), terminal.get().input());
    }

    private Path confined(Job job, Jail jail, String terminal) throws IOException {
        if (!(trial() instanceof Namespaces.Trial.Works(Namespaces namespaces))) {
            throw new IOException("no sandbox: " + refusal().orElse(""));
        }
        Jailer jailer = new Jailer(job, jail, namespaces, paths(), settings.certificates(),
                entrance().isPresent());
        List<String> options = jailer.prepare();
        return Script.confined(job, settings.bubblewrap().orElseThrow(), options,
                SystemCalls.filter(), terminal,
                new Script.Before(entrance().orElse(List.of()), jailer.table()));
    }

    private record Builder(Process process, InputStream log) implements Running {
        @Override
        public void kill() {
            if (process.isAlive()) {
                List<ProcessHandle> descendants = process.descendants().toList();
                killGroup();
                process.toHandle().destroyForcibly(); // unlike the process's own, leaves its streams open
                descendants.forEach(ProcessHandle::destroyForcibly);
            }
        }

        /// Reaches what the builder started and forgot: all of its session. Only while the builder lives is its number
        /// surely its own.
        private void killGroup() {
            try {
                Process killer = new ProcessBuilder(SHELL, "-c", "kill -s KILL -- \"-$1\"", SHELL,
                        Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
                killer.waitFor();
            } catch (IOException e) {
                return; // no shell, no builder
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public int waitFor() throws InterruptedException {
            return process.waitFor();
        }
    }
}

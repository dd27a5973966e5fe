package flakelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.session.Session;
import flakelab.session.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every notebook still says what is stored in it: through a kernel in this process, and through nbclient where Jupyter
/// is. `-Daccept=true` stores what it says now; review with `git diff`.
class LessonsTest {
    private static final Path NOTEBOOKS = Path.of("../notebooks").toAbsolutePath().normalize();

    static List<Path> lessons() throws IOException {
        try (Stream<Path> files = Files.list(NOTEBOOKS)) {
            return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void saysWhatIsStored(Path file, @TempDir Path home) throws Exception {
        Lesson stored = new Lesson(file);
        Lesson fresh = new Lesson(file);
        Session session = Session.open(SessionOptions.of(environment(home), NOTEBOOKS));
        try (Notebook notebook = new Notebook(Interpreter.of(session))) {
            List<String> code = fresh.code();
            for (int i = 0; i < code.size(); i++) {
                fresh.fill(i, notebook.execute(code.get(i), Map.of("stop_on_error", false)));
            }
        }
        if (Boolean.getBoolean("accept")) {
            fresh.write(file);
        } else {
            assertThat(fresh.transcript()).isEqualTo(stored.transcript());
        }
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void saysTheSameInJupyter(Path file, @TempDir Path folder) throws Exception {
        Path result = folder.resolve("result.ipynb");
        Jupyter.with(folder, "nbclient", "nbformat")
            .run(Path.of("src/test/python/execute.py"), file.toString(),
                    result.toString(), Jupyter.KERNEL);
        assertThat(new Lesson(result).transcript()).isEqualTo(new Lesson(file).transcript());
    }

    /// A user without a past: no configuration, nothing built or fetched before.
    private static Map<String, String> environment(Path home) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("NIX_") || name.startsWith("XDG_"));
        environment.put("HOME", home.toString());
        environment.putAll(Jupyter.freshNix(home));
        return environment;
    }
}

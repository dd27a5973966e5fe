package flakelab.eval;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.builtin.Library;
import flakelab.text.DiagnosticRenderer;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.PathValue;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The language against `src/test/lang/<topic>/<case>.nix`: beside each, in `.out` and `.err`, what `nix-instantiate --eval
/// --strict --show-trace` of CppNix 2.34.8 writes for it (without `--strict` where the name ends in `-lazy`), with the
/// directory called `/pwd`. `-Daccept=true` writes what comes out now instead.
class LanguageTest {
    private static final Path DIRECTORY = Path.of("src/test/lang").toAbsolutePath();

    private record Outcome(String out, String err) {}

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".nix"))
                .sorted()
                .toList()
                .stream()
                .map(file -> DynamicTest.dynamicTest(DIRECTORY.relativize(file).toString(), () -> check(file)));
        }
    }

    private static void check(Path file) throws Exception {
        Outcome outcome = EvaluationThread.call(() -> evaluate(file));
        Path out = sibling(file, ".out");
        Path err = sibling(file, ".err");
        if (Boolean.getBoolean("accept")) {
            accept(out, outcome.out);
            accept(err, outcome.err);
        }
        assertThat(outcome).isEqualTo(new Outcome(read(out), read(err)));
    }

    private static Outcome evaluate(Path file) {
        TestWorld world = new TestWorld();
        EvalSettings settings = EvalSettings.DEFAULT.withShowTrace(true).withReadOnly(true);
        Evaluator ev = new Evaluator(world, settings, new Positions());
        String out = "";
        try {
            out = ev.outermost(() -> print(ev, new PathValue(world.root(), file.toString()))) + "\n";
        } catch (NixException e) {
            world.messages.add(new DiagnosticRenderer(false, true, false).render(e.diagnostic()));
        }
        String err = String.join("", world.messages.stream().map(message -> message + "\n").toList());
        return new Outcome(shown(out), shown(err));
    }

    private static String print(Evaluator ev, PathValue file) {
        Library.install(ev);
        Value v = ev.eval(ev.parseFile(file), ev.baseScope());
        if (!file.path().endsWith("-lazy.nix")) {
            ev.deepForce(v);
        }
        return AmbiguousPrinter.print(ev, v);
    }

    private static String shown(String text) {
        return Latin1.toUnicode(text).replace(DIRECTORY.toString(), "/pwd");
    }

    private static Path sibling(Path file, String extension) {
        return file.resolveSibling(file.getFileName().toString().replace(".nix", extension));
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static void accept(Path file, String text) throws IOException {
        if (text.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            Files.writeString(file, text);
        }
    }
}

package flakelab.oracle;

import flakelab.builtin.Library;
import flakelab.eval.AmbiguousPrinter;
import flakelab.eval.EvalSettings;
import flakelab.eval.EvaluationThread;
import flakelab.eval.Evaluator;
import flakelab.eval.TestWorld;
import flakelab.text.DiagnosticRenderer;
import flakelab.text.NixException;
import flakelab.text.Origin;
import flakelab.text.Positions;
import flakelab.text.Source;
import flakelab.value.Value;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/// Our evaluator, asked as [RealNix] is.
///
/// @param flags of `nix-instantiate`: `--strict`, `--show-trace`
record Ours(String expression, List<String> flags) implements Callable<String[]> {
    static RealNix.Outcome evaluate(String expression, List<String> flags) {
        return outcome(new Ours(expression, flags).call());
    }

    /// In a process that has seen no name before, as far as the evaluator can tell: which of several errors is met first
    /// depends on the order in which names were seen.
    static RealNix.Outcome evaluateAfresh(String expression, List<String> flags) {
        URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Ours::url)
            .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            var constructor = loader.loadClass(Ours.class.getName()).getDeclaredConstructor(String.class, List.class);
            constructor.setAccessible(true);
            return outcome((String[]) ((Callable<?>) constructor.newInstance(expression, flags)).call());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    private static RealNix.Outcome outcome(String[] said) {
        return new RealNix.Outcome(said[0].isEmpty(), said[1], said[2]);
    }

    /// What failed if it did, the value, everything said on the way: strings, because they may cross class loaders.
    @Override
    public String[] call() {
        try {
            return EvaluationThread.call(this::run);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String[] run() {
        boolean showTrace = flags.contains("--show-trace");
        TestWorld world = new TestWorld();
        Evaluator ev = new Evaluator(world, EvalSettings.DEFAULT.withReadOnly(true).withShowTrace(showTrace),
                new Positions());
        Library.install(ev);
        String failure = "";
        String value = "";
        try {
            value = AmbiguousPrinter.print(ev, ev.outermost(() -> result(ev)));
        } catch (NixException e) {
            failure = "failed";
            world.messages.add(new DiagnosticRenderer(false, showTrace, false).render(e.diagnostic()));
        }
        return new String[]{failure, utf8(value), utf8(String.join("\n", world.messages))};
    }

    private Value result(Evaluator ev) {
        Source source = Source.ofJavaString(new Origin.Text(), expression);
        Value value = ev.eval(ev.parse(source, "/"), ev.baseScope());
        if (flags.contains("--strict")) {
            ev.deepForceResult(value);
        }
        return value;
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}

package flakelab.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Random expressions through ours and through a real Nix, which must agree: always on values and on whether there is one;
/// with a Nix whose words ours are, on the error message too.
///
/// `-Doracle.seed=…` and `-Doracle.count=…` choose others; a failure names the expression.
class OracleTest {
    private static final long SEED = Long.getLong("oracle.seed", 20_261_123L);
    private static final int COUNT = Integer.getInteger("oracle.count", 250);

    private static final List<String> NEWLY_REFUSED = List.of("integer overflow", "issues/12899",
            "is not in the range of NixInt");

    private static RealNix nix = new RealNix(List.of(), "", 0);

    @BeforeAll
    static void findNix() {
        Optional<RealNix> found = RealNix.find();
        assumeTrue(found.isPresent(), "no nix-instantiate to compare with");
        nix = found.orElseThrow();
        System.out.println(
                "OracleTest compares with Nix " + nix.version() + ", seed " + SEED + ", " + COUNT + " expressions");
    }

    @Test
    void strict() throws InterruptedException {
        compareAll(SEED, true);
    }

    @Test
    void lazy() throws InterruptedException {
        compareAll(SEED + 1, false);
    }

    private static void compareAll(long seed, boolean strict) throws InterruptedException {
        ExpressionGenerator generator = new ExpressionGenerator(seed);
        for (int i = 0; i < COUNT; i++) {
            String expression = generator.next();
            RealNix.Outcome theirs = nix.evaluate(expression, strict);
            RealNix.Outcome ours = evaluate(expression, strict);
            if (changedSince(theirs, ours)) {
                continue;
            }
            assertThat(ours.success()).as(expression + "\n" + theirs.error() + "\nours: " + ours.error())
                .isEqualTo(theirs.success());
            assertThat(comparable(ours.output())).as(expression).isEqualTo(comparable(theirs.output().stripTrailing()));
            if (nix.minor() >= RealNix.SAME_WORDS) {
                assertThat(ours.error()).as(expression).isEqualTo(theirs.error().strip());
            }
        }
    }

    /// Older versions escape every dollar sign in strings, ours only one before a brace.
    private static String comparable(String output) {
        return nix.minor() < RealNix.SAME_WORDS ? output.replace("\\$", "$") : output;
    }

    /// What older versions than ours did otherwise: integers wrapped around, rounding was not checked, some arguments were
    /// taken more leniently.
    private static boolean changedSince(RealNix.Outcome theirs, RealNix.Outcome ours) {
        return nix.minor() < RealNix.SAME_WORDS && theirs.success() && !ours.success()
                && NEWLY_REFUSED.stream().anyMatch(ours.error()::contains);
    }

    private static RealNix.Outcome evaluate(String expression, boolean strict) throws InterruptedException {
        return EvaluationThread.call(() -> {
            Evaluator ev = new Evaluator(new TestWorld(), EvalSettings.DEFAULT.withReadOnly(true), new Positions());
            Library.install(ev);
            try {
                Source source = Source.ofJavaString(new Origin.Text(), expression);
                Value value = ev.outermost(() -> {
                    Value v = ev.eval(ev.parse(source, "/"), ev.baseScope());
                    if (strict) {
                        ev.deepForce(v);
                    }
                    return v;
                });
                return new RealNix.Outcome(true, utf8(AmbiguousPrinter.print(ev, value)), "");
            } catch (NixException e) {
                return new RealNix.Outcome(false, "",
                        utf8(DiagnosticRenderer.plain().render(e.diagnostic())).strip());
            }
        });
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}

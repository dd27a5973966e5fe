package flakelab.oracle;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Random expressions through ours and through a real Nix of our version, which must agree on values, on whether there is
/// one, and on everything said: messages, traces with and without `--show-trace`, errors.
///
/// `-Doracle.seed=…` and `-Doracle.count=…` choose others; a failure names the expression.
class OracleTest {
    private static final long SEED = Long.getLong("oracle.seed", 20_261_123L);
    private static final int COUNT = Integer.getInteger("oracle.count", 250);

    private static RealNix nix = new RealNix(List.of(), "", 0);

    @BeforeAll
    static void findNix() {
        Optional<RealNix> found = RealNix.find();
        assumeTrue(found.isPresent(), "no nix-instantiate to compare with");
        nix = found.orElseThrow();
        assumeTrue(nix.minor() >= RealNix.SAME_WORDS, "Nix " + nix.version() + " has other words and rules than ours");
        System.out.println(
                "OracleTest compares with Nix " + nix.version() + ", seed " + SEED + ", " + COUNT + " expressions");
    }

    @Test
    void strict() throws InterruptedException {
        compareAll(SEED, "--strict");
    }

    @Test
    void lazy() throws InterruptedException {
        compareAll(SEED + 1);
    }

    @Test
    void traced() throws InterruptedException {
        compareAll(SEED + 2, "--strict", "--show-trace");
    }

    private static void compareAll(long seed, String... flags) throws InterruptedException {
        ExpressionGenerator generator = new ExpressionGenerator(seed);
        for (int i = 0; i < COUNT; i++) {
            String expression = generator.next();
            RealNix.Outcome theirs = nix.evaluate(expression, flags);
            RealNix.Outcome ours = Ours.evaluate(expression, List.of(flags));
            if (!same(theirs, ours)) {
                ours = Ours.evaluateAfresh(expression, List.of(flags));
            }
            if (!same(theirs, ours)) {
                fail(expression + "\n" + String.join(" ", flags) + "\ntheirs: " + theirs + "\nours: " + ours);
            }
        }
    }

    static boolean same(RealNix.Outcome theirs, RealNix.Outcome ours) {
        return ours.success() == theirs.success() && comparable(ours.output()).equals(comparable(theirs.output()))
                && ours.error().equals(comparable(theirs.error()));
    }

    /// Without the line feed at the end and the advice of a command line.
    private static String comparable(String output) {
        return output.replaceFirst("\nTry '[^']* --help' for more information\\.\n$", "").replaceFirst("\n$", "");
    }
}

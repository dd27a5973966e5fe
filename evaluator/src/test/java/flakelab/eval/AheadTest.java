package flakelab.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.syntax.Symbol;
import flakelab.text.NixException;
import flakelab.text.Position;
import flakelab.value.Attrs;
import flakelab.value.Thunk;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several threads give what one gives: values, errors with their traces, and messages in their order.
class AheadTest {
    private static final int THREADS = 4;

    /// Keeps a thread busy, so that others meet it at work.
    private static final String WORK = "work = n: builtins.foldl' (a: b: a + b) n (builtins.genList (i: i) 2000); ";

    private static EvalSettings settings(int cores) {
        return EvalSettings.DEFAULT.withCores(cores).withShowTrace(true);
    }

    /// All there is to see of evaluating an expression: value or error with frames, then messages.
    private static String outcome(int cores, String expression) {
        try {
            return EvaluationThread.call(() -> {
                Nix nix = new Nix(settings(cores));
                String result;
                try {
                    result = nix.shown("let " + WORK + " result = " + expression
                            + "; in builtins.deepSeq result (builtins.toJSON result)");
                } catch (NixException e) {
                    result = e.text() + place(e.position())
                            + e.frames().stream().map(f -> f.message() + place(f.position())).toList();
                }
                return result + "\n" + String.join("\n", nix.world.messages);
            });
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String place(Optional<Position> place) {
        return place.map(p -> " at " + p.offset()).orElse("");
    }

    private static void assertSame(String expression) {
        assertThat(outcome(THREADS, expression)).as(expression).isEqualTo(outcome(1, expression));
    }

    @RepeatedTest(5)
    void sharedGraph() {
        assertSame(
                """
                                let nodes = builtins.genList (i: if i < 3 then work i else
                              builtins.bitAnd (at (i - 1) + at (i / 2) + at (i / 3) + work i) 65535) 800;
                            at = builtins.elemAt nodes;
                        in nodes""");
    }

    @RepeatedTest(5)
    void circleAcrossThreads() {
        assertSame("""
                let a = work 1 + b; b = work 2 + c; c = work 3 + d; d = work 4 + a;
                in { inherit a b c d; }""");
        assertThat(outcome(THREADS, "let a = work 1 + b; b = work 2 + a; in [ a b a b ]"))
            .startsWith("infinite recursion encountered");
    }

    @RepeatedTest(5)
    void sharedFailure() {
        assertSame("""
                let bad = builtins.seq (work 1) (throw "shared"); user = i: work i + bad;
                in [ (work 1) (builtins.tryEval bad).success (user 1) (user 2) (user 3) (user 4) (user 5) ]""");
        assertSame("""
                let bad = builtins.seq (work 1) (throw "shared"); user = i: builtins.tryEval (work i + bad);
                in builtins.genList user 50""");
    }

    @Test
    void theFirstOfSeveralErrorsIsReported() {
        assertSame("builtins.genList (i: if i < 20 then work i else throw \"number ${toString i}\") 100");
    }

    @RepeatedTest(5)
    void messagesComeInOrder() {
        assertSame("""
                let once = builtins.trace "once" (work 5); said = i: builtins.trace "${toString i}" (work i + once);
                in builtins.genList said 60""");
    }

    @Test
    void deepRecursionAndStopsAtItsLimit() {
        assertSame("builtins.genList (i: let f = n: if n == 0 then i else f (n - 1); in f 3000) 8");
        assertSame("builtins.genList (i: let f = n: if n == 0 then i else 1 + f (n - 1); in f (i * 2000)) 8");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomPrograms(long seed) {
        RandomPrograms programs = new RandomPrograms(seed);
        for (int i = 0; i < 40; i++) {
            assertSame(programs.next());
        }
    }

    @Test
    void interruptedWhileWaitingForAnotherThread() throws Exception {
        Nix nix = new Nix(settings(2));
        nix.scope.bind(Symbol.of("roots"), nix.eval("""
                let loop = n: if n == 0 then 0 else builtins.seq (builtins.genList (x: x) 100) (loop (n - 1));
                    long = builtins.foldl' (a: b: builtins.seq (loop 1000) a) 0 (builtins.genList (x: x) 10000000);
                in { a = builtins.seq (loop 1000) long; b = long; }"""));
        CountDownLatch running = new CountDownLatch(1);
        Thread thread = EvaluationThread.of(() -> {
            running.countDown();
            assertThatThrownBy(() -> nix.eval("builtins.deepSeq roots 1")).isInstanceOf(Interrupted.class);
        });
        Throwable[] failure = new Throwable[1];
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        thread.start();
        running.await();
        TimeUnit.MILLISECONDS.sleep(500);
        nix.ev.interrupt();
        thread.join(20_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(failure[0]).isNull();
        Attrs roots = (Attrs) nix.eval("roots");
        for (String name : List.of("a", "b")) {
            Thunk root = (Thunk) roots.get(Symbol.of(name));
            for (int i = 0; i < 2000 && root.isRunning(); i++) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(root.isRunning()).as(name).isFalse();
            assertThat(root.isForced()).as(name).isFalse();
        }
    }
}

package flakelab.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.value.Attrs;
import flakelab.value.IntValue;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorTest {
    private final Nix nix = new Nix();

    @Test
    void callsStopAtTheLimitAndTheSessionLives() throws Exception {
        EvaluationThread.call(() -> {
            assertThatThrownBy(() -> nix.eval("let f = x: f (x + 1); in f 0")).isInstanceOf(EvalException.TooDeep.class)
                .hasMessage("stack overflow; max-call-depth exceeded");
            assertThat(nix.shown("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 4000")).isEqualTo("4000");
            return null;
        });
    }

    @Test
    void javaStackOverflowIsAnErrorLikeOthersAndTheSessionLives() throws Exception {
        Nix endless = new Nix(EvalSettings.DEFAULT.withMaxCallDepth(Integer.MAX_VALUE - 1));
        Thread thread = new Thread(null, () -> {
            assertThatThrownBy(() -> endless.eval("let f = x: 1 + f (x + 1); in f 0"))
                .isInstanceOf(EvalException.TooDeep.class)
                .hasMessageContaining("stack overflow");
            assertThat(endless.shown("1 + 1")).isEqualTo("2");
        }, "small stack", 4 << 20);
        Throwable[] failure = new Throwable[1];
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        thread.start();
        thread.join();
        assertThat(failure[0]).isNull();
    }

    @Test
    void millionDeepThunksFitTheEvaluationThread() throws Exception {
        Nix deep = new Nix(EvalSettings.DEFAULT.withMaxCallDepth(10_000_000));
        String sum = EvaluationThread
            .call(() -> deep.shown("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000000"));
        assertThat(sum).isEqualTo("1000000");
    }

    @Test
    void interruptLeavesThunksAsTheyWere() throws Exception {
        nix.scope.bind(Symbol.of("loop"), nix
            .lazy("""
                    let f = n: if n == 0 then 42 else f (n - 1); g = k: if k == 0 then 42 else builtins.seq (f 5000) (g (k - 1));
                    in builtins.foldl' (acc: x: builtins.seq (g 50) acc) 42 (builtins.genList (x: x) 200000)"""));
        CountDownLatch running = new CountDownLatch(1);
        Throwable[] thrown = new Throwable[1];
        Thread thread = EvaluationThread.of(() -> {
            running.countDown();
            try {
                nix.eval("loop");
            } catch (Interrupted e) {
                thrown[0] = e;
            }
        });
        thread.start();
        running.await();
        TimeUnit.MILLISECONDS.sleep(100);
        nix.ev.interrupt();
        thread.join(20_000);
        assertThat(thrown[0]).isInstanceOf(Interrupted.class);
        Value loop = nix.scope.find(Symbol.of("loop"));
        assertThat(loop).isInstanceOfSatisfying(Thunk.class, thunk -> {
            assertThat(thunk.isForced()).isFalse();
            assertThat(thunk.isRunning()).isFalse();
        });
        assertThat(nix.shown("1 + 1")).isEqualTo("2");
    }

    @Test
    void bindingsOfAScopeStayLazyAndShared() {
        nix.scope.bind(Symbol.of("x"), nix.lazy("builtins.trace \"once\" 20"));
        nix.scope.bind(Symbol.of("y"), nix.lazy("x + 1"));
        assertThat(nix.world.messages).isEmpty();
        assertThat(nix.shown("[ x y ]")).isEqualTo("[ 20 21 ]");
        assertThat(nix.world.messages).containsExactly("trace: once");
        nix.scope.bind(Symbol.of("x"), IntValue.of(1));
        assertThat(nix.shown("[ x y ]")).isEqualTo("[ 1 21 ]");
    }

    @Test
    void undefinedVariablesAreFoundBeforeAnythingRuns() {
        assertThatThrownBy(() -> nix.lazy("{ a = x: nope; }")).isInstanceOf(EvalException.class)
            .hasMessage("undefined variable '" + Emphasis.of("nope") + "'");
    }

    @Test
    void followsAttributePaths() {
        Value v = nix.eval("{ a = { x ? 1 }: { \"b.c\" = [ 10 { d = x; } ]; fob = 1; }; }");
        assertThat(nix.ev.findAlongPath("a.\"b.c\".1.d", Attrs.EMPTY, v).value().force(0))
            .isInstanceOfSatisfying(IntValue.class, i -> assertThat(i.value()).isEqualTo(1));
        assertThatThrownBy(() -> nix.ev.findAlongPath("a.foo", Attrs.EMPTY, v))
            .isInstanceOfSatisfying(EvalException.NotFound.class,
                    e -> assertThat(e.diagnostic().suggestions()).containsExactly("fob"))
            .hasMessage("attribute '" + Emphasis.of("foo") + "' in selection path '" + Emphasis.of("a.foo")
                    + "' not found");
    }

    @Test
    void filesAreEvaluatedOnceAndAgainAfterAChange(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("default.nix"), "builtins.trace \"file\" 1");
        SourceAccessor root = nix.world.root();
        PathValue path = new PathValue(root, directory.toRealPath().toString());
        assertThat(nix.ev.evalFile(path)).isSameAs(nix.ev.evalFile(path));
        assertThat(nix.world.messages).hasSize(1);
        Files.writeString(file, "2");
        assertThat(nix.ev.evalFile(path)).isSameAs(IntValue.of(1));
        nix.ev.resetFileCache();
        assertThat(nix.ev.evalFile(path)).isSameAs(IntValue.of(2));
    }

    @Test
    void importCyclesAreInfiniteRecursion(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("a.nix"), "import ./b.nix");
        Files.writeString(directory.resolve("b.nix"), "import ./a.nix");
        PathValue path = new PathValue(nix.world.root(), directory.toRealPath() + "/a.nix");
        assertThatThrownBy(() -> nix.ev.evalFile(path)).hasMessage("infinite recursion encountered");
    }
}

package flakelab.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What can be done with a session while an input runs.
@Timeout(120)
class BusySessionTest {
    private static final String ENDLESS = "builtins.foldl' (a: b: builtins.seq (builtins.foldl' builtins.add 0 "
            + "(builtins.genList (x: x) 100000)) a) 0 (builtins.genList (x: x) 20000000)";

    @TempDir
    Path directory;

    private final Console console = new Console() {
        @Override
        public void out(String text) {}

        @Override
        public void err(String text) {}

        @Override
        public void update(String displayId, Display display) {}

        @Override
        public Optional<String> ask(String prompt, boolean password) {
            return Optional.empty();
        }

        @Override
        public boolean colours() {
            return false;
        }

        @Override
        public int width() {
            return 80;
        }
    };

    private Session open() {
        return Session.open(SessionOptions.of(Map.of("HOME", directory.toString(), "NIX_CONF_DIR",
                directory.toString(), "NIX_REMOTE", directory.resolve("root").toString()), directory));
    }

    @Test
    void proposesWhatIsThereAndCanBeInterrupted() throws Exception {
        try (Session session = open()) {
            session.run("set = { known = { inside = 1; }; unknown = { other = 1; }; }", console);
            session.run("set.known.inside", console);
            CompletableFuture<Answer> running = CompletableFuture
                .supplyAsync(() -> session.run(ENDLESS, console));
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(session.complete("set.", 4).items()).extracting(Completions.Completion::display)
                .containsExactly("known", "unknown");
            assertThat(session.complete("set.known.", 10).items()).extracting(Completions.Completion::display)
                .containsExactly("inside");
            assertThat(session.complete("set.unknown.", 12).items()).isEmpty();
            assertThat(running).isNotDone();
            session.interrupt();
            assertThat(running.get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(Answer.Failed.class,
                    failed -> assertThat(failed.interrupted()).isTrue());
            assertThat(session.run("1 + 1", console)).isInstanceOf(Answer.Shown.class);
        }
    }
}

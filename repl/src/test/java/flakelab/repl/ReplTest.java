package flakelab.repl;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.session.Session;
import flakelab.session.SessionOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The loop at a terminal made of pipes: no TTY is needed.
@Timeout(60)
class ReplTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final PipedOutputStream keys = new PipedOutputStream();
    private Terminal terminal;
    private Thread loop;

    private void start(String type) throws IOException {
        PipedInputStream in = new PipedInputStream(keys, 1 << 16);
        terminal = type.equals(Terminal.TYPE_DUMB)
                ? new DumbTerminal("test", type, in, screen, StandardCharsets.UTF_8)
                : new ExternalTerminal("test", type, in, screen, StandardCharsets.UTF_8);
        Attributes attributes = terminal.getAttributes();
        attributes.setControlChar(Attributes.ControlChar.VINTR, 3);
        attributes.setControlChar(Attributes.ControlChar.VEOF, 4);
        attributes.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        terminal.setAttributes(attributes);
        terminal.setSize(new Size(100, 40));
        Session session = Session.open(SessionOptions.of(Map.of("HOME", directory.toString(), "NIX_CONF_DIR",
                directory.toString(), "NIX_REMOTE", directory.resolve("root").toString()), directory));
        Repl repl = new Repl(session, terminal, directory.resolve("state/history"));
        loop = new Thread(() -> {
            try (session) {
                repl.loop();
            }
        });
        loop.start();
        waitFor("flakelab> ", 1);
    }

    @AfterEach
    void end() throws Exception {
        if (loop != null) {
            if (loop.isAlive()) {
                type(terminal.getType().equals(Terminal.TYPE_DUMB) ? ":quit\n" : "\u0004"); // Ctrl-D
            }
            loop.join(Duration.ofSeconds(10));
            assertThat(loop.isAlive()).as("the loop ends").isFalse();
            terminal.close();
        }
    }

    private void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private String seen() {
        return screen.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[[0-9;?]*[A-Za-z]|\u001b[=>]|\r", "");
    }

    /// Waits until a text was shown so many times.
    private void waitFor(String text, int times) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (seen().split(java.util.regex.Pattern.quote(text), -1).length <= times) {
            assertThat(System.nanoTime()).as("waiting for %s in:%n%s", text, seen()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void evaluatesAndLeaves() throws Exception {
        start(Terminal.TYPE_DUMB);
        type("x = 20\nx + 22\n");
        waitFor("\n42\n", 1);
        type(":quit\n");
        loop.join(Duration.ofSeconds(10));
        assertThat(loop.isAlive()).isFalse();
    }

    @Test
    void readsOnWhileAnInputIsUnfinished() throws Exception {
        start(Terminal.TYPE_DUMB);
        type("let\n  a = 1;\nin\na + 1\n");
        waitFor("\n2\n", 1);
    }

    @Test
    void anErrorIsShownAndTheSessionLives() throws Exception {
        start(Terminal.TYPE_DUMB);
        type("throw \"no\"\n1 + 1\n");
        waitFor("error: no", 1);
        waitFor("\n2\n", 1);
    }

    @Test
    void interruptStopsTheEvaluationAndKeepsValuesUsable() throws Exception {
        start("xterm");
        type("slow = builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 3000)\r");
        type("endless = builtins.genericClosure { startSet = [ { key = slow; } ]; "
                + "operator = x: [ { key = x.key + 1; } ]; }\r");
        type("endless\r");
        waitFor("endless", 2);
        Thread.sleep(500);
        terminal.raise(Terminal.Signal.INT);
        waitFor("error: interrupted by the user", 1);
        type("slow\r");
        waitFor("4498500", 1);
    }

    @Test
    void completesNamesAttributesAndCommands() throws Exception {
        start("xterm");
        type("flags = { verbose = 7; \"two words\" = 8; }\r");
        type("fla\t.verb\t + 1\r");
        waitFor("\n8\n", 1);
        type("flags.tw\t\r");
        waitFor("\n8\n", 2);
        type(":qu\t\r");
        loop.join(Duration.ofSeconds(10));
        assertThat(loop.isAlive()).isFalse();
    }
}

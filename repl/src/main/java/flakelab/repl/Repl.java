package flakelab.repl;

import flakelab.session.Answer;
import flakelab.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/// The loop at the terminal: read an input, run it in the session, show the answer.
///
/// Ctrl-C while something runs interrupts it and the session lives on; while typing it drops the line; Ctrl-D leaves.
public final class Repl {
    private static final String PROMPT = "flakelab> ";
    private static final String CONTINUATION = "        > ";

    private final Session session;
    private final Terminal terminal;
    private final Screen screen;
    private final LineReader reader;

    public Repl(Session session, Terminal terminal, Path history) {
        this.session = session;
        this.terminal = terminal;
        this.screen = new Screen(terminal);
        NixLines lines = new NixLines(session);
        this.reader = LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("flakelab")
            .parser(lines)
            .completer(lines)
            .highlighter(new Colours(session))
            .variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION)
            .variable(LineReader.INDENTATION, 0)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, false)
            .option(LineReader.Option.INSERT_TAB, false)
            .option(LineReader.Option.CASE_INSENSITIVE, false)
            .build();
        makeFolder(history);
        screen.asking(reader);
    }

    private static void makeFolder(Path history) {
        Path folder = history.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            // Without a place for it, the history lasts as long as the session.
        }
    }

    /// Runs one input as if typed and shows the answer; false when it asked to leave.
    public boolean run(String input) {
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT,
                signal -> session.interrupt());
        try {
            return show(session.run(input, screen));
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    /// Shows text, such as a greeting.
    public void say(String text) {
        screen.out(text + "\n");
    }

    /// Reads and runs until the user leaves.
    public void loop() {
        while (true) {
            String input;
            try {
                input = reader.readLine(PROMPT);
            } catch (UserInterruptException e) {
                continue;
            } catch (EndOfFileException e) {
                return;
            }
            if (!input.isBlank() && !run(input)) {
                return;
            }
        }
    }

    private boolean show(Answer answer) {
        switch (answer) {
            case Answer.Shown(var display) -> line(display.plain());
            case Answer.Bound(var _, var display) -> line(display.plain());
            case Answer.Failed(var _, var display, var _) -> line(display.plain());
            case Answer.Silent() -> {
            }
            case Answer.Quit() -> {
                return false;
            }
        }
        return true;
    }

    private void line(String text) {
        if (!text.isEmpty()) {
            screen.out(text.endsWith("\n") ? text : text + "\n");
        }
    }
}

package flakelab.repl;

import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.Program;
import java.io.PrintWriter;
import java.util.Optional;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/// The terminal as the session's console. A display that is updated in place is redrawn as long as it is the last thing
/// on the screen; a terminal that cannot move its cursor gets each line once.
final class Screen implements Console {
    private final Terminal terminal;
    private final boolean dumb;
    private @Nullable LineReader reader;
    private @Nullable String shownId;
    private int shownRows;

    Screen(Terminal terminal) {
        this.terminal = terminal;
        this.dumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    /// The reader questions are asked with.
    void asking(LineReader reader) {
        this.reader = reader;
    }

    @Override
    public synchronized void out(String text) {
        shownId = null;
        write(text);
    }

    @Override
    public synchronized void err(String text) {
        out(text);
    }

    @Override
    public synchronized void update(String displayId, Display display) {
        String text = display.plain().stripTrailing();
        if (displayId.equals(shownId) && !dumb) {
            write("\u001b[" + shownRows + "F\u001b[J");
        }
        write(text + "\n");
        shownId = displayId;
        shownRows = rows(text);
    }

    private int rows(String text) {
        int rows = 0;
        for (String line : text.split("\n", -1)) {
            int columns = AttributedString.fromAnsi(line).columnLength();
            rows += Math.max(1, Math.ceilDiv(columns, width()));
        }
        return rows;
    }

    private void write(String text) {
        PrintWriter writer = terminal.writer();
        writer.print(colours() ? text : AttributedString.stripAnsi(text));
        writer.flush();
    }

    @Override
    public Optional<String> ask(String prompt, boolean password) {
        if (reader == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(password ? reader.readLine(prompt, '*') : reader.readLine(prompt));
        } catch (UserInterruptException | org.jline.reader.EndOfFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean hasTerminal() {
        return !dumb;
    }

    @Override
    public int start(Program program) {
        shownId = null;
        return Child.run(program, terminal);
    }

    @Override
    public boolean colours() {
        return !dumb;
    }

    @Override
    public int width() {
        int columns = terminal.getWidth();
        return columns > 0 ? columns : 80;
    }
}

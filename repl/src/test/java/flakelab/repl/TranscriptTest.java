package flakelab.repl;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.Session;
import flakelab.session.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the Markdown files of `src/test/sessions` through a session each: every `nix` block is one input, the `output`
/// block after it what must come of it; a block `file NAME` makes a file first. `-Daccept=true` rewrites the outputs.
class TranscriptTest {
    private static final Path SESSIONS = Path.of("src/test/sessions");

    @TempDir
    Path directory;

    static Stream<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(SESSIONS)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    /// Takes what is printed while something runs.
    private static final class Paper implements Console {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void out(String more) {
            text.append(more);
        }

        @Override
        public void err(String more) {
            text.append(more);
        }

        @Override
        public void update(String displayId, Display display) {
            text.append(display.plain()).append('\n');
        }

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
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void sessionsGoAsWritten(Path file) throws IOException {
        String before = Files.readString(file);
        String now = replay(before);
        if (Boolean.getBoolean("accept")) {
            Files.writeString(file, now);
            return;
        }
        assertThat(now).isEqualTo(before);
    }

    private String replay(String transcript) throws IOException {
        Path work = Files.createDirectories(directory.resolve("work"));
        Map<String, String> environment = Map.of("HOME", directory.resolve("home").toString(), "NIX_CONF_DIR",
                directory.resolve("conf").toString(), "NIX_CONFIG",
                "substituters =\nsystem = x86_64-linux\nflake-registry =",
                "PATH", System.getenv("PATH"), "NIX_REMOTE", directory.resolve("root").toString());
        List<String> lines = new ArrayList<>();
        try (Session session = Session.open(SessionOptions.of(environment, work))) {
            String output = null;
            for (List<String> block : blocks(transcript)) {
                String head = block.getFirst();
                String body = String.join("\n", block.size() < 2 ? List.of() : block.subList(1, block.size() - 1));
                if (head.startsWith("```file ")) {
                    Path file = work.resolve(head.substring("```file ".length()));
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, body + "\n");
                } else if (head.equals("```nix")) {
                    output = run(session, body).replace(work.toString(), "/pwd").stripTrailing();
                } else if (head.equals("```output") && output != null) {
                    lines.add(head);
                    lines.addAll(output.lines().map(String::stripTrailing).toList());
                    lines.add("```");
                    output = null;
                    continue;
                }
                lines.addAll(block);
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String run(Session session, String input) {
        Paper paper = new Paper();
        String answer = switch (session.run(input, paper)) {
            case Answer.Shown(var display) -> display.plain();
            case Answer.Bound(var _, var display) -> display.plain();
            case Answer.Failed(var _, var display, var _) -> display.plain();
            case Answer.Silent() -> "";
            case Answer.Quit() -> "(quit)";
        };
        return (paper.text + answer).replaceAll("\u001b\\[[0-9;]*m", "");
    }

    /// Fenced blocks and the lines between them, each line between alone.
    private static List<List<String>> blocks(String text) {
        List<List<String>> blocks = new ArrayList<>();
        List<String> open = null;
        for (String line : text.lines().toList()) {
            if (open != null) {
                open.add(line);
                open = line.equals("```") ? null : open;
            } else {
                List<String> block = new ArrayList<>(List.of(line));
                blocks.add(block);
                open = line.startsWith("```") ? block : null;
            }
        }
        return blocks;
    }
}

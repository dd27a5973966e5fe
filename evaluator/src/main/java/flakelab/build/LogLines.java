package flakelab.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Cuts what a builder says into lines, tells them to the listener and remembers the last ones (CppNix
/// `src/libstore/build/build-log.cc`).
///
/// A carriage return goes back to the start of the line. Lines that begin with `@nix ` are messages in JSON, not log.
final class LogLines {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MESSAGE = "@nix ";

    private final StorePath derivation;
    private final BuildListener listener;
    private final int remembered;
    private final Deque<String> tail = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private int column;

    LogLines(StorePath derivation, BuildListener listener, int remembered) {
        this.derivation = derivation;
        this.listener = listener;
        this.remembered = remembered;
    }

    void add(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            char c = (char) (bytes[i] & 0xff);
            switch (c) {
                case '\r' -> column = 0;
                case '\n' -> end();
                default -> {
                    if (column < line.length()) {
                        line.setCharAt(column, c);
                    } else {
                        line.append(c);
                    }
                    column++;
                }
            }
        }
    }

    /// Ends a last line that has no end.
    void finish() {
        if (!line.isEmpty()) {
            end();
        }
    }

    /// The last lines.
    List<String> tail() {
        return new ArrayList<>(tail);
    }

    private void end() {
        line.setLength(column);
        String text = line.toString();
        line.setLength(0);
        column = 0;
        if (text.startsWith(MESSAGE) && message(text.substring(MESSAGE.length()))) {
            return;
        }
        listener.line(derivation, text);
        if (remembered > 0) {
            if (tail.size() == remembered) {
                tail.removeFirst();
            }
            tail.addLast(text);
        }
    }

    private boolean message(String text) {
        try {
            JsonNode message = JSON.readTree(text.getBytes(StandardCharsets.ISO_8859_1));
            switch (message.path("action").asText()) {
                case "setPhase" ->
                    listener.phase(derivation, latin1(message.path("phase").asText()));
                case "msg" -> listener.notice(latin1(message.path("msg").asText()));
                default -> {
                } // activities of programs inside a build are not shown
            }
            return message.isObject();
        } catch (IOException e) {
            listener.notice("bad JSON log message from the derivation builder: " + e.getMessage());
            return false;
        }
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}

package flakelab.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The inputs of this kernel's life, for frontends' arrow keys and searches. Safe for use by many threads.
final class History {
    private record Entry(int line, String input) {}

    private final List<Entry> entries = new ArrayList<>();

    synchronized void add(int line, String input) {
        entries.add(new Entry(line, input));
    }

    /// The content of a `history_reply`: `[session, line, input]` triples. We have one session and keep no outputs.
    Map<String, Object> answer(JsonNode request) {
        boolean output = request.path("output").asBoolean(false);
        List<Object> found = new ArrayList<>();
        for (Entry entry : select(request)) {
            Object input = output ? Collections.unmodifiableList(pair(entry.input)) : entry.input;
            found.add(List.of(1, entry.line, input));
        }
        return Map.of("history", found);
    }

    private synchronized List<Entry> select(JsonNode request) {
        return switch (request.path("hist_access_type").asText()) {
            case "tail" -> last(entries, request.path("n").asInt(Integer.MAX_VALUE));
            case "range" -> range(request.path("session").asInt(), request.path("start").asInt(1),
                    request.path("stop").asInt(Integer.MAX_VALUE));
            case "search" -> last(search(request.path("pattern").asText("*"),
                    request.path("unique").asBoolean(false)),
                    request.path("n").asInt(Integer.MAX_VALUE));
            default -> List.of();
        };
    }

    /// `session` 0 is the current one, -1 the one before it (which we do not know).
    private List<Entry> range(int session, int start, int stop) {
        return session < 0 || session > 1
                ? List.of()
                : entries.stream().filter(e -> e.line >= start && e.line < stop).toList();
    }

    private List<Entry> search(String glob, boolean unique) {
        Pattern pattern = pattern(glob);
        List<Entry> found = entries.stream()
            .filter(e -> pattern.matcher(e.input).matches())
            .toList();
        if (!unique) {
            return found;
        }
        Map<String, Entry> latest = new LinkedHashMap<>();
        for (Entry entry : found) {
            latest.remove(entry.input);
            latest.put(entry.input, entry);
        }
        return List.copyOf(latest.values());
    }

    /// Shell wildcards, as SQLite's GLOB in IPython: `*` and `?`; everything else means itself.
    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        glob.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static List<Entry> last(List<Entry> all, int n) {
        return List.copyOf(all.subList(Math.max(0, all.size() - Math.max(0, n)), all.size()));
    }

    private static List<Object> pair(String input) {
        List<Object> pair = new ArrayList<>();
        pair.add(input);
        pair.add(null);
        return pair;
    }
}

package flakelab.kernel;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flakelab.kernel.Notebook.Heard;
import flakelab.kernel.wire.Channel;
import flakelab.kernel.wire.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/// A notebook file: its code cells, and what stands under them.
final class Lesson {
    private static final JsonMapper JSON = JsonMapper.builder()
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .build();
    /// Stands for the checkout's own place in stored outputs, which must not name anybody's machine.
    private static final String SOMEWHERE = "/home/ada/flakelab";

    private final ObjectNode book;

    Lesson(Path file) throws IOException {
        book = (ObjectNode) JSON.readTree(Files.readString(file));
    }

    private List<ObjectNode> codeCells() {
        return StreamSupport.stream(book.path("cells").spliterator(), false)
            .map(ObjectNode.class::cast)
            .filter(cell -> cell.path("cell_type").asText().equals("code"))
            .toList();
    }

    /// The code of each cell, in order.
    List<String> code() {
        return codeCells().stream().map(cell -> joined(cell.path("source"))).toList();
    }

    /// Each code cell's input and the text of its outputs, as a person sees them, less what differs from run to run.
    String transcript() {
        StringBuilder text = new StringBuilder();
        for (ObjectNode cell : codeCells()) {
            text.append(">>> ")
                .append(joined(cell.path("source")).strip().replace("\n", "\n... "))
                .append('\n');
            StringBuilder streams = new StringBuilder();
            for (JsonNode output : cell.path("outputs")) {
                streams.append(seen(output).stripTrailing()).append('\n');
            }
            text.append(masked(streams.toString())).append('\n');
        }
        return text.toString();
    }

    private static String seen(JsonNode output) {
        return switch (output.path("output_type").asText()) {
            case "stream" -> joined(output.path("text"));
            case "error" -> Bundle.plain(
                    String.join("\n", StreamSupport.stream(output.path("traceback").spliterator(),
                            false)
                        .map(JsonNode::asText)
                        .toList()));
            default -> joined(output.path("data").path("text/plain"));
        };
    }

    private static String masked(String text) {
        return placed(text).replaceAll("\\b\\d+(\\.\\d+)? ?(ms|s)\\b", "TIME")
            .replaceAll("/[a-z0-9]{32}-", "/HASH-")
            .replaceAll("lastModified=\\d+", "lastModified=TIME")
            .replaceAll("sha256-[A-Za-z0-9+/%]+(=|%3D)", "sha256-HASH");
    }

    private static String placed(String text) {
        String root = Path.of("..").toAbsolutePath().normalize().toString();
        return text.replace(root, SOMEWHERE);
    }

    /// A string, or the list of lines that notebooks break one into.
    private static String joined(JsonNode text) {
        return text.isArray()
                ? String.join("",
                        StreamSupport.stream(text.spliterator(), false)
                            .map(JsonNode::asText)
                            .toList())
                : text.asText();
    }

    /// Puts what was heard under the n-th code cell, as a frontend would.
    void fill(int n, Heard heard) {
        ObjectNode cell = codeCells().get(n);
        ArrayNode outputs = JSON.createArrayNode();
        for (Message message : heard.messages()) {
            if (message.channel() == Channel.IOPUB) {
                add(outputs, message);
            }
        }
        cell.set("outputs", outputs);
        cell.set("execution_count", heard.reply().path("execution_count"));
    }

    private static void add(ArrayNode outputs, Message message) {
        ObjectNode content = message.content().deepCopy();
        switch (message.type()) {
            case "stream", "error", "execute_result", "display_data" -> {
                content.put("output_type", message.type());
                merge(outputs, content);
            }
            case "update_display_data" -> {
                for (JsonNode shown : outputs) {
                    if (shown.at("/transient/display_id")
                        .equals(content.at("/transient/display_id"))) {
                        ((ObjectNode) shown).set("data", content.get("data"));
                    }
                }
            }
            default -> {
            }
        }
    }

    /// Consecutive pieces of one stream are one output.
    private static void merge(ArrayNode outputs, ObjectNode content) {
        JsonNode last = outputs.isEmpty() ? content : outputs.get(outputs.size() - 1);
        if (last != content && content.has("text")
                && last.path("name").equals(content.path("name"))) {
            ((ObjectNode) last).put("text",
                    last.path("text").asText() + content.path("text").asText());
        } else {
            outputs.add(content);
        }
    }

    /// Writes the notebook as nbformat does, so that saving it in Jupyter changes nothing.
    void write(Path file) throws IOException {
        for (ObjectNode cell : codeCells()) {
            for (JsonNode output : cell.path("outputs")) {
                ((ObjectNode) output).remove("transient");
                split((ObjectNode) output, "text");
                if (output.get("data") instanceof ObjectNode data) {
                    List<String> names = new ArrayList<>();
                    data.fieldNames().forEachRemaining(names::add);
                    names.forEach(name -> split(data, name));
                }
            }
        }
        DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
        Separators separators = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        Object sorted = JSON.treeToValue(book, Object.class);
        String json = JSON.writer(printer).writeValueAsString(sorted).replace("\\u001B", "\\u001b");
        Files.writeString(file, placed(json) + "\n");
    }

    private static void split(ObjectNode holder, String member) {
        if (holder.path(member).isTextual()) {
            ArrayNode lines = JSON.createArrayNode();
            for (String line : holder.path(member).asText().split("(?<=\n)")) {
                lines.add(line);
            }
            holder.set(member, lines);
        }
    }
}

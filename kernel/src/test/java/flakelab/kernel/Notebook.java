package flakelab.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import flakelab.kernel.wire.Channel;
import flakelab.kernel.wire.Client;
import flakelab.kernel.wire.Connection;
import flakelab.kernel.wire.Message;
import flakelab.kernel.wire.WireException;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A kernel and a client of it, in one process over real ZeroMQ.
final class Notebook implements AutoCloseable {
    /// Everything that came back for one request.
    record Heard(String id, List<Message> messages) {
        JsonNode reply() {
            return messages.stream()
                .filter(m -> m.type().endsWith("_reply"))
                .findFirst()
                .orElseThrow()
                .content();
        }

        String status() {
            return reply().path("status").asText();
        }

        List<JsonNode> published(String type) {
            return messages.stream()
                .filter(m -> m.channel() == Channel.IOPUB && m.type().equals(type))
                .map(Message::content)
                .toList();
        }

        /// Types of everything published, in order, the busy and idle states by name.
        List<String> order() {
            return messages.stream()
                .filter(m -> m.channel() == Channel.IOPUB)
                .map(m -> m.type().equals("status")
                        ? m.content().path("execution_state").asText()
                        : m.type())
                .toList();
        }

        String text() {
            StringBuilder text = new StringBuilder();
            published("stream").forEach(s -> text.append(s.path("text").asText()));
            return text.toString();
        }

        String result() {
            return published("execute_result").getFirst().path("data").path("text/plain").asText();
        }
    }

    static final int PATIENCE_MILLIS = 10_000;

    final KernelConnectionProperties where;
    final Kernel kernel;
    final Client client;
    private final List<Message> heard = new ArrayList<>();

    Notebook(Interpreter interpreter) throws Exception {
        where = Connection.local();
        kernel = new Kernel(where, interpreter);
        kernel.start();
        client = new Client(where);
        await(m -> m.type().equals("iopub_welcome"));
    }

    String submit(String code, Map<String, ?> options) {
        Map<String, Object> content = new HashMap<>(
                Map.of("code", code, "silent", false, "store_history", true,
                        "user_expressions", Map.of(), "allow_stdin", true, "stop_on_error", true));
        content.putAll(options);
        return client.send(Channel.SHELL, "execute_request", content);
    }

    Heard execute(String code) {
        return finish(submit(code, Map.of()));
    }

    Heard execute(String code, Map<String, ?> options) {
        return finish(submit(code, options));
    }

    Heard request(Channel channel, String type, Map<String, ?> content) {
        return finish(client.send(channel, type, content));
    }

    /// Waits for a request's reply and its `idle`.
    Heard finish(String id) {
        await(m -> about(id, m) && m.type().endsWith("_reply"));
        return idle(id);
    }

    Heard idle(String id) {
        await(m -> about(id, m) && m.content().path("execution_state").asText().equals("idle"));
        return heard(id);
    }

    Heard heard(String id) {
        return new Heard(id, heard.stream().filter(m -> about(id, m)).toList());
    }

    List<Message> all() {
        return heard;
    }

    Message await(Predicate<Message> wanted) {
        return heard.stream().filter(wanted).findFirst().orElseGet(() -> {
            long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
            while (System.nanoTime() < end) {
                try {
                    var message = client.receive(100);
                    message.ifPresent(heard::add);
                    if (message.filter(wanted).isPresent()) {
                        return message.get();
                    }
                } catch (WireException broken) {
                    throw new AssertionError(broken);
                }
            }
            throw new AssertionError(
                    "nothing like it came; heard " + heard.stream().map(Message::type).toList());
        });
    }

    /// Hears what comes within `millis`.
    void listen(int millis) throws WireException {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            client.receive(10).ifPresent(heard::add);
        }
    }

    static boolean about(String id, Message message) {
        return message.parent().path("msg_id").asText().equals(id);
    }

    @Override
    public void close() throws IOException {
        client.close();
        kernel.close();
    }
}

package flakelab.kernel;

import flakelab.kernel.wire.Channel;
import flakelab.kernel.wire.Client;
import flakelab.kernel.wire.Connection;
import flakelab.kernel.wire.Message;
import flakelab.kernel.wire.WireException;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A notebook's first minute played through in one process, so that the JVM can record which classes a start needs.
final class Rehearsal {
    private static final int PATIENCE_MILLIS = 10_000;

    private Rehearsal() {}

    static void play(Interpreter interpreter) throws IOException {
        KernelConnectionProperties where = Connection.local();
        try (Kernel kernel = new Kernel(where, interpreter); Client client = new Client(where)) {
            kernel.start();
            ask(client, "kernel_info_request", Map.of());
            for (String code : List.of("1 + 1", "x = { a = 1; b = [ 2 \"three\" ]; }",
                    "builtins.length x.b", "x", "x.c",
                    ":help")) {
                ask(client, "is_complete_request", Map.of("code", code));
                ask(client, "execute_request", Map.of("code", code, "stop_on_error", false));
            }
            ask(client, "complete_request", Map.of("code", "builtins.ma", "cursor_pos", 11));
            ask(client, "inspect_request",
                    Map.of("code", "builtins.map", "cursor_pos", 12, "detail_level", 0));
            ask(client, "history_request", Map.of("hist_access_type", "tail", "n", 10));
        } catch (WireException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void ask(Client client, String type, Map<String, ?> content)
            throws WireException {
        String id = client.send(Channel.SHELL, type, content);
        Optional<Message> heard;
        do {
            heard = client.receive(PATIENCE_MILLIS);
        } while (heard.isPresent() && !(heard.get().channel() == Channel.SHELL
                && heard.get().parent().path("msg_id").asText().equals(id)));
    }
}

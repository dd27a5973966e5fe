package flakelab.kernel;

import com.google.gson.JsonObject;
import flakelab.kernel.wire.Message;
import flakelab.session.Tree;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.comm.CommCloseCommand;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Comm messages, in the order they come: the line between our widgets and a frontend's widget manager.
final class Comms {
    /// A frontend with a widget manager opens a comm of this target at its start and asks it for all models.
    private static final String CONTROL = "jupyter.widget.control";
    private static final String VIEW = "application/vnd.jupyter.widget-view+json";

    private final Publisher publisher;
    private final Models models;
    private final Trees trees;
    private final Set<String> controls = ConcurrentHashMap.newKeySet();

    Comms(Publisher publisher, Interpreter interpreter) {
        this.publisher = publisher;
        this.models = new Models(publisher);
        this.trees = new Trees(interpreter, models);
    }

    /// Adds a widget to a bundle that shows a tree, where there is someone to draw it. HTML and text stay beside it.
    void enrich(DisplayData bundle, Tree tree, Message request) {
        if (!controls.isEmpty()) {
            bundle.putData(VIEW, Map.of("version_major", 2, "version_minor", 0, "model_id",
                    trees.show(tree, request)));
        }
    }

    /// A cell is about to run: the widgets it showed before are no longer seen.
    void cellBegins(Message request) {
        trees.forget(request);
    }

    /// Stops what a click has started.
    void interrupt() {
        trees.interrupt();
    }

    void handle(Message message) {
        String comm = message.content().path("comm_id").asText();
        switch (message.type()) {
            case "comm_open" -> open(message, comm);
            case "comm_msg" -> hear(message, comm);
            case "comm_close" -> {
                controls.remove(comm);
                models.closed(comm);
            }
            case "comm_info_request" ->
                publisher.reply(message, Map.of(), Map.of("comms", info(message)));
            default -> {
            }
        }
    }

    private void open(Message message, String comm) {
        if (message.content().path("target_name").asText().equals(CONTROL)) {
            controls.add(comm);
        } else {
            // As the protocol asks of a kernel that does not know the target.
            publisher.publish(message, new CommCloseCommand(comm, new JsonObject()));
        }
    }

    private void hear(Message message, String comm) {
        var data = message.content().path("data");
        switch (data.path("method").asText()) {
            case "request_states" -> models.tellAll(message, comm);
            case "request_state" -> models.tell(message, comm);
            case "custom" -> {
                if (data.path("content").path("event").asText().equals("click")) {
                    trees.clicked(comm, message);
                }
            }
            default -> {
            }
        }
    }

    private Map<String, Object> info(Message request) {
        String wanted = request.content().path("target_name").asText();
        Map<String, Object> comms = new TreeMap<>();
        if (wanted.isEmpty() || wanted.equals("null") || wanted.equals(Models.TARGET)) {
            models.ids().forEach(id -> comms.put(id, Map.of("target_name", Models.TARGET)));
        }
        return comms;
    }
}

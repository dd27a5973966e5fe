package flakelab.kernel;

import com.google.gson.JsonObject;
import flakelab.kernel.wire.Message;
import io.github.spencerpark.jupyter.messages.comm.CommCloseCommand;
import java.util.Map;

/// Comm messages, in the order they come. No target is known yet, so every comm a frontend opens is closed again, as the
/// protocol asks.
final class Comms {
    private final Publisher publisher;

    Comms(Publisher publisher) {
        this.publisher = publisher;
    }

    void handle(Message message) {
        switch (message.type()) {
            case "comm_open" -> publisher.publish(message,
                    new CommCloseCommand(message.content().path("comm_id").asText(),
                            new JsonObject()));
            case "comm_info_request" ->
                publisher.reply(message, Map.of(), Map.of("comms", Map.of()));
            default -> {
            }
        }
    }
}

package flakelab.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import flakelab.kernel.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What an `execute_request` asks for.
record Cell(Message request, String code, boolean silent, boolean storeHistory, boolean allowStdin,
        boolean stopOnError, List<Map.Entry<String, String>> expressions) {

    static Cell of(Message request) {
        JsonNode asked = request.content();
        boolean silent = asked.path("silent").asBoolean(false);
        List<Map.Entry<String, String>> expressions = new ArrayList<>();
        asked.path("user_expressions")
            .properties()
            .forEach(one -> expressions.add(Map.entry(one.getKey(), one.getValue().asText())));
        return new Cell(request, asked.path("code").asText(), silent,
                !silent && asked.path("store_history").asBoolean(true),
                asked.path("allow_stdin").asBoolean(true),
                asked.path("stop_on_error").asBoolean(true), List.copyOf(expressions));
    }
}

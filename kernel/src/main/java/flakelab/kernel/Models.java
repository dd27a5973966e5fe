package flakelab.kernel;

import flakelab.kernel.wire.Message;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Widget models: a state each, mirrored by every frontend with a widget manager. Speaks version 2 of the ipywidgets
/// protocol (<https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md>) and uses only widgets
/// every frontend has. Safe for use by many threads.
final class Models {
    static final String TARGET = "jupyter.widget";
    private static final Map<String, String> VERSION = Map.of("version", "2.1.0");
    private static final String BASE = "@jupyter-widgets/base";
    private static final String CONTROLS = "@jupyter-widgets/controls";
    private static final String LIBRARY = "2.0.0";

    private final Publisher publisher;
    private final Map<String, Map<String, Object>> states = new LinkedHashMap<>();

    Models(Publisher publisher) {
        this.publisher = publisher;
    }

    /// A layout: CSS properties, with `_` for `-`.
    String layout(Message parent, Map<String, ?> properties) {
        return open(parent, BASE, "Layout", BASE, "LayoutView", properties);
    }

    /// A style of the given kind (`ButtonStyle`). Styles live in controls, their view in base.
    String style(Message parent, String kind, Map<String, ?> properties) {
        return open(parent, CONTROLS, kind, BASE, "StyleView", properties);
    }

    /// A widget of the given kind (`Button`).
    String widget(Message parent, String kind, Map<String, ?> properties) {
        return open(parent, CONTROLS, kind, CONTROLS, kind + "View", properties);
    }

    private synchronized String open(Message parent, String module, String kind, String viewModule,
            String view,
            Map<String, ?> properties) {
        String id = UUID.randomUUID().toString().replace("-", "");
        Map<String, Object> state = new LinkedHashMap<>(properties);
        state.put("_model_module", module);
        state.put("_model_module_version", LIBRARY);
        state.put("_model_name", kind + "Model");
        state.put("_view_module", viewModule);
        state.put("_view_module_version", LIBRARY);
        state.put("_view_name", view);
        states.put(id, state);
        publisher.publish(parent, "comm_open", VERSION,
                Map.of("comm_id", id, "target_name", TARGET, "data",
                        Map.of("state", state, "buffer_paths", List.of())));
        return id;
    }

    /// How a state refers to another model.
    static String reference(String id) {
        return "IPY_MODEL_" + id;
    }

    synchronized void update(Message parent, String id, Map<String, ?> changes) {
        Map<String, Object> state = states.get(id);
        if (state != null) {
            state.putAll(changes);
            say(parent, id,
                    Map.of("method", "update", "state", changes, "buffer_paths", List.of()));
        }
    }

    synchronized void close(Message parent, Collection<String> ids) {
        for (String id : ids) {
            if (states.remove(id) != null) {
                publisher.publish(parent, "comm_close", Map.of(),
                        Map.of("comm_id", id, "data", Map.of()));
            }
        }
    }

    /// A frontend closed it.
    synchronized void closed(String id) {
        states.remove(id);
    }

    /// Answers `request_state` for one model.
    synchronized void tell(Message request, String id) {
        Map<String, Object> state = states.get(id);
        if (state != null) {
            say(request, id, Map.of("method", "update", "state", state, "buffer_paths", List.of()));
        }
    }

    /// Answers `request_states` on a control comm: everything, so that a reloaded page has its widgets again.
    synchronized void tellAll(Message request, String control) {
        Map<String, Object> all = new LinkedHashMap<>();
        states.forEach((id, state) -> all.put(id,
                Map.of("model_name", name(state, "_model_name"), "model_module",
                        name(state, "_model_module"), "model_module_version",
                        name(state, "_model_module_version"), "state",
                        state)));
        say(request, control,
                Map.of("method", "update_states", "states", all, "buffer_paths", List.of()));
    }

    private static Object name(Map<String, Object> state, String member) {
        return state.getOrDefault(member, "");
    }

    synchronized Collection<String> ids() {
        return List.copyOf(states.keySet());
    }

    private void say(Message parent, String comm, Map<String, ?> data) {
        publisher.publish(parent, "comm_msg", VERSION, Map.of("comm_id", comm, "data", data));
    }
}

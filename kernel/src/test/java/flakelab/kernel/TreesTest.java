package flakelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flakelab.kernel.Notebook.Heard;
import flakelab.kernel.wire.Channel;
import flakelab.kernel.wire.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Trees of widgets, seen as a widget manager sees them: models that are opened, updated and closed.
@Timeout(60)
class TreesTest {
    private static final String VIEW = "application/vnd.jupyter.widget-view+json";

    private Notebook notebook;
    private final Map<String, JsonNode> models = new HashMap<>();
    private int read;

    @BeforeEach
    void open() throws Exception {
        notebook = new Notebook(new EchoInterpreter());
    }

    @AfterEach
    void close() throws Exception {
        notebook.close();
    }

    private void haveWidgets() {
        notebook.idle(notebook.client.send(Channel.SHELL, "comm_open",
                Map.of("comm_id", "control", "target_name",
                        "jupyter.widget.control", "data", Map.of())));
    }

    private Heard say(String comm, Map<String, ?> data) {
        return notebook.idle(notebook.client.send(Channel.SHELL, "comm_msg",
                Map.of("comm_id", comm, "data", data)));
    }

    private Heard click(String button) {
        Heard heard = say(button, Map.of("method", "custom", "content", Map.of("event", "click"),
                "buffers", List.of()));
        follow();
        return heard;
    }

    /// Keeps `models` as a widget manager would.
    private void follow() {
        List<Message> all = notebook.all();
        for (; read < all.size(); read++) {
            JsonNode content = all.get(read).content();
            String id = content.path("comm_id").asText();
            switch (all.get(read).type()) {
                case "comm_open" -> models.put(id, content.at("/data/state").deepCopy());
                case "comm_close" -> models.remove(id);
                case "comm_msg" -> {
                    if (models.get(id) instanceof ObjectNode state) {
                        content.at("/data/state")
                            .properties()
                            .forEach(e -> state.set(e.getKey(), e.getValue()));
                    }
                }
                default -> {
                }
            }
        }
    }

    private String show(int size) {
        JsonNode data = notebook.execute("tree " + size)
            .published("execute_result")
            .getFirst()
            .path("data");
        follow();
        assertThat(data.path("text/plain").asText()).isEqualTo("a tree");
        return data.path(VIEW).path("model_id").asText();
    }

    /// The screen below a model, as text.
    private String screen(String id) {
        assertThat(models).containsKey(id);
        JsonNode state = models.getOrDefault(id, MissingNode.getInstance());
        assertThat(state.path("_model_module_version").asText()).isEqualTo("2.0.0");
        StringBuilder text = new StringBuilder();
        switch (state.path("_model_name").asText()) {
            case "ButtonModel" ->
                text.append('(').append(state.path("description").asText()).append(')');
            case "HTMLModel" ->
                text.append(state.path("value").asText().replaceAll("<[^>]*>", "|"));
            default -> state.path("children")
                .forEach(child -> text.append('[')
                    .append(screen(child.asText()
                        .replace("IPY_MODEL_", "")))
                    .append(']'));
        }
        return text.toString();
    }

    private String button(String description) {
        return models.entrySet()
            .stream()
            .filter(m -> m.getValue().path("description").asText().equals(description))
            .findFirst()
            .orElseThrow()
            .getKey();
    }

    @Test
    void withoutAWidgetManagerThereAreNoWidgets() {
        assertThat(show(3)).isEmpty();
        assertThat(notebook.all()).noneMatch(m -> m.type().equals("comm_open"));
    }

    @Test
    void partsAppearByClicks() {
        haveWidgets();
        String root = show(3);
        assertThat(screen(root))
            .isEqualTo("[(▾ <3>)][[|n0 = &lt;0&gt;|][[(▸ n1  <1>)][]][[(▸ n2  <2>)][]]]");
        click(button("▸ n2  <2>"));
        assertThat(screen(root)).isEqualTo("[(▾ <3>)][[|n0 = &lt;0&gt;|][[(▸ n1  <1>)][]]"
                + "[[(▾ n2  <2>)][[|n0 = &lt;0&gt;|][[(▸ n1  <1>)][]]]]]");
        click(button("▾ n2  <2>"));
        assertThat(screen(root)).endsWith("[[(▸ n2  <2>)][]]]");
        assertThat(models.values())
            .allSatisfy(m -> assertThat(m.path("_view_name").asText()).isNotEmpty());
    }

    @Test
    void clicksAreAnsweredUnderTheirOwnParent() {
        haveWidgets();
        show(3);
        Heard heard = click(button("▸ n2  <2>"));
        assertThat(heard.order()).startsWith("busy")
            .endsWith("idle")
            .contains("comm_open", "comm_msg");
    }

    @Test
    void longLevelsComeInPages() {
        haveWidgets();
        String root = show(450);
        assertThat(screen(root)).contains("(▸ n199  <199>)", "(show 200 more of 250)")
            .doesNotContain("n200");
        click(button("show 200 more of 250"));
        assertThat(screen(root)).contains("(▸ n399  <399>)", "(show 50 more of 50)");
    }

    @Test
    void failuresAreShownInPlace() {
        haveWidgets();
        String root = show(14);
        click(button("▸ n13  <13>"));
        assertThat(screen(root)).endsWith("[[(▸ n13  <13>)][[|error: bad luck|]]]]");
    }

    @Test
    void treesGoWithTheirCell() {
        haveWidgets();
        notebook.finish(runIn("one", List.of(), "tree 3"));
        notebook.finish(runIn("two", List.of(), "tree 4"));
        follow();
        int both = models.size();
        notebook.finish(runIn("one", List.of(), "no tree"));
        follow();
        assertThat(models).hasSizeLessThan(both);
        assertThat(button("▾ <4>")).isNotEmpty();
        notebook.finish(runIn("three", List.of("two"), "no tree"));
        follow();
        assertThat(models.values()).as("only what all trees share")
            .extracting(m -> m.path("_model_name").asText())
            .containsOnly("LayoutModel", "ButtonStyleModel", "HTMLStyleModel");
    }

    private String runIn(String cell, List<String> deleted, String code) {
        return notebook.client.send(Channel.SHELL, "execute_request",
                Map.of("cellId", cell, "deletedCells", deleted),
                Map.of("code", code));
    }

    @Test
    void aReloadedPageGetsAllModels() {
        haveWidgets();
        show(3);
        JsonNode states = say("control", Map.of("method", "request_states")).published("comm_msg")
            .getFirst()
            .path("data");
        assertThat(states.path("method").asText()).isEqualTo("update_states");
        assertThat(states.path("states")).hasSize(models.size());
        assertThat(states.path("states")).allSatisfy(s -> {
            assertThat(s.path("model_name").asText()).endsWith("Model");
            assertThat(s.at("/state/_view_module").asText()).startsWith("@jupyter-widgets/");
        });
        assertThat(notebook
            .request(Channel.SHELL, "comm_info_request", Map.of("target_name", "jupyter.widget"))
            .reply()
            .path("comms")).hasSize(models.size());
    }
}

package flakelab.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import flakelab.kernel.Notebook.Heard;
import flakelab.kernel.wire.Channel;
import flakelab.kernel.wire.Client;
import flakelab.kernel.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The engine around an echo, over real ZeroMQ: everything frontends rely on and other JVM kernels get wrong.
@Timeout(60)
class KernelTest {
    private final EchoInterpreter echo = new EchoInterpreter();
    private Notebook notebook;

    @BeforeEach
    void open() throws Exception {
        notebook = new Notebook(echo);
    }

    @AfterEach
    void close() throws Exception {
        notebook.close();
    }

    @Test
    void aCellIsAnsweredInOrder() {
        Heard cell = notebook.execute("hello");
        assertThat(cell.order()).containsExactly("busy", "execute_input", "execute_result", "idle");
        assertThat(cell.result()).isEqualTo("hello");
        assertThat(cell.status()).isEqualTo("ok");
        assertThat(cell.reply().path("execution_count").asInt()).isEqualTo(1);
        assertThat(cell.reply().path("payload").isArray()).isTrue();
        assertThat(notebook.execute("again").reply().path("execution_count").asInt()).isEqualTo(2);
    }

    @Test
    void aCellIsAnsweredSoon() {
        notebook.execute("warm");
        long start = System.nanoTime();
        List<String> ids = IntStream.range(0, 20)
            .mapToObj(i -> notebook.submit("cell " + i, Map.of()))
            .toList();
        ids.forEach(notebook::finish);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1000));
    }

    @Test
    void displaysKeepTheirForms() {
        var data = notebook.execute("html x").published("execute_result").getFirst().path("data");
        assertThat(data.path("text/html").asText()).isEqualTo("<b>x</b>");
        assertThat(data.path("text/plain").asText()).isEqualTo("x");
    }

    @Test
    void aRequestsHeaderComesBackAsItWas() throws Exception {
        Heard cell = notebook.execute("x");
        String parent = cell.messages().getFirst().parent().toString();
        assertThat(cell.messages())
            .allSatisfy(m -> assertThat(m.parent().toString()).isEqualTo(parent));
        assertThat(Instant.parse(cell.messages().getFirst().parent().path("date").asText()))
            .isBefore(Instant.now());
    }

    @Test
    void anErrorIsOnePublicationAndAReply() {
        Heard cell = notebook.execute("fail no such thing");
        assertThat(cell.order()).containsExactly("busy", "execute_input", "error", "idle");
        var error = cell.published("error").getFirst();
        assertThat(error.path("ename").asText()).isEqualTo("error");
        assertThat(error.path("evalue").asText()).isEqualTo("no such thing");
        assertThat(error.path("traceback").get(1).asText()).isEqualTo("no such thing");
        assertThat(cell.status()).isEqualTo("error");
        assertThat(cell.reply().path("execution_count").asInt()).isEqualTo(1);
    }

    @Test
    void javaErrorsDoNotEndTheKernel() {
        assertThat(notebook.execute("overflow").reply().path("ename").asText())
            .isEqualTo("StackOverflowError");
        assertThat(notebook.execute("crash badly").reply().path("evalue").asText())
            .isEqualTo("badly");
        assertThat(notebook.execute("alive").result()).isEqualTo("alive");
    }

    @Test
    void messagesWithAWrongSignatureAreDropped() {
        notebook.client.send(Channel.SHELL, bytes("<IDS|MSG>", "0".repeat(64),
                "{\"msg_id\":\"1\",\"msg_type\":\"execute_request\"}", "{}", "{}",
                "{\"code\":\"evil\"}"));
        notebook.client.send(Channel.SHELL, bytes("rubbish"));
        assertThat(notebook.execute("alive").reply().path("execution_count").asInt()).isEqualTo(1);
    }

    @Test
    void interruptStopsARunningCell() {
        String cell = notebook.submit("sleep 8000", Map.of());
        awaitInput(cell);
        long start = System.nanoTime();
        Heard interrupt = notebook.request(Channel.CONTROL, "interrupt_request", Map.of());
        assertThat(interrupt.status()).isEqualTo("ok");
        Heard stopped = notebook.finish(cell);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
        assertThat(stopped.reply().path("ename").asText()).isEqualTo("KeyboardInterrupt");
        assertThat(notebook.execute("alive").result()).isEqualTo("alive");
    }

    @Test
    void interruptThatComesTooLateOrBetweenCellsIsHarmless() {
        notebook.request(Channel.CONTROL, "interrupt_request", Map.of());
        String cell = notebook.submit("stubborn 300", Map.of());
        awaitInput(cell);
        notebook.kernel.interrupt();
        assertThat(notebook.finish(cell).result()).isEqualTo("slept");
        assertThat(notebook.execute("alive").result()).isEqualTo("alive");
    }

    @Test
    void inputIsAskedOfTheCellsClient() {
        String cell = notebook.submit("ask name? ", Map.of());
        Message question = notebook.await(m -> m.type().equals("input_request"));
        assertThat(question.content().path("prompt").asText()).isEqualTo("name? ");
        assertThat(question.content().path("password").asBoolean()).isFalse();
        notebook.client.send(Channel.STDIN, "input_reply", Map.of("value", "Ada"));
        assertThat(notebook.finish(cell).result()).isEqualTo("Ada");
        assertThat(notebook.execute("ask x", Map.of("allow_stdin", false))
            .reply()
            .path("evalue")
            .asText())
            .isEqualTo("nobody answers");
    }

    @Test
    void interruptEndsAQuestion() throws Exception {
        String cell = notebook.submit("ask name? ", Map.of());
        notebook.await(m -> m.type().equals("input_request"));
        notebook.request(Channel.CONTROL, "interrupt_request", Map.of());
        assertThat(notebook.finish(cell).reply().path("ename").asText())
            .isEqualTo("KeyboardInterrupt");
        notebook.client.send(Channel.STDIN, "input_reply", Map.of("value", "too late"));
        notebook.listen(100); // channels are not ordered among each other
        String again = notebook.submit("ask name? ", Map.of());
        notebook.await(m -> m.type().equals("input_request") && Notebook.about(again, m));
        notebook.client.send(Channel.STDIN, "input_reply", Map.of("value", "now"));
        assertThat(notebook.finish(again).result()).isEqualTo("now");
    }

    @Test
    void manyLinesAreFewMessagesAndAllArrive() {
        Heard cell = notebook.execute("print 100000");
        assertThat(cell.text().lines()).hasSize(100_000)
            .startsWith("line 0")
            .endsWith("line 99999");
        assertThat(cell.published("stream")).hasSizeLessThan(100);
        assertThat(cell.order()).endsWith("stream", "idle");
    }

    @Test
    void streamsAndResultsKeepTheirOrder() {
        Heard cell = notebook.execute("both");
        assertThat(cell.order()).containsExactly("busy", "execute_input", "stream", "stream",
                "stream",
                "execute_result", "idle");
        assertThat(cell.published("stream")).extracting(s -> s.path("name").asText())
            .containsExactly("stdout", "stderr", "stdout");
    }

    @Test
    void outputAfterTheEndIsShownUnderItsCell() {
        Heard cell = notebook.execute("late 200");
        notebook.execute("another");
        Message late = notebook.await(m -> m.type().equals("stream"));
        assertThat(late.content().path("text").asText()).isEqualTo("late\n");
        assertThat(Notebook.about(cell.id(), late)).isTrue();
    }

    @Test
    void progressIsOneDisplayWhoseLastStateIsSent() {
        Heard cell = notebook.execute("progress 300");
        assertThat(cell.published("display_data")).singleElement()
            .satisfies(shown -> assertThat(shown.path(
                    "transient")
                .path("display_id")
                .asText()).isEqualTo("bar"));
        var updates = cell.published("update_display_data");
        assertThat(updates).hasSizeBetween(2, 12);
        assertThat(updates.getLast().path("data").path("text/plain").asText())
            .isEqualTo("300 done");
    }

    @Test
    void aFailureAbortsWhatWaits() {
        List<String> ids = new ArrayList<>();
        ids.add(notebook.submit("sleep 100", Map.of()));
        ids.add(notebook.submit("fail here", Map.of()));
        IntStream.range(0, 5).forEach(i -> ids.add(notebook.submit("never " + i, Map.of())));
        ids.forEach(notebook::finish);
        assertThat(ids.stream().map(id -> notebook.heard(id).status())).containsExactly("ok",
                "error", "aborted",
                "aborted", "aborted", "aborted", "aborted");
        assertThat(notebook.heard(ids.getLast()).order()).containsExactly("busy", "idle");
        assertThat(notebook.execute("afterwards").reply().path("execution_count").asInt())
            .isEqualTo(3);
    }

    @Test
    void aFailureAbortsNothingWhenAskedNotTo() {
        String failing = notebook.submit("fail here", Map.of("stop_on_error", false));
        String next = notebook.submit("runs", Map.of());
        assertThat(notebook.finish(failing).status()).isEqualTo("error");
        assertThat(notebook.finish(next).result()).isEqualTo("runs");
    }

    @Test
    void silentCellsLeaveNoTrace() {
        Heard cell = notebook.execute("both", Map.of("silent", true));
        assertThat(cell.order()).containsExactly("busy", "idle");
        assertThat(notebook.execute("x", Map.of("store_history", false))
            .reply()
            .path("execution_count")
            .asInt())
            .isZero();
        assertThat(notebook.execute("y").reply().path("execution_count").asInt()).isEqualTo(1);
        assertThat(history(Map.of("hist_access_type", "tail", "n", 10))).containsExactly("y");
    }

    @Test
    void userExpressionsAreEvaluatedQuietly() {
        Heard cell = notebook.execute("cell",
                Map.of("user_expressions", Map.of("a", "both", "b", "fail bad")));
        assertThat(cell.order()).containsExactly("busy", "execute_input", "execute_result", "idle");
        var values = cell.reply().path("user_expressions");
        assertThat(values.path("a").path("status").asText()).isEqualTo("ok");
        assertThat(values.path("a").path("data").path("text/plain").asText()).isEqualTo("four");
        assertThat(values.path("b").path("status").asText()).isEqualTo("error");
        assertThat(values.path("b").path("evalue").asText()).isEqualTo("bad");
    }

    @Test
    void historyIsSearched() {
        for (String code : List.of("alpha", "beta", "alpha", "gamma.x")) {
            notebook.execute(code);
        }
        assertThat(history(Map.of("hist_access_type", "tail", "n", 2))).containsExactly("alpha",
                "gamma.x");
        assertThat(
                history(Map.of("hist_access_type", "range", "session", 0, "start", 1, "stop", 3)))
            .containsExactly("alpha", "beta");
        assertThat(history(Map.of("hist_access_type", "search", "pattern", "al*", "n", 5)))
            .containsExactly("alpha", "alpha");
        assertThat(history(
                Map.of("hist_access_type", "search", "pattern", "*a", "n", 5, "unique", true)))
            .containsExactly("beta", "alpha");
        assertThat(history(Map.of("hist_access_type", "search", "pattern", "gamma?x")))
            .containsExactly("gamma.x");
        assertThat(
                notebook
                    .request(Channel.SHELL, "history_request",
                            Map.of("hist_access_type", "tail", "n", 1,
                                    "output", true))
                    .reply()
                    .path("history")
                    .toString())
            .isEqualTo("[[1,4,[\"gamma.x\",null]]]");
    }

    private List<String> history(Map<String, ?> content) {
        List<String> inputs = new ArrayList<>();
        notebook.request(Channel.SHELL, "history_request", content)
            .reply()
            .path("history")
            .forEach(entry -> inputs.add(entry.get(2).asText()));
        return inputs;
    }

    @Test
    void questionsAreAnsweredWhileACellRuns() {
        String cell = notebook.submit("sleep 1500", Map.of());
        awaitInput(cell);
        long start = System.nanoTime();
        notebook.request(Channel.SHELL, "complete_request", Map.of("code", "a", "cursor_pos", 1));
        notebook.request(Channel.SHELL, "inspect_request", Map.of("code", "a", "cursor_pos", 1));
        notebook.request(Channel.SHELL, "comm_info_request", Map.of());
        Heard info = notebook.request(Channel.SHELL, "kernel_info_request", Map.of());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(400));
        // The last status a frontend hears before the cell ends must be busy.
        notebook.await(m -> Notebook.about(cell, m)
                && m.content().path("execution_state").asText().equals("busy")
                && notebook.all().contains(info.messages().getLast()));
        notebook.finish(cell);
        List<String> states = notebook.all()
            .stream()
            .filter(m -> m.type().equals("status"))
            .map(m -> m.content().path("execution_state").asText())
            .toList();
        assertThat(states.subList(states.size() - 3, states.size())).containsExactly("idle", "busy",
                "idle");
    }

    @Test
    void cursorsCountCodePoints() {
        var reply = notebook
            .request(Channel.SHELL, "complete_request",
                    Map.of("code", "😀😀 ab😀 tail", "cursor_pos",
                            6))
            .reply();
        assertThat(reply.path("matches").get(0).asText()).isEqualTo("ab😀ab😀");
        assertThat(reply.path("cursor_start").asInt()).isEqualTo(3);
        assertThat(reply.path("cursor_end").asInt()).isEqualTo(6);
        var type = reply.path("metadata").path("_jupyter_types_experimental").get(0);
        assertThat(type.path("text").asText()).isEqualTo("ab😀ab😀");
        assertThat(type.path("type").asText()).isEqualTo("function");
        assertThat(
                notebook
                    .request(Channel.SHELL, "inspect_request",
                            Map.of("code", "😀x", "cursor_pos", 1,
                                    "detail_level", 1))
                    .reply()
                    .path("data")
                    .path("text/plain")
                    .asText())
            .isEqualTo("😀 at 1");
    }

    @Test
    void completenessHasThreeAnswers() {
        assertThat(complete("x")).containsExactly("complete", "");
        assertThat(complete("f (")).containsExactly("incomplete", "  ");
        assertThat(complete(")")).containsExactly("invalid", "");
        assertThat(notebook
            .request(Channel.SHELL, "inspect_request", Map.of("code", "", "cursor_pos", 0))
            .reply()
            .path("found")
            .asBoolean(true)).isFalse();
    }

    private List<String> complete(String code) {
        var reply = notebook.request(Channel.SHELL, "is_complete_request", Map.of("code", code))
            .reply();
        return List.of(reply.path("status").asText(), reply.path("indent").asText());
    }

    @Test
    void kernelInfoSaysWhatWeSpeak() {
        for (Channel channel : List.of(Channel.SHELL, Channel.CONTROL)) {
            var info = notebook.request(channel, "kernel_info_request", Map.of()).reply();
            assertThat(info.path("status").asText()).isEqualTo("ok");
            assertThat(info.path("protocol_version").asText()).isEqualTo("5.5");
            assertThat(info.path("implementation").asText()).isEqualTo("flakelab");
            assertThat(info.path("language_info").path("name").asText()).isEqualTo("nix");
            assertThat(info.path("language_info").path("file_extension").asText())
                .isEqualTo(".nix");
            assertThat(info.path("supported_features").isArray()).isTrue();
            assertThat(info.path("debugger").asBoolean(true)).isFalse();
        }
    }

    @Test
    void unknownRequestsGetBusyAndIdle() {
        String id = notebook.client.send(Channel.CONTROL, "debug_request", Map.of());
        assertThat(notebook.idle(id).order()).containsExactly("busy", "idle");
    }

    @Test
    void commsNobodyKnowsAreClosed() {
        String id = notebook.client.send(Channel.SHELL, "comm_open",
                Map.of("comm_id", "c1", "target_name", "t",
                        "data", Map.of()));
        assertThat(notebook.idle(id).published("comm_close").getFirst().path("comm_id").asText())
            .isEqualTo("c1");
        assertThat(notebook.request(Channel.SHELL, "comm_info_request", Map.of())
            .reply()
            .path("comms")
            .isObject())
            .isTrue();
    }

    @Test
    void blankCellsDoNotCount() {
        assertThat(notebook.execute("  \n").reply().path("execution_count").asInt()).isZero();
        assertThat(notebook.execute("bind x").order()).containsExactly("busy", "execute_input",
                "idle");
    }

    @Test
    void twoClientsShareOneKernel() throws Exception {
        try (Client other = new Client(notebook.where)) {
            String id = other.send(Channel.SHELL, "execute_request",
                    Map.of("code", "from elsewhere"));
            Message result = notebook.await(m -> m.type().equals("execute_result"));
            assertThat(Notebook.about(id, result)).isTrue();
            assertThat(notebook.execute("here").reply().path("execution_count").asInt())
                .isEqualTo(2);
        }
    }

    @Test
    void shutdownIsAnsweredEvenWhileACellRuns() throws Exception {
        awaitInput(notebook.submit("stubborn 3000", Map.of()));
        Heard bye = notebook.request(Channel.CONTROL, "shutdown_request", Map.of("restart", true));
        assertThat(bye.reply().path("restart").asBoolean()).isTrue();
        assertThat(bye.status()).isEqualTo("ok");
        notebook.kernel.awaitShutdown();
        notebook.kernel.close();
        assertThat(echo.closed).isTrue();
    }

    @Test
    void quitEndsTheKernelAfterItsReply() throws Exception {
        assertThat(notebook.execute("quit").reply().path("payload").get(0).path("source").asText())
            .isEqualTo("ask_exit");
        notebook.kernel.awaitShutdown();
    }

    private void awaitInput(String cell) {
        notebook.await(m -> Notebook.about(cell, m) && m.type().equals("execute_input"));
    }

    private static List<byte[]> bytes(String... frames) {
        return java.util.Arrays.stream(frames).map(f -> f.getBytes(UTF_8)).toList();
    }
}

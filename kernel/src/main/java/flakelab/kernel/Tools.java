package flakelab.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.annotations.SerializedName;
import flakelab.kernel.wire.Codec;
import flakelab.kernel.wire.Message;
import flakelab.session.Completeness;
import flakelab.session.Completions;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.reply.CompleteReply;
import io.github.spencerpark.jupyter.messages.reply.InspectReply;
import io.github.spencerpark.jupyter.messages.reply.IsCompleteReply;
import io.github.spencerpark.jupyter.messages.reply.KernelInfoReply;
import java.util.List;
import java.util.Map;

/// Answers the questions frontends ask while people type. Runs beside the cells, so a long cell does not make the editor
/// dumb.
///
/// Jupyter counts cursors in code points, the session in UTF-16 units: translated here.
final class Tools {
    static final String NAME = "flakelab";
    static final String VERSION = "0.1.0";

    /// The reply of protocol 5.5, which the base kernel's class is older than.
    static final class Info extends KernelInfoReply {
        @SerializedName("supported_features")
        final List<String> supportedFeatures = List.of();
        final boolean debugger = false;

        Info() {
            super(Codec.PROTOCOL, NAME, VERSION, language(),
                    "Flakelab " + VERSION
                            + ": Nix expressions, bindings and commands. Type :help for a list.",
                    List.of(new LanguageInfo.Help("Nix language",
                            "https://nix.dev/manual/nix/stable/language/"),
                            new LanguageInfo.Help("Built-in functions",
                                    "https://nix.dev/manual/nix/stable/language/builtins.html"),
                            new LanguageInfo.Help("Flakes",
                                    "https://nix.dev/manual/nix/stable/command-ref/new-cli/nix3-flake.html")));
        }
    }

    private final Interpreter interpreter;
    private final Publisher publisher;
    private final History history;

    Tools(Interpreter interpreter, Publisher publisher, History history) {
        this.interpreter = interpreter;
        this.publisher = publisher;
        this.history = history;
    }

    /// Answers one request; says nothing to a type it does not know.
    void answer(Message request) {
        switch (request.type()) {
            case "kernel_info_request" -> publisher.reply(request, new Info());
            case "complete_request" -> publisher.reply(request, complete(request.content()));
            case "inspect_request" -> publisher.reply(request, inspect(request.content()));
            case "is_complete_request" -> publisher.reply(request, isComplete(request.content()));
            case "history_request" ->
                publisher.reply(request, Map.of(), history.answer(request.content()));
            default -> {
            }
        }
    }

    private static LanguageInfo language() {
        return new LanguageInfo.Builder("nix").version("2.34")
            .mimetype("text/x-nix")
            .fileExtension(".nix")
            .pygments("nix")
            .codemirror("nix")
            .build();
    }

    private CompleteReply complete(JsonNode asked) {
        String code = asked.path("code").asText();
        Completions found = interpreter.complete(code, cursor(code, asked));
        int start = code.codePointCount(0, found.start());
        int end = code.codePointCount(0, found.end());
        List<String> matches = found.items().stream().map(Completions.Completion::text).toList();
        // JupyterLab reads this by index, beside `matches`.
        List<Map<String, Object>> types = found.items()
            .stream()
            .map(item -> Map.<String, Object>of(
                    "start", start, "end", end, "text", item.text(), "type", type(item.kind()),
                    "signature", item.doc().orElse("")))
            .toList();
        return new CompleteReply(matches, start, end, Map.of("_jupyter_types_experimental", types));
    }

    /// Frontends have icons for Python's kinds of things.
    private static String type(String kind) {
        return switch (kind) {
            case "lambda", "builtin", "primop" -> "function";
            case "command" -> "magic";
            case "file", "path" -> "path";
            default -> kind;
        };
    }

    private InspectReply inspect(JsonNode asked) {
        String code = asked.path("code").asText();
        return interpreter.inspect(code, cursor(code, asked), asked.path("detail_level").asInt())
            .map(display -> new InspectReply(true, Bundle.of(display)))
            .orElseGet(() -> new InspectReply(false, new DisplayData()));
    }

    private IsCompleteReply isComplete(JsonNode asked) {
        Completeness said = interpreter.completeness(asked.path("code").asText());
        return switch (said.kind()) {
            case COMPLETE -> IsCompleteReply.VALID_CODE;
            case INCOMPLETE -> IsCompleteReply.getIncompleteReplyWithIndent(said.indent());
            case INVALID -> IsCompleteReply.INVALID_CODE;
        };
    }

    private static int cursor(String code, JsonNode asked) {
        int points = code.codePointCount(0, code.length());
        int at = asked.path("cursor_pos").asInt(points);
        return code.offsetByCodePoints(0, Math.clamp(at, 0, points));
    }
}

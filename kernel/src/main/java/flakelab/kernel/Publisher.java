package flakelab.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import flakelab.kernel.wire.Channel;
import flakelab.kernel.wire.Codec;
import flakelab.kernel.wire.Message;
import flakelab.kernel.wire.Sockets;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything the kernel says: replies to whoever asked, publications to everyone, each with its parent.
final class Publisher {
    private final Codec codec;
    private final Sockets sockets;
    private @Nullable Message cell;

    Publisher(Codec codec, Sockets sockets) {
        this.codec = codec;
        this.sockets = sockets;
    }

    void reply(Message request, ContentType<?> content) {
        reply(request, Map.of(), content);
    }

    void reply(Message request, Map<String, ?> metadata, Object content) {
        String type = request.type().replaceFirst("_request$", "_reply");
        send(request.channel(), request, type, metadata, content);
    }

    /// Asks the client that sent `cell` for input.
    void ask(Message cell, ContentType<?> question) {
        send(Channel.STDIN, cell, question.getType().getName(), Map.of(), question);
    }

    void publish(@Nullable Message parent, ContentType<?> content) {
        publish(parent, content.getType().getName(), Map.of(), content);
    }

    void publish(@Nullable Message parent, String type, Map<String, ?> metadata, Object content) {
        sockets.send(Channel.IOPUB, codec.encode(List.of(topic(type)), type,
                parent == null ? null : parent.header(), metadata, content));
    }

    /// Greets a subscriber (protocol 5.5): `frame` is what XPUB received, 1 and the topic. Only that topic's subscribers
    /// hear it.
    void welcome(byte[] frame) {
        if (frame.length > 0 && frame[0] == 1) {
            byte[] topic = Arrays.copyOfRange(frame, 1, frame.length);
            sockets.send(Channel.IOPUB,
                    codec.encode(List.of(topic), "iopub_welcome", null, Map.of(),
                            Map.of("subscription", new String(topic, UTF_8))));
        }
    }

    /// Wraps the handling of a request that is not a cell in `busy` and `idle`; what it throws becomes an error reply.
    ///
    /// Frontends show the last status they heard, so while a cell runs its `busy` is said again.
    void serve(Message request, Runnable handler) {
        publish(request, PublishStatus.BUSY);
        try {
            handler.run();
        } catch (Throwable failure) {
            if (request.type().endsWith("_request")) {
                reply(request, Map.of(), error(failure));
            }
        } finally {
            idle(request);
        }
    }

    private synchronized void idle(Message request) {
        publish(request, PublishStatus.IDLE);
        if (cell != null) {
            publish(cell, PublishStatus.BUSY);
        }
    }

    synchronized void cellBegins(Message request) {
        cell = request;
        publish(request, PublishStatus.BUSY);
    }

    synchronized void cellEnds(Message request) {
        cell = null;
        publish(request, PublishStatus.IDLE);
    }

    /// A failure of ours, not of the user's program.
    static ErrorReply error(Throwable failure) {
        String said = failure.getMessage() == null ? "" : failure.getMessage();
        return new ErrorReply(failure.getClass().getSimpleName(), said,
                List.of(failure.toString()));
    }

    private void send(Channel channel, Message request, String type, Map<String, ?> metadata,
            Object content) {
        sockets.send(channel, codec.encode(request.identities(), type, request.header(), metadata,
                content));
    }

    private static byte[] topic(String type) {
        return type.getBytes(US_ASCII);
    }
}

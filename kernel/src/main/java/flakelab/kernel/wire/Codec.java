package flakelab.kernel.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.adapters.PublishStatusAdapter;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Messages to frames and back: `identities… <IDS|MSG> signature header parent metadata content buffers…`.
///
/// What we send is made of the base kernel's classes (or maps) and written with Gson, as they ask for; what we receive is
/// read as Jackson trees, so nothing sets final fields of foreign classes by reflection. Safe for use by many threads.
public final class Codec {
    /// The protocol we speak; 5.5 brought `iopub_welcome`.
    public static final String PROTOCOL = "5.5";

    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(US_ASCII);
    private static final byte[] NOTHING = "{}".getBytes(US_ASCII);

    private final HMACGenerator signer;
    private final boolean signed;
    private final String session = UUID.randomUUID().toString();
    private final JsonMapper reader = new JsonMapper();
    private final Gson writer = new GsonBuilder().disableHtmlEscaping()
        .serializeNulls()
        .registerTypeAdapter(PublishStatus.class, PublishStatusAdapter.INSTANCE)
        .create();

    public Codec(HMACGenerator signer) {
        this.signer = signer;
        this.signed = signer != HMACGenerator.NO_AUTH_INSTANCE;
    }

    /// Reads one message.
    ///
    /// @throws WireException when frames are missing, the signature is wrong or a part is not JSON
    public Message decode(Channel channel, List<byte[]> frames) throws WireException {
        int delimiter = 0;
        while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
            delimiter++;
        }
        if (frames.size() < delimiter + 6) {
            throw new WireException(
                    "a message of " + frames.size() + " frames is no Jupyter message");
        }
        List<byte[]> parts = frames.subList(delimiter + 2, delimiter + 6);
        if (signed && !MessageDigest.isEqual(frames.get(delimiter + 1), sign(parts))) {
            throw new WireException("a message with a wrong signature");
        }
        JsonNode header = tree(parts.get(0));
        return new Message(channel, List.copyOf(frames.subList(0, delimiter)), parts.get(0),
                header.path("msg_id").asText(), header.path("msg_type").asText(),
                tree(parts.get(1)), tree(parts.get(2)), tree(parts.get(3)));
    }

    /// Frames of one message. `identities` are the addressee's (on iopub: the topic); `parent` is the raw header of the
    /// request this is about, null for none.
    public List<byte[]> encode(List<byte[]> identities, String type, byte @Nullable [] parent,
            Map<String, ?> metadata, Object content) {
        List<byte[]> parts = List.of(json(header(type)), parent == null ? NOTHING : parent,
                metadata.isEmpty() ? NOTHING : json(metadata), body(type, content));
        List<byte[]> frames = new ArrayList<>(identities);
        frames.add(DELIMITER);
        frames.add(signed ? sign(parts) : new byte[0]);
        frames.addAll(parts);
        return frames;
    }

    private Map<String, String> header(String type) {
        return Map.of("msg_id", UUID.randomUUID().toString(), "session", session, "username",
                "kernel", "date", now(), "msg_type", type, "version", PROTOCOL);
    }

    /// The present moment as headers want it: ISO 8601, microseconds, UTC.
    public static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
    }

    /// The base kernel's classes leave optional members null, which Jupyter wants absent, and some replies lack the
    /// `status` every reply must have. Nulls deeper down are data and stay.
    private byte[] body(String type, Object content) {
        JsonElement tree = writer.toJsonTree(content);
        if (tree instanceof JsonObject members) {
            members.entrySet().removeIf(member -> member.getValue().isJsonNull());
            if (type.endsWith("_reply") && !members.has("status")) {
                members.addProperty("status", "ok");
            }
        }
        return json(tree);
    }

    private byte[] json(Object value) {
        return writer.toJson(value).getBytes(UTF_8);
    }

    private JsonNode tree(byte[] json) throws WireException {
        try {
            return reader.readTree(json);
        } catch (JacksonException broken) {
            throw new WireException("a message that is not JSON: " + broken.getOriginalMessage());
        } catch (IOException impossible) {
            throw new WireException(impossible.toString());
        }
    }

    private byte[] sign(List<byte[]> parts) {
        return signer.calculateSignature(parts.toArray(byte[][]::new)).getBytes(US_ASCII);
    }
}

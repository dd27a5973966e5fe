package flakelab.kernel.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// One message as received. `header` keeps the sender's bytes: a reply echoes them as its parent header, so fields of
/// newer protocols (`subshell_id`) come back untouched.
public record Message(Channel channel, List<byte[]> identities, byte[] header, String id,
        String type,
        JsonNode parent, JsonNode metadata, JsonNode content) {}

package flakelab.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// What a derivation's output turned out to be, where that does not follow from the derivation (CppNix `Realisation`).
///
/// @param signatures `key-name:base64`
public record Realisation(DrvOutput id, StorePath path, List<String> signatures) {
    public Realisation {
        signatures = List.copyOf(signatures);
    }

    /// What signatures of a realisation sign.
    public byte[] fingerprint() {
        ObjectNode json = json();
        json.remove("signatures");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    public Realisation signed(SecretKey key) {
        TreeSet<String> all = new TreeSet<>(signatures);
        all.add(key.sign(fingerprint()).toString());
        return new Realisation(id, path, List.copyOf(all));
    }

    public Realisation withSignatures(List<String> changed) {
        return new Realisation(id, path, changed);
    }

    /// Keys in the order of bytes.
    private ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("dependentRealisations"); // what older versions had
        json.put("id", id.toString()).put("outPath", path.baseName());
        ArrayNode array = json.putArray("signatures");
        new TreeSet<>(signatures).forEach(array::add);
        return json;
    }

    /// A `.doi` file of a binary cache.
    public String render() {
        return json().toString();
    }

    /// Reads a `.doi` file.
    ///
    /// @throws StoreException if it is none
    public static Realisation parse(DrvOutput id, String text) {
        try {
            JsonNode json = new ObjectMapper().readTree(text);
            List<String> signatures = new ArrayList<>();
            json.path("signatures").forEach(signature -> signatures.add(signature.asText()));
            return new Realisation(id, StorePath.parse(json.path("outPath").asText()), signatures);
        } catch (JsonProcessingException e) {
            throw StoreErrors.error("while parsing a realisation for key '%s': %s", id,
                    e.getOriginalMessage());
        }
    }
}

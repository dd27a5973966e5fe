package flakelab.derivation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.StorePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Derivations as JSON, version 4: what `nix derivation show` prints and `nix derivation add` reads.
///
/// See the manual's "Derivation JSON format" and CppNix `adl_serializer<Derivation>`. JSON texts are Unicode; the
/// derivation's byte strings are decoded as UTF-8 on the way out and encoded on the way in.
public final class DerivationJson {
    /// The one version written and read.
    public static final int VERSION = 4;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DerivationJson() {}

    /// The derivation as JSON, keys sorted.
    public static ObjectNode write(Derivation derivation) {
        ObjectNode json = object();
        ArrayNode args = json.putArray("args");
        derivation.args().forEach(arg -> args.add(unicode(arg)));
        json.put("builder", unicode(derivation.builder()));
        ObjectNode env = json.putObject("env");
        derivation.env().forEach((name, value) -> env.put(unicode(name), unicode(value)));
        ObjectNode inputs = json.putObject("inputs");
        ObjectNode drvs = inputs.putObject("drvs");
        derivation.inputDrvs()
            .forEach((path, outputs) -> drvs.set(path.baseName(), write(outputs)));
        ArrayNode srcs = inputs.putArray("srcs");
        derivation.inputSrcs().forEach(path -> srcs.add(path.baseName()));
        json.put("name", unicode(derivation.name()));
        ObjectNode outputs = json.putObject("outputs");
        derivation.outputs().forEach((name, output) -> outputs.set(unicode(name), write(output)));
        derivation.structuredAttrs()
            .ifPresent(text -> json.set("structuredAttrs", parseAttributes(text)));
        json.put("system", unicode(derivation.system()));
        json.put("version", VERSION);
        return json;
    }

    private static ObjectNode write(InputOutputs input) {
        ObjectNode json = object();
        ObjectNode dynamic = json.putObject("dynamicOutputs");
        input.dynamic().forEach((name, child) -> dynamic.set(unicode(name), write(child)));
        ArrayNode names = json.putArray("outputs");
        input.names().forEach(name -> names.add(unicode(name)));
        return json;
    }

    private static ObjectNode write(DerivationOutput output) {
        ObjectNode json = object();
        switch (output) {
            case DerivationOutput.InputAddressed(StorePath path) ->
                json.put("path", path.baseName());
            case DerivationOutput.FixedOutput(ContentAddress ca) ->
                json.put("hash", ca.hash().toSri()).put("method", ca.method().nixName());
            case DerivationOutput.Floating(ContentAddressMethod method, HashAlgorithm algorithm) ->
                json.put("hashAlgo", algorithm.nixName()).put("method", method.nixName());
            case DerivationOutput.Deferred() -> {
            }
            case DerivationOutput.Impure(ContentAddressMethod method, HashAlgorithm algorithm) ->
                json.put("hashAlgo", algorithm.nixName())
                    .put("impure", true)
                    .put("method", method.nixName());
        }
        return json;
    }

    /// Reads a derivation; its output paths are not checked ([Derivations#fillInOutputPaths] does).
    ///
    /// @throws DerivationException if something is missing or of another type
    public static Derivation read(JsonNode json) {
        String name = text(field(json, "name"));
        JsonNode version = field(json, "version");
        if (!version.isIntegralNumber() || version.asInt() != VERSION) {
            throw DerivationErrors
                .error("Unsupported derivation JSON format version %s, only format version %s is"
                        + " currently supported.", version, VERSION);
        }
        SortedMap<String, DerivationOutput> outputs = new TreeMap<>();
        members(field(json, "outputs"))
            .forEach((id, output) -> outputs.put(id, readOutput(output)));
        JsonNode inputs = field(json, "inputs");
        SortedSet<StorePath> srcs = new TreeSet<>();
        elements(field(inputs, "srcs")).forEach(path -> srcs.add(StorePath.parse(text(path))));
        SortedMap<StorePath, InputOutputs> drvs = new TreeMap<>();
        members(field(inputs, "drvs"))
            .forEach((path, input) -> drvs.put(StorePath.parse(path), readInput(input)));
        List<String> args = new ArrayList<>();
        elements(field(json, "args")).forEach(arg -> args.add(text(arg)));
        SortedMap<String, String> env = new TreeMap<>();
        members(field(json, "env")).forEach((variable, value) -> env.put(variable, text(value)));
        Optional<String> attributes = Optional.ofNullable(json.get("structuredAttrs"))
            .map(JsonDump::latin1);
        return new Derivation(name, outputs, drvs, srcs, text(field(json, "system")),
                text(field(json, "builder")),
                args, env, attributes);
    }

    private static InputOutputs readInput(JsonNode json) {
        InputOutputs input = InputOutputs.empty();
        elements(field(json, "outputs")).forEach(name -> input.names().add(text(name)));
        members(field(json, "dynamicOutputs"))
            .forEach((name, child) -> input.dynamic().put(name, readInput(child)));
        return input;
    }

    private static DerivationOutput readOutput(JsonNode json) {
        Set<String> keys = members(json).keySet();
        if (keys.isEmpty()) {
            return new DerivationOutput.Deferred();
        }
        if (keys.equals(Set.of("path"))) {
            return new DerivationOutput.InputAddressed(StorePath.parse(text(field(json, "path"))));
        }
        if (keys.equals(Set.of("method", "hash"))) {
            return new DerivationOutput.FixedOutput(
                    new ContentAddress(method(json), Hash.parseSri(text(field(json, "hash")))));
        }
        if (keys.equals(Set.of("method", "hashAlgo"))) {
            return new DerivationOutput.Floating(method(json), algorithm(json));
        }
        if (keys.equals(Set.of("method", "hashAlgo", "impure"))) {
            return new DerivationOutput.Impure(method(json), algorithm(json));
        }
        throw DerivationErrors.error("invalid JSON for derivation output");
    }

    private static ContentAddressMethod method(JsonNode json) {
        return ContentAddressMethod.parse(text(field(json, "method")));
    }

    private static HashAlgorithm algorithm(JsonNode json) {
        return HashAlgorithm.parse(text(field(json, "hashAlgo")));
    }

    private static JsonNode field(JsonNode json, String key) {
        JsonNode found = json.get(key);
        if (!json.isObject()) {
            throw wrongType(json, "object");
        }
        if (found == null) {
            throw DerivationErrors.error(
                    "Expected JSON object to contain key '%s' but it doesn't: %s", key,
                    JsonDump.unicode(json));
        }
        return found;
    }

    private static SortedMap<String, JsonNode> members(JsonNode json) {
        if (!json.isObject()) {
            throw wrongType(json, "object");
        }
        SortedMap<String, JsonNode> found = new TreeMap<>();
        json.properties().forEach(entry -> found.put(latin1(entry.getKey()), entry.getValue()));
        return found;
    }

    private static List<JsonNode> elements(JsonNode json) {
        if (!json.isArray()) {
            throw wrongType(json, "array");
        }
        return json.valueStream().toList();
    }

    private static String text(JsonNode json) {
        if (!json.isTextual()) {
            throw wrongType(json, "string");
        }
        return latin1(json.textValue());
    }

    private static DerivationException wrongType(JsonNode json, String expected) {
        String actual = switch (json.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case NUMBER -> "number";
            case STRING -> "string";
            case NULL, MISSING -> "null";
            case OBJECT, POJO -> "object";
            case BINARY -> "binary";
        };
        return DerivationErrors.error(
                "Expected JSON value to be of type '%s' but it is of type '%s': %s", expected,
                actual, JsonDump.unicode(json));
    }

    private static JsonNode parseAttributes(String latin1) {
        try {
            return JsonDump.sorted(MAPPER.readTree(unicode(latin1)));
        } catch (JsonProcessingException e) {
            throw DerivationErrors.error("cannot process %s attribute: %s",
                    Derivation.JSON_VARIABLE,
                    e.getOriginalMessage());
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String unicode(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String latin1(String unicode) {
        return new String(unicode.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}

package flakelab.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flakelab.store.DummyStore;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The `.drv` files beside are CppNix 2.34.8's, of every kind of output; `shown.json` is its `nix derivation show`.
class DerivationTest {
    private static final StoreDir DIR = StoreDir.DEFAULT;

    static List<String> samples() {
        return text("index.txt").lines().toList();
    }

    private static String text(String name) {
        try (InputStream in = DerivationTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Derivation read(StorePath path) {
        return ATermReader.read(DIR, text(path.baseName()), path.derivationName());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aTermIsReadAndWritten(String baseName) {
        StorePath path = StorePath.parse(baseName);
        Derivation derivation = read(path);
        assertThat(new String(ATermWriter.toBytes(DIR, derivation), StandardCharsets.ISO_8859_1))
            .isEqualTo(text(baseName));
        assertThat(Derivations.write(new DummyStore(), derivation, false)).isEqualTo(path);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void outputPathsFollowFromTheRest(String baseName) {
        Derivation derivation = read(StorePath.parse(baseName));
        SortedMap<String, DerivationOutput> outputs = new TreeMap<>(derivation.outputs());
        SortedMap<String, String> env = new TreeMap<>(derivation.env());
        outputs.replaceAll((name, output) -> {
            if (!(output instanceof DerivationOutput.InputAddressed)) {
                return output;
            }
            env.put(name, "");
            return new DerivationOutput.Deferred();
        });
        DerivationHashes hashes = new DerivationHashes(DIR, DerivationTest::read);
        assertThat(Derivations.fillInOutputPaths(DIR, derivation.withOutputs(outputs, env), hashes))
            .isEqualTo(derivation);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void jsonIsNixs(String baseName) throws IOException {
        Derivation derivation = read(StorePath.parse(baseName));
        String shown = new String(text("shown.json").getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
        JsonNode expected = new ObjectMapper().readTree(shown).get("derivations").get(baseName);
        assertThat(DerivationJson.write(derivation)).hasToString(expected.toString());
        assertThat(DerivationJson.read(expected)).isEqualTo(derivation);
    }

    @Test
    void placeholders() {
        assertThat(Placeholders.output("out"))
            .isEqualTo("/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9");
        StorePath textual = StorePath.parse("xrk0jxd3fld1bib2dj463apzxkljqj00-textual.drv.drv");
        Derivation dyn = read(StorePath.parse("i9iz2sgz930csb6dg4m9ihb3ailhlp8n-dyn.drv"));
        assertThat(Placeholders.upstreamOutput(textual, "out")).isEqualTo(dyn.env().get("y"));
        assertThat(Placeholders.dynamicOutput(textual, "out", "out")).isEqualTo(dyn.env().get("x"));
    }

    @Test
    void anyStringsAreReadBack() {
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            SortedMap<String, String> env = new TreeMap<>();
            List<String> args = new ArrayList<>();
            for (int n = random.nextInt(5); n > 0; n--) {
                env.put(string(random), string(random));
                args.add(string(random));
            }
            Derivation derivation = new Derivation("x",
                    new TreeMap<>(Map.of("out", new DerivationOutput.Deferred())), new TreeMap<>(),
                    new TreeSet<>(),
                    "system", string(random), args, env, Optional.empty());
            String text = new String(ATermWriter.toBytes(DIR, derivation),
                    StandardCharsets.ISO_8859_1);
            assertThat(ATermReader.read(DIR, text, "x")).isEqualTo(derivation);
        }
    }

    private static String string(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            out.append(random.nextBoolean()
                    ? "\"\\\n\r\tn".charAt(random.nextInt(6))
                    : (char) random.nextInt(256));
        }
        return out.toString();
    }

    @Test
    void brokenTextsAreRefused() {
        String text = text("dnnlibvimwvfbjhwwawwbqxmpyc5d6ng-plain.drv");
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> ATermReader.read(DIR, cut, "plain"))
                .isInstanceOf(DerivationException.class);
        }
        refuses("Foo", "expected string 'D'");
        refuses("Dx", "derivation does not start with 'Derive' or 'DrvWithVersion'");
        refuses("DrvWithVersion(\"x\"", "Unknown derivation ATerm format version 'x'");
        refuses("Derive([(\"out\",\"x\",\"\",\"\")", "bad path 'x' in derivation");
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> ATermReader.read(DIR, text, "x"))
            .extracting(Words::of)
            .isEqualTo(message);
    }

    @Test
    void wrongOutputPathsAreRefused() {
        Derivation plain = read(StorePath.parse("dnnlibvimwvfbjhwwawwbqxmpyc5d6ng-plain.drv"));
        SortedMap<String, DerivationOutput> outputs = new TreeMap<>(plain.outputs());
        outputs.put("out", new DerivationOutput.InputAddressed(
                StorePath.parse("vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-foo")));
        DerivationHashes hashes = new DerivationHashes(DIR, DerivationTest::read);
        assertThatThrownBy(
                () -> Derivations.fillInOutputPaths(DIR, plain.withOutputs(outputs, plain.env()),
                        hashes))
            .extracting(Words::of)
            .asString()
            .startsWith(
                    "derivation has incorrect output '/nix/store/vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-foo', should be");
    }
}

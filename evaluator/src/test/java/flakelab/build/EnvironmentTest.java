package flakelab.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationOutput;
import flakelab.store.DummyStore;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What builders find around them; the structured attributes' texts are CppNix 2.34.8's.
class EnvironmentTest {
    private static final String JSON = "{\"a\":\"x'y\",\"b\":false,\"big\":4294967297,\"f\":1.5,\"ff\":3.0,"
            + "\"l\":[1,\"a\",true,null],\"n\":5,\"o\":{\"deep\":{\"er\":1},\"k\":\"v\"},\"t\":{\"k\":\"v\"},"
            + "\"u\":\"\u00c3\u00a9\\\"\\\\\\t\",\"z\":null}";

    private static Derivation derivation(Map<String, String> env, Optional<String> json) {
        return new Derivation("x",
                new TreeMap<>(Map.of("out", new DerivationOutput.InputAddressed(
                        StorePath.parse("94f9f6i31zwzwbf0kclq1naqxxi4c7v9-simple")))),
                new TreeMap<>(), new TreeSet<>(), "x86_64-linux", "/bin/sh", List.of(),
                new TreeMap<>(env), json);
    }

    private static BuilderEnvironment environment(Derivation derivation) {
        return BuilderEnvironment.of(derivation, DerivationOptions.of(derivation),
                new ReferencesGraph(new DummyStore(StoreDir.DEFAULT), new TreeSet<>()),
                new BuilderEnvironment.Place("/nix/store", "/build", 3, Map.of("http_proxy", "p")));
    }

    @Test
    void hasTheVariablesNixPromises() {
        assertThat(environment(
                derivation(Map.of("v", "w", "HOME", "/mine", "TMPDIR", "/mine"), Optional.empty()))
            .variables()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                    Map.entry("HOME", "/mine"), Map.entry("NIX_BUILD_CORES", "3"),
                    Map.entry("NIX_BUILD_TOP", "/build"), Map.entry("NIX_LOG_FD", "2"),
                    Map.entry("NIX_STORE", "/nix/store"), Map.entry("PATH", "/path-not-set"),
                    Map.entry("PWD", "/build"), Map.entry("TEMP", "/build"),
                    Map.entry("TEMPDIR", "/build"),
                    Map.entry("TERM", "xterm-256color"), Map.entry("TMP", "/build"),
                    Map.entry("TMPDIR", "/build"), Map.entry("v", "w")));
    }

    @Test
    void passesBigValuesAsFiles() {
        BuilderEnvironment environment = environment(
                derivation(Map.of("big", "text", "passAsFile", "big"), Optional.empty()));
        assertThat(environment.variables()).doesNotContainKey("big")
            .containsEntry("bigPath",
                    "/build/.attr-1lak0mvllw8rv9i9ygkglvhqsq19qi9ynl4bi7gbf69ab5nzw89a");
        assertThat(environment.files().values()).containsExactly("text");
    }

    @Test
    void writesStructuredAttributesForShells() {
        BuilderEnvironment environment = environment(derivation(Map.of(), Optional.of(JSON)));
        assertThat(environment.variables())
            .containsEntry("NIX_ATTRS_JSON_FILE", "/build/.attrs.json")
            .containsEntry("NIX_ATTRS_SH_FILE", "/build/.attrs.sh")
            .doesNotContainKey("a");
        assertThat(environment.files().get(".attrs.sh")).isEqualTo(
                """
                        declare a='x'\\''y'
                        declare b=
                        declare big=1
                        declare ff=3
                        declare -a l=(1 'a' 1 '' )
                        declare n=5
                        declare -A outputs=(['out']='/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9' )
                        declare -A t=(['k']='v' )
                        declare u='\u00c3\u00a9"\\\t'
                        declare z=''
                        """);
        assertThat(environment.files().get(".attrs.json")).isEqualTo(JSON.replace("\"t\":",
                "\"outputs\":{\"out\":\"/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9\"},\"t\":"));
    }

    @Test
    void refusesAttributesOfTheWrongType() {
        Derivation wrong = derivation(Map.of(), Optional.of("{\"preferLocalBuild\":\"yes\"}"));
        assertThatThrownBy(() -> DerivationOptions.of(wrong)).isInstanceOf(BuildException.class)
            .extracting(e -> Bench.plain(((BuildException) e).text()))
            .isEqualTo(
                    "Expected JSON value to be of type 'boolean' but it is of type 'string': \"yes\"");
        Derivation odd = derivation(Map.of("exportReferencesGraph", "a b c"), Optional.empty());
        assertThatThrownBy(() -> DerivationOptions.of(odd)).isInstanceOf(BuildException.class)
            .extracting(e -> Bench.plain(((BuildException) e).text()))
            .isEqualTo("odd number of tokens in 'exportReferencesGraph': 'a b c'");
    }
}

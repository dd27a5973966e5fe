package flakelab.build;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationOutput;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.Tree;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.PathInfo;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The builders inside Nix, and substitution.
class BuiltinsTest {
    private static Derivation builtin(String name, String builder, Map<String, String> env,
            DerivationOutput output) {
        SortedMap<String, String> all = new TreeMap<>(env);
        all.putAll(Map.of("name", name, "builder", builder, "system", "builtin", "out", ""));
        return new Derivation(name, new TreeMap<>(Map.of("out", output)), new TreeMap<>(),
                new TreeSet<>(), "builtin",
                builder, List.of(), all, Optional.empty());
    }

    private static Derivation withSources(Derivation it, StorePath... sources) {
        return new Derivation(it.name(), it.outputs(), it.inputDrvs(),
                new TreeSet<>(Set.of(sources)), it.system(),
                it.builder(), it.args(), it.env(), it.structuredAttrs());
    }

    private static StorePath file(Bench bench, String name, Tree tree) {
        return bench.store.addToStore(name, tree, ContentAddressMethod.NAR, HashAlgorithm.SHA256,
                Set.of());
    }

    private static Tree text(String text) {
        return Tree.ofBytes(text.getBytes(StandardCharsets.UTF_8), false);
    }

    private static Tree directory(Map<String, Tree> entries) {
        return Tree.ofEntries(new TreeMap<>(entries));
    }

    @Test
    void fetchesFiles() throws IOException {
        try (Bench bench = new Bench()) {
            Path source = Files.writeString(bench.root.resolve("source"), "content");
            Hash hash = Hash.of(HashAlgorithm.SHA256, Files.readAllBytes(source));
            StorePath drv = bench
                .write(builtin("got", "builtin:fetchurl", Map.of("url", source.toUri().toString()),
                        new DerivationOutput.FixedOutput(
                                new ContentAddress(ContentAddressMethod.FLAT, hash))));
            assertThat(bench.content(bench.make(drv).path())).isEqualTo("content");
            StorePath gone = bench
                .write(builtin("gone", "builtin:fetchurl", Map.of("url", "file:///no/such/file"),
                        new DerivationOutput.FixedOutput(
                                new ContentAddress(ContentAddressMethod.FLAT, hash))));
            assertThat(bench.failure(gone)).startsWith("Cannot build '")
                .contains("Reason: builder failed with exit code 1.",
                        "unable to download 'file:///no/such/file'");
        }
    }

    @Test
    void buildsEnvironments() throws IOException {
        try (Bench bench = new Bench()) {
            StorePath first = file(bench, "p1", directory(Map.of("bin",
                    directory(Map.of("a", text("a"))), "share",
                    directory(Map.of("doc", directory(Map.of()))),
                    "sbin", Tree.ofLink("bin"), "manifest.nix", text("x"), ".hidden", text("h"))));
            StorePath second = file(bench, "p2", directory(Map.of("bin",
                    directory(Map.of("a", text("a2"), "b", text("b"))), "dangling",
                    Tree.ofLink("/nonexistent"))));
            String one = bench.store.storeDir().print(first);
            String two = bench.store.storeDir().print(second);
            Derivation draft = builtin("env", "builtin:buildenv",
                    Map.of("manifest", "/dummy", "derivations",
                            "true 5 1 " + one + " true 6 1 " + two),
                    new DerivationOutput.Deferred());
            PathInfo info = bench.make(bench.write(withSources(draft, first, second)));
            Path real = bench.store.realPath(info.path());
            assertThat(Files.readSymbolicLink(real.resolve("bin/a"))).hasToString(one + "/bin/a");
            assertThat(Files.readSymbolicLink(real.resolve("bin/b"))).hasToString(two + "/bin/b");
            assertThat(Files.readSymbolicLink(real.resolve("share"))).hasToString(one + "/share");
            assertThat(Files.readSymbolicLink(real.resolve("sbin"))).hasToString(one + "/sbin");
            assertThat(Files.readSymbolicLink(real.resolve("manifest.nix"))).hasToString("/dummy");
            try (var children = Files.list(real)) {
                assertThat(children).hasSize(4);
            }
            assertThat(info.references()).containsExactlyInAnyOrder(first, second);
            Derivation clash = builtin("clash", "builtin:buildenv",
                    Map.of("manifest", "/dummy", "derivations",
                            "true 5 1 " + one + " true 5 1 " + two),
                    new DerivationOutput.Deferred());
            assertThat(bench.failure(bench.write(withSources(clash, first, second))))
                .contains(
                        "> Unable to build profile. There is a conflict for the following files:");
        }
    }

    @Test
    void substitutesWhatAnotherStoreHas() throws IOException {
        try (Bench bench = new Bench(); Bench other = new Bench()) {
            StorePath simple = other.derivation("simple", "echo hello > $out");
            StorePath leaf = file(other, "leaf", text("leaf"));
            StorePath inner = bench.derivation("simple", "echo hello > $out");
            assertThat(inner).isEqualTo(simple);
            other.store.importNar(made(other, simple, leaf), nar(other, leaf));
            bench.substituters = List.of(Substituter.of(other.store));
            Builder builder = bench.builder();
            assertThat(builder.plan(List.of(Bench.wanted(inner))).lines(bench.store.storeDir()))
                .containsExactly(
                        "these 2 paths will be fetched (0.0 KiB download, 0.2 KiB unpacked):",
                        "  " + bench.store.storeDir().print(leaf), "  " + bench.out(simple));
            assertThat(bench.make(inner).references()).containsExactly(leaf);
            assertThat(bench.content(leaf)).isEqualTo("leaf");
            assertThat(bench.said).allMatch(line -> line.startsWith("copying path '"));
        }
    }

    private static PathInfo made(Bench bench, StorePath drvPath, StorePath leaf) {
        PathInfo info = bench.store.require(leaf);
        return PathInfo.of(bench.path(drvPath), info.narHash(), info.narSize())
            .withReferences(List.of(leaf));
    }

    private static java.io.InputStream nar(Bench bench, StorePath path) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        bench.store.exportNar(path, out);
        return new java.io.ByteArrayInputStream(out.toByteArray());
    }
}

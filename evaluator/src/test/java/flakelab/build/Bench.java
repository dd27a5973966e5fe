package flakelab.build;

import flakelab.build.sandbox.Sandbox;
import flakelab.build.sandbox.SandboxSettings;
import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationHashes;
import flakelab.derivation.DerivationOutput;
import flakelab.derivation.Derivations;
import flakelab.derivation.InputOutputs;
import flakelab.store.BuildMode;
import flakelab.store.PathInfo;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.Layout;
import flakelab.store.local.LocalOptions;
import flakelab.store.local.LocalStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A workbench for tests: a chroot store in a fresh directory, derivations to put into it, builds and what was said.
final class Bench implements AutoCloseable, BuildListener {
    final Path root;
    final LocalStore store;
    final List<String> said = Collections.synchronizedList(new ArrayList<>());
    Launcher launcher = new Sandbox(
            SandboxSettings.of(Optional.ofNullable(System.getenv("PATH")).orElse("")));
    List<Substituter> substituters = List.of();
    BuildOptions options;

    Bench() throws IOException {
        this(Files.createTempDirectory("bench"));
    }

    private Bench(Path root) {
        this(root, Layout.of(root.toString()));
    }

    private Bench(Path root, Layout layout) {
        this.root = root;
        this.store = new LocalStore(layout, new LocalOptions(false, false, true, true, false, true, List.of()),
                Derivations::knownOutputs);
        this.options = BuildOptions.of("x86_64-linux", layout.state(), layout.logs());
    }

    /// A store that really is where its paths say.
    static Bench inPlace() throws IOException {
        Path root = Files.createTempDirectory("bench");
        Path real = root.resolve("store");
        return new Bench(root,
                new Layout(root.toString(), new StoreDir(real.toString()), real,
                        root.resolve("state"),
                        root.resolve("log")));
    }

    /// A derivation as `derivation { … }` makes it, written down.
    StorePath derivation(String name, String script) {
        return derivation(name, script, Map.of());
    }

    StorePath derivation(String name, String script, Map<String, String> attributes,
            StorePath... inputs) {
        return write(draft(name, script, attributes, List.of("out"), inputs));
    }

    Derivation draft(String name, String script, Map<String, String> attributes,
            List<String> outputs,
            StorePath... inputs) {
        SortedMap<String, String> env = new TreeMap<>(attributes);
        env.put("name", name);
        env.put("system", "x86_64-linux");
        env.put("builder", "/bin/sh");
        SortedMap<String, DerivationOutput> all = new TreeMap<>();
        for (String output : outputs) {
            all.put(output, new DerivationOutput.Deferred());
            env.putIfAbsent(output, ""); // counts for the hash
        }
        SortedMap<StorePath, InputOutputs> drvs = new TreeMap<>();
        for (StorePath input : inputs) {
            drvs.put(input, InputOutputs
                .of(new TreeSet<>(Derivations.read(store, input).outputs().keySet())));
        }
        return new Derivation(name, all, drvs, new TreeSet<>(), "x86_64-linux", "/bin/sh",
                List.of("-c", script), env,
                Optional.empty());
    }

    StorePath write(Derivation draft) {
        DerivationHashes hashes = new DerivationHashes(store.storeDir(),
                path -> Derivations.read(store, path));
        return Derivations.write(store,
                Derivations.fillInOutputPaths(store.storeDir(), draft, hashes), false);
    }

    /// A derivation with another set of outputs.
    static Derivation with(Derivation derivation, SortedMap<String, DerivationOutput> outputs) {
        return derivation.withOutputs(outputs, derivation.env());
    }

    /// The path of a derivation's only or named output, printed.
    String out(StorePath drvPath, String... output) {
        return store.storeDir().print(path(drvPath, output));
    }

    StorePath path(StorePath drvPath, String... output) {
        return Derivations.read(store, drvPath)
            .outputPath(store.storeDir(), output.length == 0 ? "out" : output[0])
            .orElseThrow();
    }

    static Wanted wanted(StorePath drvPath) {
        return new Wanted.Built(drvPath, new TreeSet<>());
    }

    Builder builder() {
        return new Builder(store, launcher, substituters, Downloader.NONE, options, this);
    }

    BuildReport build(StorePath... drvPaths) {
        return builder().build(java.util.Arrays.stream(drvPaths).map(Bench::wanted).toList());
    }

    /// Builds what must succeed; what is known of its output `out`.
    PathInfo make(StorePath drvPath) {
        return make(drvPath, "out");
    }

    PathInfo make(StorePath drvPath, String output) {
        SortedMap<String, StorePath> outputs = build(drvPath).orThrow(this).getFirst().outputs();
        return store.require(Optional.ofNullable(outputs.get(output)).orElseThrow());
    }

    /// The error of a build that must fail, colours left out.
    String failure(StorePath drvPath) {
        return plain(build(drvPath).failures().getFirst().text());
    }

    static String plain(String text) {
        return text.replaceAll("\u001b\\[[0-9;]*m", "");
    }

    String content(StorePath path) throws IOException {
        return Files.readString(store.realPath(path), StandardCharsets.ISO_8859_1);
    }

    SortedSet<String> leftovers() throws IOException {
        SortedSet<String> names = new TreeSet<>();
        try (var children = Files
            .list(store.realPath(StorePath.parse("0".repeat(32) + "-x")).getParent())) {
            children.map(child -> child.getFileName().toString())
                .filter(name -> name.endsWith(".chroot") || name.endsWith(".lock")
                        || name.startsWith("tmp-"))
                .forEach(names::add);
        }
        if (Files.exists(options.buildDirectory())) {
            try (var children = Files.list(options.buildDirectory())) {
                children.forEach(child -> names.add(child.getFileName().toString()));
            }
        }
        return names;
    }

    @Override
    public void started(StorePath derivation, String what) {
        said.add(what);
    }

    @Override
    public void line(StorePath derivation, String line) {
        said.add(derivation.name() + "> " + line);
    }

    @Override
    public void phase(StorePath derivation, String phase) {
        said.add(derivation.name() + " phase " + phase);
    }

    @Override
    public void failed(StorePath derivation, BuildException error) {
        said.add("error: " + plain(error.text()));
    }

    @Override
    public void notice(String message) {
        said.add(message);
    }

    @Override
    public void fetching(StorePath path, String what) {
        said.add(what);
    }

    Bench mode(BuildMode mode) {
        options = options.withMode(mode);
        return this;
    }

    @Override
    public void close() throws IOException {
        store.close();
        Trees.delete(root);
    }
}

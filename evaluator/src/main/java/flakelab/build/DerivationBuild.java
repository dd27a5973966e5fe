package flakelab.build;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationType;
import flakelab.derivation.Placeholders;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.BuildLogs;
import flakelab.store.BuildMode;
import flakelab.store.BuildResult.Status;
import flakelab.store.HashRewriter;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One run of one builder, from its locks to its registered outputs (CppNix `derivation-building-goal.cc`,
/// `unix/build/derivation-builder.cc`).
final class DerivationBuild {
    private static final long DISK_FULL = 8L << 20;

    private final Workshop workshop;
    private final Store store;
    private final StoreDir dir;
    private final BuildOptions options;
    private final BuildMode mode;
    private final StorePath drvPath;
    private final Derivation derivation;
    private final DerivationType type;
    private final DerivationOptions attributes;
    private final SortedSet<StorePath> inputs;
    private final AtomicReference<@Nullable BuildException> killed = new AtomicReference<>();
    private volatile Launcher.@Nullable Running running;

    private final SortedMap<String, Scratch> scratch = new TreeMap<>();
    private final Map<String, String> rewrites = new HashMap<>();
    private boolean confined;
    private Path buildDirectory = Path.of("");
    private Path chroot = Path.of("");

    /// @param mode   NORMAL, or CHECK for what was asked for itself
    /// @param inputs the closure of everything the derivation may read
    DerivationBuild(Workshop workshop, BuildMode mode, StorePath drvPath, Derivation derivation,
            SortedSet<StorePath> inputs) {
        this.workshop = workshop;
        this.store = workshop.store();
        this.dir = store.storeDir();
        this.options = workshop.options();
        this.mode = mode;
        this.drvPath = drvPath;
        this.derivation = derivation;
        this.type = derivation.type();
        this.attributes = DerivationOptions.of(derivation);
        this.inputs = inputs;
    }

    /// What came of it: the outputs' paths, and whether they were there already.
    record Made(SortedMap<String, StorePath> outputs, boolean already) {}

    /// Builds; blocks until the outputs are registered.
    ///
    /// @param known the outputs' final paths, as far as they are known
    /// @throws BuildException if it cannot be built
    Made run(SortedMap<String, Optional<StorePath>> known) {
        refuseForeign();
        SortedSet<StorePath> locked = new TreeSet<>();
        known.values().forEach(path -> path.ifPresent(locked::add));
        try (Store.Lock _ = store.lock(locked.isEmpty() ? List.of(drvPath) : locked)) {
            SortedMap<String, StorePath> valid = valid(known);
            if (mode == BuildMode.NORMAL && valid.size() == derivation.outputs().size()) {
                return new Made(valid, true);
            }
            for (StorePath path : locked) {
                if (!valid.containsValue(path)) {
                    Trees.delete(store.realPath(path));
                }
            }
            Made made = new Made(build(known, valid), false);
            options.hook().run(workshop, drvPath, made.outputs().values());
            return made;
        } catch (IOException e) {
            throw BuildErrors.io("building '" + dir.print(drvPath) + "'", e);
        }
    }

    /// Ends it as soon as possible with this error, from any thread.
    void kill(BuildException why) {
        killed.compareAndSet(null, why);
        Launcher.Running process = running;
        if (process != null) {
            process.kill();
        }
    }

    private SortedMap<String, StorePath> valid(SortedMap<String, Optional<StorePath>> known) {
        SortedMap<String, StorePath> valid = new TreeMap<>();
        known.forEach((output, path) -> path.filter(store::isValid)
            .ifPresent(it -> valid.put(output, it)));
        return valid;
    }

    private void refuseForeign() {
        BuildOptions.Machine machine = options.machine();
        String name = dir.print(drvPath);
        if (machine.maxJobs() == 0) {
            throw BuildErrors.localBuildsDisabled(name);
        }
        if (!machine.runs(derivation.system()) && !derivation.isBuiltin()) {
            throw BuildErrors.wrongPlatform(name, derivation.system(), machine.system());
        }
        SortedSet<String> required = attributes.requiredFeatures(type);
        SortedSet<String> available = new TreeSet<>(machine.features());
        if (options.contentAddressed()) {
            available.add("ca-derivations");
        }
        if (!available.containsAll(required)) {
            throw BuildErrors.missingFeatures(name, required, available);
        }
    }

    private SortedMap<String, StorePath> build(SortedMap<String, Optional<StorePath>> known,
            SortedMap<String, StorePath> valid) throws IOException {
        confined = !derivation.isBuiltin() && workshop.confines(drvPath, type, attributes);
        known.forEach((output, path) -> scratch(output, path, valid.containsKey(output)));
        Path top = privateDirectory();
        buildDirectory = Files.createDirectory(top.resolve("build"));
        chroot = store.realPath(drvPath).resolveSibling(drvPath.baseName() + ".chroot");
        boolean succeeded = false;
        try {
            runBuilder();
            OutputRegistration registration = new OutputRegistration(store, drvPath, derivation,
                    attributes, scratch,
                    this::place, new OutputRegistration.Again(mode, options.policy().keepFailed()));
            SortedMap<String, PathInfo> infos = registration.register(inputs);
            SortedMap<String, StorePath> outputs = new TreeMap<>(valid);
            infos.forEach((output, info) -> outputs.put(output, info.path()));
            succeeded = true;
            return outputs;
        } finally {
            cleanUp(top, succeeded);
        }
    }

    private Path privateDirectory() throws IOException {
        Files.createDirectories(options.buildDirectory());
        return Files.createTempDirectory(options.buildDirectory().toRealPath(),
                "nix-" + ProcessHandle.current().pid() + "-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Chooses what the builder is told an output is called: its own name wherever that is free or hidden by the
    /// sandbox, else one to be replaced afterwards.
    private void scratch(String output, Optional<StorePath> known, boolean valid) {
        StorePath path = known.filter(_ -> confined || !valid)
            .orElseGet(() -> madeUp(output, known));
        scratch.put(output, new Scratch(path, known, valid));
        rewrites.put(Placeholders.output(output), dir.print(path));
        if (known.isPresent() && !known.get().equals(path)) {
            rewrites.put(known.get().hashPart(), path.hashPart());
        }
    }

    private StorePath madeUp(String output, Optional<StorePath> known) {
        String rest = known.map(StorePath::baseName).orElse("name:" + output);
        String name = known.map(StorePath::name)
            .orElse(StoreDir.outputPathName(derivation.name(), output));
        return dir.makeStorePath("rewrite:" + drvPath.baseName() + ":" + rest,
                Hash.zero(HashAlgorithm.SHA256), name);
    }

    /// Where an output is made, on this machine.
    private Path place(StorePath path) {
        return confined ? root().resolve(dir.print(path).substring(1)) : store.realPath(path);
    }

    private Path root() {
        return chroot.resolve("root");
    }

    private void runBuilder() throws IOException {
        for (Scratch output : scratch.values()) {
            Trees.delete(place(output.path()));
        }
        LogLines lines = new LogLines(drvPath, workshop.listener(), options.logs().quotedLines());
        String what = mode == BuildMode.CHECK ? "checking outputs of" : "building";
        workshop.listener().started(drvPath, what + " '" + dir.print(drvPath) + "'");
        try (OutputStream log = log()) {
            int status = derivation.isBuiltin() ? runBuiltin(lines, log) : runProcess(lines, log);
            lines.finish();
            BuildException why = killed.get();
            if (why != null) {
                throw why;
            }
            if (status != 0) {
                throw builderFailed(status, lines);
            }
        }
    }

    private OutputStream log() throws IOException {
        BuildOptions.Logs logs = options.logs();
        return logs.keep()
                ? new BuildLogs(logs.directory()).create(drvPath, logs.compress())
                : OutputStream.nullOutputStream();
    }

    private BuildException builderFailed(int status, LogLines lines) throws IOException {
        boolean full = Files.getFileStore(store.realPath(drvPath).getParent())
            .getUsableSpace() < DISK_FULL
                || Files.getFileStore(buildDirectory).getUsableSpace() < DISK_FULL;
        List<String> outputs = new TreeSet<>(
                scratch.values().stream().flatMap(it -> it.known().stream()).toList())
            .stream()
            .map(dir::print)
            .toList();
        String command = options.experimentalFeatures().contains("nix-command")
                ? "nix log "
                : "nix-store -l ";
        return BuildErrors.builderFailed(
                !type.isSandboxed() || full ? Status.TRANSIENT_FAILURE : Status.PERMANENT_FAILURE,
                dir.print(drvPath),
                "failed with exit code " + status, outputs, lines.tail(),
                command + dir.print(drvPath),
                full
                        ? "\nnote: build failure may have been caused by lack of free disk space"
                        : "");
    }

    private int runBuiltin(LogLines lines, OutputStream log) throws IOException {
        Map<String, Path> outputs = new HashMap<>();
        scratch.forEach((output, it) -> outputs.put(output, place(it.path())));
        try {
            workshop.builtins().run(derivation, outputs, buildDirectory);
            for (Path output : outputs.values()) {
                Trees.closeToOthers(output); // this process may have any file mode mask
            }
            return 0;
        } catch (NixException e) {
            byte[] text = (Emphasis.strip(e.text()) + "\n").getBytes(StandardCharsets.ISO_8859_1);
            lines.add(text, text.length);
            log.write(text);
            return 1;
        }
    }

    private int runProcess(LogLines lines, OutputStream log) throws IOException {
        Launcher.Running process = workshop.launcher().start(job());
        running = process;
        if (killed.get() != null) {
            process.kill();
        }
        try (Watchdog watchdog = new Watchdog(options.limits(), this::kill);
                InputStream in = process.log()) {
            byte[] buffer = new byte[16 * 1024];
            long total = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                watchdog.heard();
                total += count;
                if (options.limits().maxLogSize() != 0 && total > options.limits().maxLogSize()) {
                    kill(BuildErrors.logTooLong(dir.print(drvPath), options.limits().maxLogSize()));
                } else {
                    lines.add(buffer, count);
                    log.write(buffer, 0, count);
                }
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill(BuildErrors.interrupted());
            return 1;
        } finally {
            process.kill();
        }
    }

    private Launcher.Job job() throws IOException {
        String inside = confined
                ? options.confinement().buildDirectory()
                : buildDirectory.toString();
        BuilderEnvironment environment = BuilderEnvironment.of(derivation, attributes,
                new ReferencesGraph(store, inputs),
                new BuilderEnvironment.Place(dir.path(), inside, cores(),
                        options.impureEnvironment()));
        for (Map.Entry<String, String> file : environment.files().entrySet()) {
            Files.write(buildDirectory.resolve(file.getKey()),
                    HashRewriter.rewrite(file.getValue(), rewrites)
                        .getBytes(StandardCharsets.ISO_8859_1));
        }
        List<String> arguments = new ArrayList<>();
        derivation.args()
            .forEach(argument -> arguments.add(HashRewriter.rewrite(argument, rewrites)));
        return new Launcher.Job(derivation.builder(), arguments, environment.rewritten(rewrites),
                buildDirectory,
                confined ? Optional.of(jail()) : Optional.empty());
    }

    private int cores() {
        int cores = options.machine().cores();
        return cores == 0 ? Runtime.getRuntime().availableProcessors() : cores;
    }

    private Launcher.Jail jail() throws IOException {
        Trees.delete(chroot);
        Files.createDirectory(chroot, PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(root(), PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        SortedMap<String, Path> visible = new TreeMap<>();
        inputs.forEach(path -> visible.put(dir.print(path), store.realPath(path)));
        SortedSet<String> hidden = new TreeSet<>();
        scratch.values()
            .forEach(output -> output.known().ifPresent(path -> hidden.add(dir.print(path))));
        hidden.forEach(visible::remove);
        return new Launcher.Jail(root(), dir.path(), options.confinement().buildDirectory(),
                visible, hidden,
                !type.isSandboxed(), attributes.impureHostDeps());
    }

    private void cleanUp(Path top, boolean succeeded) throws IOException {
        if (!succeeded && options.policy().keepFailed() && !derivation.isBuiltin()) {
            workshop.listener()
                .notice("note: keeping build directory " + BuildErrors.quoted(buildDirectory));
            Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(buildDirectory,
                    PosixFilePermissions.fromString("rwxr-xr-x"));
        } else {
            Trees.delete(top);
        }
        for (Scratch output : scratch.values()) {
            if (!output.known().equals(Optional.of(output.path()))) {
                Trees.delete(place(output.path())); // made under another name and not moved away
            } else if (confined && !succeeded && mode == BuildMode.NORMAL && !output.valid()
                    && Files.exists(place(output.path()), NOFOLLOW_LINKS)) {
                Path failed = store.realPath(output.path());
                Trees.delete(failed);
                Trees.move(place(output.path()), failed); // for looking at, as CppNix leaves it
            }
        }
        Trees.delete(chroot);
    }
}

package flakelab.build;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationOutput;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import flakelab.nar.NarHash;
import flakelab.nar.NarWriter;
import flakelab.nar.Tree;
import flakelab.store.BuildMode;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.store.HashModulo;
import flakelab.store.PathInfo;
import flakelab.store.References;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Takes what a builder left into the store: makes it read-only, finds its references, gives content-addressed outputs
/// their names, checks what was promised, and registers (CppNix `DerivationBuilderImpl::registerOutputs`).
final class OutputRegistration {
    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS = Set.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_WRITE);

    private final Store store;
    private final StoreDir dir;
    private final StorePath drvPath;
    private final Derivation derivation;
    private final DerivationOptions attributes;
    private final SortedMap<String, Scratch> scratch;
    private final Function<StorePath, Path> places;
    private final Again again;

    private final Map<String, String> rewrites = new HashMap<>();
    private final SortedMap<String, PathInfo> infos = new TreeMap<>();

    /// What is done with outputs the store has already.
    ///
    /// @param mode CHECK: they are compared and nothing is registered; REPAIR: they are replaced
    /// @param keep with CHECK: a different one is kept beside the store's
    record Again(BuildMode mode, boolean keep) {
        boolean compares() {
            return mode == BuildMode.CHECK;
        }

        boolean replaces() {
            return mode == BuildMode.REPAIR;
        }
    }

    /// @param places where the builder made a scratch path, on this machine
    OutputRegistration(Store store, StorePath drvPath, Derivation derivation,
            DerivationOptions attributes,
            SortedMap<String, Scratch> scratch, Function<StorePath, Path> places, Again again) {
        this.store = store;
        this.dir = store.storeDir();
        this.drvPath = drvPath;
        this.derivation = derivation;
        this.attributes = attributes;
        this.scratch = scratch;
        this.places = places;
        this.again = again;
    }

    /// An output as the builder left it. `place` moves when it must be copied.
    private record Made(String name, StorePath scratch, Path place, PosixFileAttributes attributes,
            SortedSet<StorePath> references, boolean scanned, NarHash nar) {
        Made copiedTo(Path copy) {
            return new Made(name, scratch, copy, attributes, references, scanned, nar);
        }
    }

    /// Registers the outputs; their paths by name.
    ///
    /// @param inputs what they may refer to, beside each other
    /// @throws BuildException if one is missing or not what it should be
    SortedMap<String, PathInfo> register(SortedSet<StorePath> inputs) throws IOException {
        List<StorePath> candidates = new ArrayList<>(inputs);
        scratch.values().forEach(output -> candidates.add(output.path()));
        SortedMap<String, Made> made = new TreeMap<>();
        for (String name : derivation.outputs().keySet()) {
            Scratch output = scratch(name);
            if (again.mode() != BuildMode.NORMAL || !output.valid()) {
                made.put(name, examine(name, output, candidates));
            } else {
                remember(output.path(), output.known().orElseThrow());
            }
        }
        for (Made output : dependenciesFirst(made)) {
            take(output);
        }
        checkOutputs();
        if (!again.compares()) {
            store.register(infos.values());
        }
        return infos;
    }

    private Scratch scratch(String name) {
        return Optional.ofNullable(scratch.get(name)).orElseThrow();
    }

    private Made examine(String name, Scratch output, List<StorePath> candidates)
            throws IOException {
        Path place = places.apply(output.path());
        if (!Files.exists(place, NOFOLLOW_LINKS)) {
            throw BuildErrors.noOutput(dir.print(drvPath), name, place);
        }
        PosixFileAttributes stat = Files.readAttributes(place, PosixFileAttributes.class,
                NOFOLLOW_LINKS);
        if (!stat.isSymbolicLink()
                && stat.permissions().stream().anyMatch(WRITABLE_BY_OTHERS::contains)) {
            throw BuildErrors.suspicious(place, name);
        }
        Trees.canonicalise(place);
        boolean scan = !attributes.unsafeDiscardReferences().getOrDefault(name, false);
        ReferenceScanner scanner = new ReferenceScanner(scan ? candidates : List.of());
        HashSink hash = new HashSink(HashAlgorithm.SHA256);
        NarWriter.write(Tree.of(place), scan ? new Both(scanner, hash) : hash);
        NarHash nar = new NarHash(hash.finish(), hash.count());
        return new Made(name, output.path(), place, stat, scanner.found(), scan, nar);
    }

    /// Scans and hashes in one pass.
    private static final class Both extends OutputStream {
        private final ReferenceScanner scanner;
        private final HashSink hash;

        Both(ReferenceScanner scanner, HashSink hash) {
            this.scanner = scanner;
            this.hash = hash;
        }

        @Override
        public void write(int b) {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            scanner.write(bytes, offset, length);
            hash.write(bytes, offset, length);
        }
    }

    private List<Made> dependenciesFirst(SortedMap<String, Made> made) {
        Map<StorePath, Made> byPath = new HashMap<>();
        made.values().forEach(output -> byPath.put(output.scratch(), output));
        List<Made> sorted = new ArrayList<>();
        Set<Made> done = new TreeSet<>(Comparator.comparing(Made::name));
        made.values()
            .forEach(output -> visit(output, Optional.empty(), byPath, new TreeSet<>(), done,
                    sorted));
        return sorted;
    }

    private void visit(Made output, Optional<Made> from, Map<StorePath, Made> byPath,
            Set<String> above,
            Set<Made> done, List<Made> sorted) {
        if (above.contains(output.name())) {
            throw BuildErrors.outputCycle(dir.print(drvPath), output.name(),
                    from.orElse(output).name());
        }
        if (!done.add(output)) {
            return;
        }
        above.add(output.name());
        output.references()
            .stream()
            .map(byPath::get)
            .filter(other -> other != null && !other.name().equals(output.name()))
            .sorted(Comparator.comparing(Made::name))
            .forEach(other -> visit(other, Optional.of(output), byPath, above, done, sorted));
        above.remove(output.name());
        sorted.add(output);
    }

    private void take(Made output) throws IOException {
        Path actual = output.place();
        Optional<Path> copies = Optional.empty();
        try {
            DerivationOutput wanted = Optional.ofNullable(derivation.outputs().get(output.name()))
                .orElseThrow();
            if (wanted instanceof DerivationOutput.FixedOutput
                    || wanted instanceof DerivationOutput.Impure) {
                // A fresh copy: nobody can have it open for writing.
                Path directory = Files.createTempDirectory(store.realPath(drvPath).getParent(),
                        "tmp-");
                copies = Optional.of(directory);
                actual = directory.resolve("x");
                Trees.copy(output.place(), actual, Map.of());
                Trees.canonicalise(actual);
            }
            Made taken = output.copiedTo(actual);
            PathInfo info = switch (wanted) {
                case DerivationOutput.InputAddressed(StorePath path) -> inputAddressed(taken, path);
                case DerivationOutput.FixedOutput(ContentAddress ca) ->
                    contentAddressed(taken, ca.method(), ca.hash().algorithm());
                case DerivationOutput.Floating(ContentAddressMethod method, HashAlgorithm algorithm) ->
                    contentAddressed(taken, method, algorithm);
                case DerivationOutput.Impure(ContentAddressMethod method, HashAlgorithm algorithm) ->
                    contentAddressed(taken, method, algorithm);
                case DerivationOutput.Deferred() ->
                    throw new IllegalStateException(
                            "a deferred derivation is resolved before it is built");
            };
            settle(taken, store
                .signed(info.withDeriver(Optional.of(drvPath)).withUltimate(true)));
        } finally {
            if (copies.isPresent()) {
                Trees.delete(copies.get());
            }
        }
    }

    private PathInfo inputAddressed(Made output, StorePath path) throws IOException {
        remember(output.scratch(), path);
        NarHash nar = rewrite(output, rewrites) ? NarHash.of(output.place()) : output.nar();
        References references = references(output);
        SortedSet<StorePath> all = new TreeSet<>(references.others());
        if (references.self()) {
            all.add(path);
        }
        return PathInfo.of(path, nar.hash(), nar.size()).withReferences(List.copyOf(all));
    }

    private PathInfo contentAddressed(Made output, ContentAddressMethod method,
            HashAlgorithm algorithm)
            throws IOException {
        boolean single = method == ContentAddressMethod.FLAT || method == ContentAddressMethod.TEXT;
        if (single && (!output.attributes().isRegularFile()
                || output.attributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE))) {
            throw BuildErrors.notFlat(output.place());
        }
        boolean changed = rewrite(output, rewrites);
        References references = references(output);
        boolean selfless = output.scanned() && !references.self();
        String selfHash = output.scratch().hashPart();
        Hash content = selfless
                ? ContentHash.of(Tree.of(output.place()), method, algorithm)
                : hashModulo(output.place(), method, algorithm, selfHash);
        ContentAddress ca = new ContentAddress(method, content);
        StorePath path = dir.makeContentAddressedPath(ca,
                StoreDir.outputPathName(derivation.name(), output.name()), references);
        if (!path.equals(output.scratch()) && !selfless) {
            changed |= rewrite(output, Map.of(selfHash, path.hashPart()));
        }
        NarHash nar = changed ? NarHash.of(output.place()) : output.nar();
        SortedSet<StorePath> all = new TreeSet<>(references.others());
        if (references.self()) {
            all.add(path);
        }
        return PathInfo.of(path, nar.hash(), nar.size())
            .withReferences(List.copyOf(all))
            .withCa(Optional.of(ca));
    }

    /// The hash with the object's own hash part, which follows from it, counted as zeros.
    private static Hash hashModulo(Path place, ContentAddressMethod method, HashAlgorithm algorithm,
            String selfHash)
            throws IOException {
        if (method == ContentAddressMethod.GIT) {
            return ContentHash.of(Tree.of(place), method, algorithm);
        }
        HashModulo modulo = new HashModulo(algorithm, selfHash);
        if (method == ContentAddressMethod.NAR) {
            NarWriter.write(Tree.of(place), modulo);
        } else {
            Files.copy(place, modulo);
        }
        return modulo.finish();
    }

    /// The references, outputs under their final names.
    private References references(Made output) {
        SortedSet<StorePath> others = new TreeSet<>(output.references());
        boolean self = others.remove(output.scratch());
        SortedSet<StorePath> renamed = new TreeSet<>();
        for (StorePath path : others) {
            String rewritten = rewrites.getOrDefault(path.hashPart(), path.hashPart());
            renamed.add(new StorePath(rewritten, path.name()));
        }
        return new References(renamed, self);
    }

    /// Replaces hash parts in the files; whether there was anything to replace.
    private static boolean rewrite(Made output, Map<String, String> replaced) throws IOException {
        if (replaced.isEmpty()) {
            return false;
        }
        Path copy = output.place().resolveSibling(output.place().getFileName() + ".tmp");
        Trees.delete(copy);
        Trees.copy(output.place(), copy, replaced);
        Trees.delete(output.place());
        Files.move(copy, output.place());
        Trees.canonicalise(output.place());
        return true;
    }

    /// From now on, what was `from` while building is called `to`.
    private void remember(StorePath from, StorePath to) {
        if (!from.equals(to)) {
            rewrites.put(from.hashPart(), to.hashPart());
        }
    }

    /// Moves an output to its final place, or compares it with what is there.
    private void settle(Made output, PathInfo info) throws IOException {
        infos.put(output.name(), info);
        if (again.compares()) {
            compare(output, info);
            return;
        }
        boolean locked = scratch(output.name()).known().filter(info.path()::equals).isPresent();
        try (Store.Lock _ = locked ? () -> {} : store.lock(info.path())) {
            Path destination = store.realPath(info.path());
            if (!destination.equals(output.place())) {
                if (store.isValid(info.path()) && !again.replaces()) {
                    Trees.delete(output.place());
                } else {
                    Trees.delete(destination);
                    Trees.move(output.place(), destination);
                }
            }
            if (info.ca().isPresent()) {
                // Kept even if it is not what was promised: a corrected hash then needs no second download.
                store.register(List.of(info));
            }
        }
        remember(output.scratch(), info.path());
    }

    private void compare(Made output, PathInfo info) throws IOException {
        remember(output.scratch(), info.path());
        Optional<PathInfo> before = store.query(info.path());
        if (before.isEmpty() || before.get().narHash().equals(info.narHash())) {
            return;
        }
        Path original = store.realPath(info.path());
        if (!again.keep()) {
            throw BuildErrors.notDeterministic(dir.print(drvPath), original);
        }
        Path beside = original.resolveSibling(original.getFileName() + ".check");
        Trees.delete(beside);
        Trees.move(output.place(), beside);
        throw BuildErrors.notDeterministic(dir.print(drvPath), original, beside);
    }

    private void checkOutputs() {
        String drv = dir.print(drvPath);
        infos.forEach((name, info) -> {
            if (derivation.outputs()
                .get(name) instanceof DerivationOutput.FixedOutput(ContentAddress wanted)) {
                Hash got = info.ca().orElseThrow().hash();
                if (!got.equals(wanted.hash())) {
                    throw BuildErrors.hashMismatch(drv, wanted.hash().toSri(), got.toSri());
                }
                if (!info.references().isEmpty()) {
                    throw BuildErrors.fixedReferences(drv, info.references().size(),
                            dir.print(info.references().getFirst()));
                }
            }
            OutputChecks checks = attributes.checks().get(name);
            if (checks != null) {
                checks.apply(new OutputChecks.Subject(store, drv, name, infos));
            }
        });
    }
}

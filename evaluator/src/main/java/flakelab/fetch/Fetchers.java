package flakelab.fetch;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.Tree;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.store.PathInfo;
import flakelab.store.References;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.NixException;
import flakelab.text.Diagnostic;
import flakelab.text.Verbosity;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Fetches inputs and puts them into a store; remembers what it fetched, so that a source does not change under one
/// evaluation. One per session; [#forget] for the next run.
///
/// CppNix: `Input::getAccessor` (`src/libfetchers/fetchers.cc`) and `EvalState::mountInput`.
public final class Fetchers implements AutoCloseable {
    private final FetchSettings settings;
    private final Store store;
    private final Log log;
    private final Cache cache;
    private final GitFetcher git;
    private final Downloads downloads;
    private final ArchiveFetcher archives;
    private final Map<Input, Fetched> fetched = new HashMap<>();

    public Fetchers(FetchSettings settings, Store store, Log log) {
        this.settings = settings;
        this.store = store;
        this.log = log;
        this.cache = new Cache(settings.cacheDirectory(), settings.tarballTtl());
        this.git = new GitFetcher(settings, cache, log, this::fetch);
        this.downloads = new Downloads(settings, store, cache, log);
        this.archives = new ArchiveFetcher(settings, cache, downloads, log);
    }

    public FetchSettings settings() {
        return settings;
    }

    public Store store() {
        return store;
    }

    public Log log() {
        return log;
    }

    /// The input's tree and its locked form, which is checked against what the input already says (hashes first).
    ///
    /// @throws FetchException if it cannot be fetched, or is not what it should be
    public synchronized Fetched fetch(Input input) {
        Fetched known = fetched.get(input);
        if (known != null) {
            return known;
        }
        try {
            Fetched found = fetchUnchecked(input);
            Fetched result = found
                .withLocked(checkLocks(input, found.locked().with("__final", true)));
            fetched.put(input, result);
            return result;
        } catch (NixException e) {
            e.addFrame(new Diagnostic.Frame(Optional.empty(),
                    flakelab.text.Emphasis.format("while fetching the input '%s'", input), false));
            throw e;
        }
    }

    /// An input in the store, and its locked form with the `narHash` that was found.
    public record Stored(StorePath path, Input locked) {}

    /// Copies what was fetched into the store.
    ///
    /// @param original what was asked for; if it names another NAR hash, this is refused
    /// @throws FetchException on a mismatch
    public Stored store(Fetched what, Input original) {
        NamedHash copied = copy(what, what.locked().name());
        Input locked = what.locked().with("narHash", copied.hash().toSri());
        original.narHash()
            .filter(expected -> !expected.equals(copied.hash()))
            .ifPresent(expected -> {
                throw FetchErrors.narHashMismatch(original, copied.hash().toSri(),
                        expected.toSri());
            });
        return new Stored(copied.path(), locked);
    }

    private record NamedHash(StorePath path, Hash hash) {}

    private NamedHash copy(Fetched what, String name) {
        if (what.storePath().isPresent() && what.storePath().get().name().equals(name)) {
            StorePath path = what.storePath().get();
            return new NamedHash(path, store.require(path).narHash());
        }
        Optional<Attributes> key = what.fingerprint().map(Fetchers::hashKey);
        Optional<Cache.Entry> cached = key.flatMap(k -> cache.lookup("sourcePathToHash", k));
        if (cached.isPresent()) {
            Hash hash = Hash.parseSri(cached.get().value().needText("hash"));
            StorePath path = store.storeDir()
                .makeFixedOutputPath(ContentAddressMethod.NAR, hash, name,
                        References.NONE);
            store.addTempRoot(path);
            if (store.isValid(path)) {
                return new NamedHash(path, hash);
            }
        }
        log.activity(Verbosity.CHATTY, "copying '" + what.display() + "/' to the store");
        StorePath path = store.addToStore(name, what.tree(), ContentAddressMethod.NAR,
                HashAlgorithm.SHA256, Set.of());
        Hash hash = store.query(path)
            .map(PathInfo::narHash)
            .orElseGet(() -> Trees.narHash(what.tree()));
        key.ifPresent(k -> cache.put("sourcePathToHash", k, Attributes.of("hash", hash.toSri())));
        return new NamedHash(path, hash);
    }

    /// Names the content of an input that was fetched by this object, or that is locked.
    public synchronized Optional<String> fingerprint(Input input) {
        return switch (input) {
            case GitInput repository when repository.rev().isPresent() ->
                Optional.of(repository.fingerprint(repository.rev().get().toBase16()));
            case ForgeInput archive when archive.rev().isPresent() ->
                archive.rev().map(Hash::toBase16);
            case TarballInput archive when archive.narHash().isPresent() ->
                archive.narHash().map(Hash::toSri);
            default -> fetched.values()
                .stream()
                .filter(known -> known.locked()
                    .without("narHash")
                    .attributes()
                    .equals(input.without("narHash").attributes()))
                .findFirst()
                .flatMap(Fetched::fingerprint);
        };
    }

    static Attributes hashKey(String fingerprint) {
        return Attributes.of("fingerprint", fingerprint).with("method", "nar").with("path", "/");
    }

    /// Forgets what was fetched: the next [#fetch] looks again.
    public synchronized void forget() {
        fetched.clear();
        git.forget();
    }

    /// Where a local source is on this machine, so that files can be written there: working trees and directories.
    public Optional<Path> sourceDirectory(Input input) {
        return switch (input) {
            case GitInput repository -> git.workingTree(repository);
            case PathInput directory -> Optional.of(PathFetcher.absolute(directory));
            case ForgeInput _,TarballInput _,FileInput _,IndirectInput _,UnknownInput _ ->
                Optional.empty();
        };
    }

    /// A source at one of its commits.
    ///
    /// @param revision any name Git has for the commit: `HEAD~2`, a tag, a branch
    /// @throws FetchException if it is no Git repository on this machine, or has no such commit
    public Input at(Input input, String revision) {
        if (input instanceof GitInput repository && git.workingTree(repository).isPresent()) {
            return git.at(repository, revision);
        }
        throw FetchErrors.error("input '%s' has no revisions on this machine to look at", input);
    }

    /// Writes a file into a local source, atomically; a Git repository gets to know it, or even a commit.
    ///
    /// @param message of the commit to make
    public void putFile(Input input, String path, String content, Optional<String> message) {
        switch (input) {
            case GitInput repository -> git.putFile(repository, path, content, message);
            case PathInput directory -> Trees.write(PathFetcher.absolute(directory), path, content);
            case ForgeInput _,TarballInput _,FileInput _,IndirectInput _,UnknownInput _ ->
                throw FetchErrors.error("input '%s' does not support modifying file '%s'", input,
                        "/" + path);
        }
    }

    /// Tells the Git repository checked out in a directory of new files there, as `git add --intent-to-add --force`.
    public void intendToAdd(Path directory, Collection<String> paths) {
        git.intendToAdd(directory, paths);
    }

    /// Makes a copy of a source to work on: a clone, if it is a Git repository.
    public void clone(Input input, Path directory) {
        Clones.make(this, input, directory);
    }

    /// Downloads one file into the store.
    ///
    /// @param name of the store object
    public Downloads.Downloaded download(String url, String name) {
        return downloads.toStore(url, name, Map.of());
    }

    /// Downloads a file into the store, perhaps unpacked, unless it is there.
    ///
    /// @throws FetchException if it cannot be had, or is not what was expected
    public Prefetch.Result prefetch(Prefetch wanted) {
        String name = wanted.storeName();
        ContentAddressMethod method = wanted.method();
        if (wanted.expected().isPresent()) {
            Hash hash = wanted.expected().get();
            StorePath path = store.storeDir()
                .makeFixedOutputPath(method, hash, name, References.NONE);
            if (store.isValid(path)) {
                return new Prefetch.Result(path, hash);
            }
        }
        HashAlgorithm algorithm = wanted.expected().map(Hash::algorithm).orElse(wanted.algorithm());
        try (Transfers.Response response = downloads.get(
                new Transfers.Request(wanted.url(), Map.of(), "", false))) {
            Tree tree = wanted.unpack()
                    ? archives.unpacked(response.body(), wanted.url())
                    : new PlainFile(Tree.of(response.body()), wanted.executable());
            Hash hash = ContentHash.of(tree, method, algorithm);
            if (wanted.expected().isPresent() && !wanted.expected().get().equals(hash)) {
                throw FetchErrors.error("hash mismatch for '%s'", wanted.url());
            }
            return new Prefetch.Result(
                    store.addToStore(name, tree, method, algorithm, Set.of()), hash);
        }
    }

    /// Downloads an archive and puts what is in it into the store.
    public StorePath unpack(String url, String name) {
        Input input = Input.ofAttributes(Attributes.of("type", "tarball").with("url", url));
        return copy(fetch(input), name).path();
    }

    private Fetched fetchUnchecked(Input input) {
        if (input.isFinal() && input.narHash().isPresent()) {
            StorePath path = input.storePath(store.storeDir());
            store.addTempRoot(path);
            if (store.isValid(path)) {
                return Fetched.of(store.tree(path), input).withStorePath(path);
            }
        }
        return switch (input) {
            case GitInput repository -> git.fetch(repository);
            case PathInput directory -> PathFetcher.fetch(directory, store, log);
            case ForgeInput archive -> archives.fetch(archive);
            case TarballInput archive -> archives.fetch(archive);
            case FileInput file -> file(file);
            case IndirectInput name ->
                throw FetchErrors.error("indirect input '%s' cannot be fetched directly", name);
            case UnknownInput unknown -> throw FetchErrors.cannotFetch(unknown.attributes());
        };
    }

    private Fetched file(FileInput input) {
        Downloads.Downloaded file = downloads.toStore(input.attributes().needText("url"),
                input.name(), Map.of());
        Hash hash = store.require(file.path()).narHash();
        return Fetched.of(store.tree(file.path()), input.with("narHash", hash.toSri()));
    }

    /// The hash of a tree's archive, without the store.
    public static Hash narHash(Tree tree) {
        return Trees.narHash(tree);
    }

    /// Refuses a result that is not what was asked for (CppNix `Input::checkLocks`). An input that is final keeps
    /// exactly its attributes.
    static Input checkLocks(Input specified, Input result) {
        if (specified.isFinal()) {
            return checkFinal(specified, result);
        }
        if (specified.narHash().isPresent() && !specified.narHash().equals(result.narHash())) {
            String expected = specified.narHash().get().toSri();
            throw result.narHash().isPresent()
                    ? FetchErrors.narHashMismatch(specified, expected,
                            result.narHash().get().toSri())
                    : FetchErrors.noNarHash(specified, expected);
        }
        if (specified.lastModified().isPresent()
                && !specified.lastModified().equals(result.lastModified())) {
            throw FetchErrors.error(
                    "'lastModified' attribute mismatch in input '%s', expected %s, got %s", result,
                    specified.lastModified().getAsLong(), result.lastModified().orElse(-1));
        }
        if (specified.rev().isPresent() && !specified.rev().equals(result.rev())) {
            throw FetchErrors.error("'rev' attribute mismatch in input '%s', expected %s", result,
                    specified.rev().get().toBase16());
        }
        if (specified.revCount().isPresent() && !specified.revCount().equals(result.revCount())) {
            throw FetchErrors.error("'revCount' attribute mismatch in input '%s', expected %s",
                    result,
                    specified.revCount().getAsLong());
        }
        return result;
    }

    private static Input checkFinal(Input given, Input result) {
        // Old lock files have hashes without the '=' at the end; both are written out in full before they are compared.
        Input specified = given.narHash()
            .map(hash -> given.with("narHash", hash.toSri()))
            .orElse(given);
        Input found = result.narHash()
            .map(hash -> result.with("narHash", hash.toSri()))
            .orElse(result);
        specified.attributes().values().forEach((name, value) -> {
            Object other = found.attributes().values().get(name);
            if (other != null && !Objects.equals(other, value)) {
                throw FetchErrors.fieldMismatch(name, specified.attributes(), found.attributes());
            }
        });
        return specified;
    }

    @Override
    public void close() {
        git.close();
        archives.close();
        cache.close();
    }
}

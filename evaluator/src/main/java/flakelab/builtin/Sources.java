package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.Tree;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.store.PathInfo;
import flakelab.store.References;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.value.Attrs;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Files and texts that are put into the store during evaluation.
final class Sources {
    private Sources() {}

    @Builtin(doc = """
            Put the string *s* into the store as a file called *name* and give its store path. The string may refer to
            store objects, but not to what derivations build.

            ```nix
            builder = builtins.toFile "builder.sh" "echo hello > $out";
            ```
            """)
    static Value toFile(Evaluator ev, int pos, String name, Value s) {
        StringValue contents = ev.forceStringValue(s, pos,
                "while evaluating the second argument passed to builtins.toFile");
        Set<StorePath> references = new TreeSet<>();
        for (String element : contents.context().elements()) {
            if (element.startsWith("=") || element.startsWith("!")) {
                throw BuiltinErrors.error(
                        "files created by %s may not reference derivations, but %s references %s",
                        "builtins.toFile", name, element)
                    .at(ev.at(pos));
            }
            references.add(StorePath.parse(element));
        }
        Store store = ev.world().store();
        StorePath path = ev.settings().readOnly()
                ? store.storeDir()
                    .makeTextPath(name, Hash.ofLatin1(HashAlgorithm.SHA256, contents.text()),
                            references)
                : store.addText(name, contents.text().getBytes(StandardCharsets.ISO_8859_1),
                        references);
        return allowed(ev, path);
    }

    @Builtin(doc = """
            Copy the directory *e2* to the store without the files for which the function *e1* gives `false`. It is called
            with the path of each file as a string and its kind: `"regular"`, `"directory"`, `"symlink"` or `"unknown"`.
            What lies in a directory left out is left out too. [`builtins.path`](#builtins-path) can do the same and choose
            the name.

            ```nix
            builtins.filterSource (path: type: type != "directory" || baseNameOf path != ".git") ./.
            ```
            """)
    static Value filterSource(Evaluator ev, int pos, Value e1, Value e2) {
        StringContext.Builder context = new StringContext.Builder();
        PathValue path = ev.coerceToPath(e2, context, pos,
                "while evaluating the second argument (the path to filter) passed to 'builtins.filterSource'");
        Value filter = ev.forceFunction(e1, pos,
                "while evaluating the first argument passed to builtins.filterSource");
        return new Addition(ev, pos, path, context.build(), path.baseName(), filter,
                ContentAddressMethod.NAR, null)
            .run();
    }

    @Builtin(doc = """
            Copy a path to the store. *args* is a set of

            - `path`: the path; everything else may be left out;
            - `name`: the name in the store;
            - `filter`: which files to copy, as for [`builtins.filterSource`](#builtins-filterSource);
            - `recursive`: `false` for a single file whose plain contents are hashed, as `fetchurl` does;
            - `sha256`: the expected hash; makes the function usable in pure evaluation.
            """)
    static Value path(Evaluator ev, int pos,
            @Arg("while evaluating the argument passed to 'builtins.path'") Attrs args) {
        StringContext.Builder context = new StringContext.Builder();
        PathValue path = null;
        String name = "";
        Value filter = null;
        ContentAddressMethod method = ContentAddressMethod.NAR;
        Hash expected = null;
        for (int i : args.shape().bySight()) {
            Value value = args.valueAt(i);
            int at = args.positionAt(i);
            switch (args.nameAt(i).name) {
                case "path" -> path = ev.coerceToPath(value, context, at,
                        "while evaluating the 'path' attribute passed to 'builtins.path'");
                case "name" -> name = ev.forceStringNoContext(value, at,
                        "while evaluating the `name` attribute passed to builtins.path");
                case "filter" -> filter = ev.forceFunction(value, at,
                        "while evaluating the `filter` parameter passed to builtins.path");
                case "recursive" -> method = ev.forceBool(value, at,
                        "while evaluating the `recursive` attribute passed to builtins.path")
                                ? ContentAddressMethod.NAR
                                : ContentAddressMethod.FLAT;
                case "sha256" -> expected = Hashes.parseAllowingEmpty(ev,
                        ev.forceStringNoContext(value, at,
                                "while evaluating the `sha256` attribute passed to builtins.path"),
                        Optional.of(HashAlgorithm.SHA256));
                default -> throw BuiltinErrors.error("unsupported argument '%s' to 'builtins.path'",
                        flakelab.value.Literal.name(args.nameAt(i).name))
                    .at(ev.at(at));
            }
        }
        if (path == null) {
            throw BuiltinErrors
                .error("missing required 'path' attribute in the first argument to 'builtins.path'")
                .at(ev.at(pos));
        }
        return new Addition(ev, pos, path, context.build(), name.isEmpty() ? path.baseName() : name,
                filter, method,
                expected)
            .run();
    }

    private static Value allowed(Evaluator ev, StorePath path) {
        ev.world().allow(path);
        return StringValue.of(ev.world().store().storeDir().print(path),
                StringContext.of(path.baseName()));
    }

    /// One copy of a path to the store (CppNix `addPath`).
    private record Addition(Evaluator ev, int pos, PathValue given, StringContext context,
            String name,
            @Nullable Value filter, ContentAddressMethod method, @Nullable Hash expected) {
        Value run() {
            try {
                return allowed(ev, add());
            } catch (NixException e) {
                throw ev.frame(e, pos, "while adding path '" + Emphasis.of(given.shown()) + "'");
            }
        }

        private StorePath add() {
            Store store = ev.world().store();
            PathValue path = given;
            Set<StorePath> references = Set.of();
            if (!context.isEmpty() && given.accessor() == ev.world().root()
                    && store.storeDir().isInStore(given.path())) {
                path = Realised.built(ev, given, context);
                references = store.query(store.storeDir().parseInside(path.path()).path())
                    .map(PathInfo::references)
                    .<Set<StorePath>>map(TreeSet::new)
                    .orElse(Set.of());
            }
            if (expected == null) {
                return copy(path, references);
            }
            StorePath promised = store.storeDir()
                .makeContentAddressedPath(new ContentAddress(method, expected), name,
                        References.of(references));
            if (!store.isValid(promised) && !copy(path, references).equals(promised)) {
                throw BuiltinErrors
                    .error("store path mismatch in (possibly filtered) path added from '%s'",
                            path.shown())
                    .at(ev.at(pos));
            }
            return promised;
        }

        private StorePath copy(PathValue path, Set<StorePath> references) {
            PathValue source = Realised.resolve(path, Realised.Links.ALL);
            Tree tree = SourceTree.of(source);
            if (filter != null) {
                String prefix = source.path().equals("/") ? "" : source.path();
                tree = tree.filtered(
                        (below, _) -> accepts(new PathValue(source.accessor(), prefix + below)));
            }
            Store store = ev.world().store();
            return ev.settings().readOnly()
                    ? ContentHash.storePath(store.storeDir(), name, tree, method,
                            HashAlgorithm.SHA256, references)
                    : store.addToStore(name, tree, method, HashAlgorithm.SHA256, references);
        }

        private boolean accepts(PathValue file) {
            SourceAccessor.Kind kind = Paths.require(file);
            Value answer = ev.call(java.util.Objects.requireNonNull(filter),
                    StringValue.of(file.path()),
                    Paths.kind(kind), pos);
            return ev.forceBool(answer, pos,
                    "while evaluating the return value of the path filter function");
        }
    }
}

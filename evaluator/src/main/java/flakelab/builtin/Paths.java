package flakelab.builtin;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.eval.World;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.ListValue;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Paths and the files they lead to.
final class Paths {
    private Paths() {}

    @Builtin(global = true, doc = """
            The last component of the path or string *x*: what follows the last slash, not counting one slash at the end.
            """)
    static Value baseNameOf(Evaluator ev, int pos, Value x) {
        StringValue path = ev.coerceToString(x, pos,
                "while evaluating the first argument passed to builtins.baseNameOf", false, false,
                true);
        String text = path.text();
        if (text.isEmpty()) {
            return path;
        }
        int last = text.length() - 1;
        if (text.charAt(last) == '/' && last > 0) {
            last--;
        }
        return StringValue.of(text.substring(text.lastIndexOf('/', last) + 1, last + 1),
                path.context());
    }

    @Builtin(global = true, doc = """
            Everything before the last slash of the path or string *s*; `"."` if there is none. Of a path it is a path.
            """)
    static Value dirOf(Evaluator ev, int pos, Value s) {
        if (s.force(pos) instanceof PathValue path) {
            return path.parent();
        }
        StringValue path = ev.coerceToString(s, pos,
                "while evaluating the first argument passed to 'builtins.dirOf'", false, false,
                true);
        int slash = path.text().lastIndexOf('/');
        return StringValue.of(slash < 0 ? "." : slash == 0 ? "/" : path.text().substring(0, slash),
                path.context());
    }

    @Builtin(doc = """
            **Deprecated**: use `/. + "/path"`. Checks that *s* is an absolute path and gives it as a string without
            superfluous slashes and dots.
            """)
    static Value toPath(Evaluator ev, int pos, Value s) {
        StringContext.Builder context = new StringContext.Builder();
        PathValue path = ev.coerceToPath(s, context, pos,
                "while evaluating the first argument passed to builtins.toPath");
        return StringValue.of(PathValue.canonical(path.path()), context.build());
    }

    @Builtin(doc = """
            The store path *path* as a string that refers to it: a dependency on something already in the store, without
            the copy that using the path itself would make. Not available in pure evaluation.
            """)
    static Value storePath(Evaluator ev, int pos, Value path) {
        if (ev.settings().pureEval()) {
            throw BuiltinErrors
                .error("'%s' is not allowed in pure evaluation mode", "builtins.storePath")
                .at(ev.at(pos));
        }
        StringContext.Builder context = new StringContext.Builder();
        PathValue given = ev.coerceToPath(path, context, pos,
                "while evaluating the first argument passed to 'builtins.storePath'");
        Store store = ev.world().store();
        StoreDir dir = store.storeDir();
        String text = PathValue.canonical(given.path());
        if (dir.maybeParse(text).isEmpty()) {
            text = Realised.resolve(given, Realised.Links.ALL).path();
        }
        if (!dir.isInStore(text)) {
            throw BuiltinErrors.error("path '%s' is not in the Nix store", text).at(ev.at(pos));
        }
        StorePath object = dir.parseInside(text).path();
        if (!ev.settings().readOnly()) {
            store.require(object);
        }
        context.add(object.baseName());
        return StringValue.of(text, context.build());
    }

    @Builtin(doc = """
            Whether there is a file, directory or symbolic link at *path*. A string ending in `/` asks for a directory.
            """)
    static Value pathExists(Evaluator ev, int pos, Value path) {
        boolean directory = path.force(pos) instanceof StringValue text
                && (text.text().endsWith("/") || text.text().endsWith("/."));
        try {
            PathValue found = Realised.path(ev, path, pos,
                    directory ? Realised.Links.ALL : Realised.Links.BUT_LAST);
            SourceAccessor.Kind kind = found.accessor().kind(found.path());
            return BoolValue
                .of(kind != null && (!directory || kind == SourceAccessor.Kind.DIRECTORY));
        } catch (EvalException.Forbidden e) {
            return BoolValue.FALSE;
        }
    }

    @Builtin(doc = """
            The contents of the file *path* as a string.
            """)
    static Value readFile(Evaluator ev, int pos, Value path) {
        PathValue file = Realised.path(ev, path, pos, Realised.Links.ALL);
        String text = file.accessor().readFile(file.path());
        if (text.indexOf('\0') >= 0) {
            throw BuiltinErrors
                .error("the contents of the file '%s' cannot be represented as a Nix string",
                        file.shown())
                .at(ev.at(pos));
        }
        return StringValue.of(text, references(ev, file, text));
    }

    /// Of what the store object a file is in refers to, that which the file itself mentions.
    private static StringContext references(Evaluator ev, PathValue file, String text) {
        if (file.accessor() != ev.world().root()) {
            return StringContext.EMPTY;
        }
        Store store = ev.world().store();
        if (!store.storeDir().isInStore(file.path())) {
            return StringContext.EMPTY;
        }
        List<String> mentioned = new ArrayList<>();
        try {
            Optional<PathInfo> info = store.query(store.storeDir().parseInside(file.path()).path());
            if (info.isPresent()) {
                for (StorePath reference : info.get().references()) {
                    if (text.contains(reference.hashPart())) {
                        mentioned.add(reference.baseName());
                    }
                }
            }
        } catch (StoreException e) {
            // Not an object of the store: nothing is known of references.
        }
        return StringContext.of(mentioned);
    }

    @Builtin(doc = """
            What is at path *p*: `"directory"`, `"regular"`, `"symlink"` or `"unknown"`.
            """)
    static Value readFileType(Evaluator ev, int pos, Value p) {
        PathValue path = Realised.path(ev, p, pos, Realised.Links.NONE);
        return kind(require(path));
    }

    @Builtin(doc = """
            The contents of the directory *path*: a set of `"directory"`, `"regular"`, `"symlink"` or `"unknown"` by name.

            ```nix
            builtins.readDir ./.
            => { "default.nix" = "regular"; src = "directory"; }
            ```
            """)
    static Value readDir(Evaluator ev, int pos, Value path) {
        PathValue directory = Realised.path(ev, path, pos, Realised.Links.ALL);
        Map<String, SourceAccessor.Kind> entries = directory.accessor()
            .readDirectory(directory.path());
        AttrsBuilder attrs = new AttrsBuilder(entries.size());
        entries.forEach((name, kind) -> attrs.put(Symbol.of(name), kind(kind)));
        return attrs.build();
    }

    /// What is at a path.
    ///
    /// @throws EvalException if nothing is
    static SourceAccessor.Kind require(PathValue path) {
        SourceAccessor.Kind kind = path.accessor().kind(path.path());
        if (kind == null) {
            throw path.accessor()
                .absence(path.path())
                .orElseGet(() -> new EvalException(
                        Emphasis.format("path '%s' does not exist", path.shown())));
        }
        return kind;
    }

    static StringValue kind(SourceAccessor.Kind kind) {
        return StringValue.of(kind.name().toLowerCase(Locale.ROOT));
    }

    @Builtin(doc = """
            Look a path up in a search path: a list of `{ prefix, path }`. `<nixpkgs/lib>` means
            `builtins.findFile builtins.nixPath "nixpkgs/lib"`. The first entry whose prefix fits and whose path has the
            rest wins.
            """)
    static Value findFile(Evaluator ev, int pos,
            @Arg("while evaluating the first argument passed to builtins.findFile") ListValue search_path,
            Value lookup_path) {
        List<World.SearchEntry> entries = new ArrayList<>();
        for (Value element : search_path.elements()) {
            entries.add(entry(ev, pos, element));
        }
        String name = ev.forceStringNoContext(lookup_path, pos,
                "while evaluating the second argument passed to builtins.findFile");
        return SearchPath.find(ev, entries, name, pos);
    }

    private static World.SearchEntry entry(Evaluator ev, int pos, Value element) {
        Attrs attrs = ev.forceAttrs(element, pos,
                "while evaluating an element of the list passed to builtins.findFile");
        Value prefix = attrs.get(Names.PREFIX);
        String prefixText = prefix == null
                ? ""
                : ev.forceStringNoContext(prefix, pos,
                        "while evaluating the `prefix` attribute of an element of the list "
                                + "passed to builtins.findFile");
        StringContext.Builder context = new StringContext.Builder();
        String path = ev.coerceToString(
                ev.requireAttr(attrs, Names.PATH, "in an element of the __nixPath"), context,
                pos,
                "while evaluating the `path` attribute of an element of the list passed to builtins.findFile",
                false, false, true);
        if (!context.isEmpty()) {
            try {
                path = Realised.rewrite(path, ev.world().realise(context.build()));
            } catch (StoreException.InvalidPath e) {
                throw BuiltinErrors
                    .error("cannot find '%s', since path '%s' is not valid", path, baseName(e))
                    .at(ev.at(pos));
            }
        }
        return new World.SearchEntry(prefixText, path);
    }

    /// The store object an [StoreException.InvalidPath] is about.
    static String baseName(StoreException.InvalidPath e) {
        String text = Emphasis.strip(e.text());
        int start = text.indexOf('\'');
        int end = text.indexOf('\'', start + 1);
        return start < 0 || end < 0 ? text : text.substring(text.lastIndexOf('/', end) + 1, end);
    }
}

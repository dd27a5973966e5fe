package flakelab.eval;

import flakelab.syntax.Expr;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Origin;
import flakelab.text.Positions;
import flakelab.text.Source;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.SourceAccessor.Kind;
import flakelab.value.Value;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The values of files. A file is parsed once as long as its text stays the same, and evaluated once until [#reset].
///
/// Several threads may ask: they share the thunk of a file, so only one of them reads it.
final class Files {
    private static final int MOST_LINKS = 1024;

    private final Evaluator ev;
    private final Map<Key, PathValue> resolved = new ConcurrentHashMap<>();
    private final Map<Key, Value> values = new ConcurrentHashMap<>();
    private final Map<Key, Parsed> parsed = new ConcurrentHashMap<>();
    private final Map<Key, PathValue> directories = new ConcurrentHashMap<>();

    private record Key(SourceAccessor accessor, String path) {
        static Key of(PathValue path) {
            return new Key(path.accessor(), path.path());
        }

        // Written out, since the JVM would spend milliseconds of every start on making them.

        @Override
        public int hashCode() {
            return path.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && accessor == key.accessor && path.equals(key.path);
        }
    }

    /// @param program the file resolved against the built-in names, once it was needed
    private static final class Parsed {
        private final String text;
        private final Expr expr;
        private Resolver.@Nullable Program program;

        Parsed(String text, Expr expr) {
            this.text = text;
            this.expr = expr;
        }
    }

    Files(Evaluator ev) {
        this.ev = ev;
    }

    void reset() {
        resolved.clear();
        values.clear();
        directories.clear();
    }

    Value eval(PathValue path, boolean mustBeSet) {
        PathValue file = resolved.computeIfAbsent(Key.of(path), k -> resolveFile(path));
        return values.computeIfAbsent(Key.of(file), k -> ev.lazy(() -> compute(file, mustBeSet)))
            .force(Positions.NONE);
    }

    private Value compute(PathValue file, boolean mustBeSet) {
        Parsed source = read(file);
        Resolver.Program program = source.program;
        if (program == null) {
            program = Resolver.resolve(ev, source.expr, ev.baseScope(), file.accessor());
            source.program = program;
        }
        try {
            if (mustBeSet && !(source.expr instanceof Expr.AttrSet)) {
                throw EvalErrors.mustBeSet(file);
            }
            return program.node().eval(program.frame());
        } catch (NixException e) {
            throw ev.frame(e, Positions.NONE, "while evaluating the file '" + Emphasis.of(file.shown()) + "':");
        }
    }

    Value eval(PathValue path, Scope scope) {
        PathValue file = resolveFile(path);
        Resolver.Program program = Resolver.resolve(ev, read(file).expr, scope, file.accessor());
        return program.node().eval(program.frame());
    }

    Expr parse(PathValue path) {
        return read(resolveFile(path)).expr;
    }

    private Parsed read(PathValue file) {
        PathValue target = resolveSymlinks(file);
        String text = target.accessor().readFile(target.path());
        Key key = Key.of(file);
        Parsed known = parsed.get(key);
        if (known == null || !known.text.equals(text)) {
            Source source = new Source(new Origin.File(file.path(), file.shown()), text);
            known = new Parsed(text, ev.parse(source, file.parent().path()));
            parsed.put(key, known);
        }
        return known;
    }

    /// Follows symbolic links, then takes `default.nix` of a directory (CppNix `resolveExprPath`).
    private PathValue resolveFile(PathValue path) {
        PathValue file = path;
        for (int followed = 0; !file.path().equals("/"); followed++) {
            if (followed == MOST_LINKS) {
                throw EvalErrors.tooManyLinks(file);
            }
            PathValue here = resolveAncestors(file);
            if (kind(here) != Kind.SYMLINK) {
                break;
            }
            file = follow(file, here.accessor().readLink(here.path()));
        }
        return kind(resolveSymlinks(file)) == Kind.DIRECTORY ? file.resolve("default.nix") : file;
    }

    private static Kind kind(PathValue path) {
        Kind kind = path.accessor().kind(path.path());
        if (kind == null) {
            throw path.accessor().absence(path.path()).orElseGet(() -> EvalErrors.pathMissing(path));
        }
        return kind;
    }

    private static PathValue follow(PathValue link, String target) {
        return target.startsWith("/")
                ? new PathValue(link.accessor(), PathValue.canonical(target))
                : link.parent().resolve(target);
    }

    PathValue resolveAncestors(PathValue path) {
        if (path.path().equals("/")) {
            return path;
        }
        PathValue parent = directories.get(Key.of(path.parent()));
        if (parent == null) {
            parent = resolveSymlinks(path.parent());
            directories.put(Key.of(path.parent()), parent);
        }
        return parent.resolve(path.baseName());
    }

    PathValue resolveSymlinks(PathValue path) {
        PathValue at = path;
        for (int followed = 0; followed < MOST_LINKS; followed++) {
            PathValue here = resolveAncestors(at);
            if (here.path().equals("/") || here.accessor().kind(here.path()) != Kind.SYMLINK) {
                return here;
            }
            at = follow(here, here.accessor().readLink(here.path()));
        }
        throw EvalErrors.tooManyLinks(path);
    }
}

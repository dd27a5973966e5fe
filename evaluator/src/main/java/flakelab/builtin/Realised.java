package flakelab.builtin;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.StringContext;
import flakelab.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/// Paths whose files are about to be read: what they depend on is built first, and symbolic links are followed
/// (CppNix `EvalState::realisePath`).
final class Realised {
    private static final int MAX_LINKS = 1024;

    /// Which symbolic links on the way to a file are followed.
    enum Links {
        ALL, BUT_LAST, NONE
    }

    private Realised() {}

    static PathValue path(Evaluator ev, Value v, int pos, Links links) {
        StringContext.Builder context = new StringContext.Builder();
        PathValue path = ev.coerceToPath(v, context, Positions.NONE,
                "while realising the context of a path");
        try {
            return resolve(built(ev, path, context.build()), links);
        } catch (NixException e) {
            throw ev.frame(e, pos,
                    "while realising the context of path '" + Emphasis.of(path.shown()) + "'");
        }
    }

    /// The path after building what its context names.
    static PathValue built(Evaluator ev, PathValue path, StringContext context) {
        if (context.isEmpty() || path.accessor() != ev.world().root()) {
            return path;
        }
        return new PathValue(path.accessor(),
                PathValue.canonical(rewrite(path.path(), ev.world().realise(context))));
    }

    /// The text with every key of the map replaced by its value (CppNix `rewriteStrings`).
    static String rewrite(String text, Map<String, String> replacements) {
        String result = text;
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            result = result.replace(replacement.getKey(), replacement.getValue());
        }
        return result;
    }

    static PathValue resolve(PathValue path, Links links) {
        if (links == Links.NONE) {
            return path;
        }
        SourceAccessor accessor = path.accessor();
        StringBuilder resolved = new StringBuilder();
        Deque<String> rest = new ArrayDeque<>();
        pushAll(rest, path.path());
        int allowed = MAX_LINKS;
        while (!rest.isEmpty()) {
            String part = rest.pop();
            if (part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                resolved.setLength(Math.max(0, resolved.lastIndexOf("/")));
                continue;
            }
            int parent = resolved.length();
            resolved.append('/').append(part);
            String at = resolved.toString();
            boolean follow = links == Links.ALL || !rest.isEmpty();
            if (follow && accessor.kind(at) == SourceAccessor.Kind.SYMLINK) {
                if (allowed-- == 0) {
                    throw new EvalException(
                            Emphasis.format("infinite symlink recursion in path '%s'",
                                    path.shown()));
                }
                String target = accessor.readLink(at);
                resolved.setLength(target.startsWith("/") ? 0 : parent);
                pushAll(rest, target);
            }
        }
        return new PathValue(accessor, resolved.isEmpty() ? "/" : resolved.toString());
    }

    private static void pushAll(Deque<String> rest, String path) {
        String[] parts = path.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty()) {
                rest.push(parts[i]);
            }
        }
    }
}

package flakelab.builtin;

import flakelab.eval.CatchableException;
import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.eval.World;
import flakelab.text.Emphasis;
import flakelab.value.PathValue;
import java.util.List;
import java.util.Optional;

/// What `<…>` means: looking names up in a search path (CppNix `EvalState::findFile`).
public final class SearchPath {
    private SearchPath() {}

    /// The path a name stands for.
    ///
    /// @throws CatchableException if none of the entries has it
    public static PathValue find(Evaluator ev, List<World.SearchEntry> entries, String name, int pos) {
        for (World.SearchEntry entry : entries) {
            Optional<PathValue> found = rest(entry.prefix(), name)
                .flatMap(rest -> ev.world()
                    .resolveSearchPath(entry.path())
                    .map(root -> root.resolve(rest)))
                .map(path -> Realised.resolve(path, Realised.Links.ALL))
                .filter(SearchPath::exists);
            if (found.isPresent()) {
                return found.get();
            }
        }
        if (name.startsWith("nix/")) {
            return new PathValue(ev.world().corepkgs(), PathValue.canonical(name.substring(3)));
        }
        String template = ev.settings().pureEval()
                ? "cannot look up '<%s>' in pure evaluation mode (use '--impure' to override)"
                : "file '%s' was not found in the Nix search path (add it using $NIX_PATH or -I)";
        throw new CatchableException(Emphasis.format(template, name)).at(ev.at(pos));
    }

    private static boolean exists(PathValue path) {
        if (path.accessor().kind(path.path()) != null) {
            return true;
        }
        checkAccess(path);
        return false;
    }

    /// Whether something is at a path, or where the links at it lead.
    public static boolean leadsSomewhere(PathValue path) {
        PathValue end = Realised.resolve(path, Realised.Links.ALL);
        return end.accessor().kind(end.path()) != null;
    }

    /// @throws EvalException.Forbidden if the path is hidden from evaluation
    public static void checkAccess(PathValue path) {
        path.accessor()
            .absence(path.path())
            .filter(EvalException.Forbidden.class::isInstance)
            .ifPresent(forbidden -> {
                throw forbidden;
            });
    }

    /// What is left of a name after a prefix, if the prefix fits.
    private static Optional<String> rest(String prefix, String name) {
        boolean separated = !prefix.isEmpty() && prefix.length() < name.length();
        if (separated && name.charAt(prefix.length()) != '/' || !name.startsWith(prefix)) {
            return Optional.empty();
        }
        return Optional.of(name.substring(separated ? prefix.length() + 1 : prefix.length()));
    }
}

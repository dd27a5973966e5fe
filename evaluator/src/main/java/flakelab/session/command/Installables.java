package flakelab.session.command;

import flakelab.eval.AttrPaths;
import flakelab.flake.FlakeRef;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.LockedFlake;
import flakelab.flake.OutputSchema;
import flakelab.flake.OutputSchema.Purpose;
import flakelab.flake.OutputsSpec;
import flakelab.flake.cache.Cursor;
import flakelab.flake.cache.EvalCache;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.store.StoreDir;
import flakelab.store.Wanted;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What commands are told to work on: `nixpkgs#hello`, `.#a.b^dev`, `/nix/store/…`, or attribute paths into a file or an
/// expression (CppNix `src/libcmd/installables.cc`, `installable-flake.cc`, `installable-attr-path.cc`).
///
/// @param file       take attribute paths of this file (`--file`)
/// @param expression take them of this expression (`--expr`)
/// @param locking    how flakes are locked on the way
/// @param purpose    what they are for, which says where in a flake they are looked for
public record Installables(Optional<String> file, Optional<String> expression, Locking locking,
        Purpose purpose) {
    /// Something found: a value with a name for it, or a store path.
    public sealed interface Found {
        /// @param attributes all that the words may mean, the likeliest first; at least one
        /// @param what       the attribute path it has
        /// @param flake      the flake that gave it
        record Evaluated(List<Cursor> attributes, String what, OutputsSpec outputs,
                Optional<LockedFlake> flake) implements Found {
            /// Where it is.
            Cursor attribute() {
                return attributes.getFirst();
            }

            /// The value, evaluated to weak head normal form.
            Value value() {
                return attribute().force();
            }

            /// Whether a flake gave it.
            boolean ofFlake() {
                return flake.isPresent();
            }
        }

        record InStore(Wanted wanted) implements Found {}
    }

    /// Things to build.
    public Installables(Optional<String> file, Optional<String> expression, Locking locking) {
        this(file, expression, locking, Purpose.BUILD);
    }

    /// The same for something else.
    public Installables with(Purpose other) {
        return new Installables(file, expression, locking, other);
    }

    /// Finds all of them; evaluates as far as their paths go.
    public List<Found> find(State state, List<String> words) {
        if (file.isPresent() && expression.isPresent()) {
            throw SessionErrors.usage("'--file' and '--expr' are exclusive");
        }
        List<Found> found = new ArrayList<>();
        Value whole = whole(state);
        for (String word : words) {
            found
                .add(whole == null ? ofFlakeOrStore(state, word) : ofAttribute(state, word, whole));
        }
        return found;
    }

    private @Nullable Value whole(State state) {
        if (file.isPresent()) {
            return file.get().equals("-")
                    ? state.evaluator().eval(state.parseStdin(), state.evaluator().baseScope())
                    : state.evaluator().evalFile(state.path(file.get()));
        }
        return expression
            .map(text -> state.evaluator().eval(state.parse(text), state.evaluator().baseScope()))
            .orElse(null);
    }

    private static Found ofAttribute(State state, String word, Value whole) {
        OutputsSpec.Split split = OutputsSpec.split(word);
        String path = Latin1.ofUnicode(split.text().equals(".") ? "" : split.text());
        EvalCache values = EvalCache.without(state.evaluator(), () -> state.evaluator()
            .findAlongPath(path, state.autoArgs(), whole)
            .value());
        return new Found.Evaluated(List.of(values.root()), path, split.outputs(), Optional.empty());
    }

    private Found ofFlakeOrStore(State state, String word) {
        OutputsSpec.Split split = OutputsSpec.split(word);
        if (split.text().contains("/")) {
            Optional<Wanted> path = storePath(state, split);
            if (path.isPresent()) {
                return new Found.InStore(path.get());
            }
        }
        if (!state.autoArgs().isEmpty()) {
            throw SessionErrors.usage("'--arg' and '--argstr' are incompatible with flakes");
        }
        FlakeRefParser.WithFragment ref = state.flakes().reference(split.text());
        return ofFlake(state, ref.ref(), split.outputs(),
                OutputSchema.candidates(Latin1.ofUnicode(ref.fragment()), purpose,
                        state.settings().get(StandardSettings.SYSTEM)));
    }

    /// Without `^` a path may also lead to the store through symbolic links.
    private static Optional<Wanted> storePath(State state, OutputsSpec.Split split) {
        StoreDir dir = state.world().store().storeDir();
        return switch (split.outputs()) {
            case OutputsSpec.Default() ->
                StorePaths.tryFollow(state, split.text()).map(Wanted.Opaque::new);
            case OutputsSpec.All() -> dir.maybeParse(split.text()).map(path -> new Wanted.Built(path, new TreeSet<>()));
            case OutputsSpec.Names(var names) ->
                dir.maybeParse(split.text()).map(path -> new Wanted.Built(path, names));
        };
    }

    /// The first of some attribute paths that a flake provides.
    Found.Evaluated ofFlake(State state, FlakeRef ref, OutputsSpec outputs, List<String> paths) {
        LockedFlake locked = locking.lock(state, ref);
        return first(state.flakes().outputs(locked).root(), locked, ref, outputs, paths);
    }

    /// What a reference's fragment means among the outputs of a flake.
    static Found.Evaluated inFlake(State state, LockedFlake locked, Cursor root, FlakeRefParser.WithFragment ref) {
        return first(root, locked, ref.ref(), new OutputsSpec.Default(),
                OutputSchema.candidates(Latin1.ofUnicode(ref.fragment()), Purpose.BUILD,
                        state.settings().get(StandardSettings.SYSTEM)));
    }

    private static Found.Evaluated first(Cursor root, LockedFlake locked, FlakeRef ref, OutputsSpec outputs,
            List<String> paths) {
        List<Cursor> found = new ArrayList<>();
        List<String> suggestions = new ArrayList<>();
        for (String path : paths) { // all of them, as CppNix: a later one that fails makes it fail
            Cursor.Walk walk = root.along(AttrPaths.parse(path));
            walk.end().ifPresent(found::add);
            suggestions.addAll(walk.suggestions());
        }
        if (found.isEmpty()) {
            NixException none = SessionErrors
                .error("flake '" + Emphasis.of(ref) + "' does not provide attribute "
                        + Emphasis.of(shown(paths)));
            none.addSuggestions(suggestions);
            throw none;
        }
        return new Found.Evaluated(found, found.getFirst().path(), outputs, Optional.of(locked));
    }

    /// `'a', 'b' or 'c'`.
    private static String shown(List<String> paths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < paths.size(); i++) {
            text.append(i == 0 ? "" : i + 1 == paths.size() ? " or " : ", ")
                .append('\'')
                .append(paths.get(i))
                .append('\'');
        }
        return text.toString();
    }

    /// What to have in the store for something found.
    List<Wanted> wanted(State state, Found found) {
        return switch (found) {
            case Found.InStore(Wanted wanted) -> List.of(wanted);
            case Found.Evaluated evaluated -> Derivables.of(state, evaluated);
        };
    }
}

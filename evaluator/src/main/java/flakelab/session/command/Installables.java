package flakelab.session.command;

import flakelab.flake.FlakeRef;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.LockedFlake;
import flakelab.flake.OutputSchema;
import flakelab.flake.OutputSchema.Purpose;
import flakelab.flake.OutputsSpec;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import flakelab.text.Suggestions;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
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
        /// @param what     the attribute path it has
        /// @param flake    the flake that gave it
        record Evaluated(Value value, String what, OutputsSpec outputs,
                Optional<LockedFlake> flake) implements Found {
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
        Value value = state.evaluator()
            .findAlongPath(path, state.autoArgs(), whole)
            .value()
            .force(Positions.NONE);
        return new Found.Evaluated(value, path, split.outputs(), Optional.empty());
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

    private static Optional<Wanted> storePath(State state, OutputsSpec.Split split) {
        StoreDir dir = state.world().store().storeDir();
        if (!dir.isInStore(split.text())) {
            return Optional.empty();
        }
        StorePath path = dir.parseInside(split.text()).path();
        return Optional.of(switch (split.outputs()) {
            case OutputsSpec.Default() -> new Wanted.Opaque(path);
            case OutputsSpec.All() -> new Wanted.Built(path, new TreeSet<>());
            case OutputsSpec.Names(var names) -> new Wanted.Built(path, names);
        });
    }

    /// What is at the end of a path of plain attributes, if it exists.
    static Optional<Value> walk(Attrs whole, List<String> path) {
        Value at = whole;
        for (String name : path) {
            Value next = at.force(Positions.NONE) instanceof Attrs set ? set.get(Symbol.of(name)) : null;
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at.force(Positions.NONE));
    }

    /// The outputs of a flake.
    static Attrs outputs(State state, LockedFlake locked) {
        Attrs flake = state.evaluator()
            .forceAttrs(state.flakes().flakes().call(locked), Positions.NONE,
                    "while evaluating a flake to get its outputs");
        return outputs(state, flake);
    }

    private static Attrs outputs(State state, Attrs flake) {
        return state.evaluator()
            .forceAttrs(
                    state.evaluator()
                        .requireAttr(flake, Symbol.of("outputs"),
                                "while evaluating the outputs of a flake"),
                    Positions.NONE, "while evaluating the outputs of a flake");
    }

    /// The first of some attribute paths that a flake provides.
    Found.Evaluated ofFlake(State state, FlakeRef ref, OutputsSpec outputs, List<String> paths) {
        LockedFlake locked = state.flakes().lock(ref, locking.flags(state));
        return first(outputs(state, locked), locked, ref, outputs, paths);
    }

    /// What a reference's fragment means in the value of a flake.
    static Found.Evaluated inFlake(State state, LockedFlake locked, Attrs flake, FlakeRefParser.WithFragment ref) {
        return first(outputs(state, flake), locked, ref.ref(), new OutputsSpec.Default(),
                OutputSchema.candidates(Latin1.ofUnicode(ref.fragment()), OutputSchema.Purpose.BUILD,
                        state.settings().get(StandardSettings.SYSTEM)));
    }

    private static Found.Evaluated first(Attrs whole, LockedFlake locked, FlakeRef ref, OutputsSpec outputs,
            List<String> paths) {
        List<String> suggestions = new ArrayList<>();
        for (String path : paths) {
            Optional<Value> value = walk(whole, path, suggestions);
            if (value.isPresent()) {
                return new Found.Evaluated(value.get().force(Positions.NONE), path, outputs, Optional.of(locked));
            }
        }
        NixException none = SessionErrors
            .error("flake '" + Emphasis.of(ref) + "' does not provide attribute "
                    + Emphasis.of(shown(paths)));
        none.addSuggestions(suggestions);
        throw none;
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

    /// What is at the end of a path of plain attributes; nothing on the way is called.
    private static Optional<Value> walk(Attrs whole, String path,
            List<String> suggestions) {
        Value at = whole;
        for (String name : flakelab.eval.AttrPaths.parse(path)) {
            if (!(at.force(Positions.NONE) instanceof Attrs set)) {
                return Optional.empty();
            }
            Value next = set.get(Symbol.of(name));
            if (next == null) {
                List<String> names = new ArrayList<>();
                for (int i = 0; i < set.size(); i++) {
                    names.add(set.nameAt(i).name);
                }
                suggestions.addAll(Suggestions.best(name, names));
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at);
    }

    /// What to have in the store for something found.
    List<Wanted> wanted(State state, Found found) {
        return switch (found) {
            case Found.InStore(Wanted wanted) -> List.of(wanted);
            case Found.Evaluated evaluated -> Derivables.of(state, evaluated);
        };
    }
}

package flakelab.flake.cache;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.flake.cache.Attributes.Key;
import flakelab.flake.cache.Attributes.Row;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.Positions;
import flakelab.text.Suggestions;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An attribute below the root of an [EvalCache]: answers from the cache, and evaluates what that does not know (CppNix
/// `AttrCursor`, the same order of steps, so that both write the same files).
public final class Cursor {
    private final EvalCache cache;
    private final @Nullable Cursor parent;
    private final String name;
    private final Map<String, Cursor> children = new LinkedHashMap<>();
    private @Nullable Value value;
    private @Nullable Row row;

    /// How far a path leads.
    ///
    /// @param suggestions names like the first one that was not found
    public record Walk(Optional<Cursor> end, List<String> suggestions) {}

    Cursor(EvalCache cache, @Nullable Cursor parent, String name, @Nullable Value value, @Nullable Row row) {
        this.cache = cache;
        this.parent = parent;
        this.name = name;
        this.value = value;
        this.row = row;
    }

    // Where it is

    /// The names from the root to it.
    public List<String> names(String... more) {
        List<String> path = parent == null ? new ArrayList<>() : parent.names(name);
        path.addAll(List.of(more));
        return path;
    }

    /// As a command line writes it: `a."b.c"`.
    public String path(String... more) {
        return String.join(".", names(more));
    }

    private Key key() {
        if (parent == null) {
            return new Key(0, "");
        }
        if (parent.row == null) {
            parent.row = table().find(parent.key()).orElseThrow();
        }
        return new Key(parent.row.id(), name);
    }

    private Attributes table() {
        return cache.table().orElseThrow();
    }

    private boolean caches() {
        return cache.table().isPresent();
    }

    // What is known

    /// What the cache has; a known failure is thrown.
    private Optional<Known> known() {
        if (!caches()) {
            return Optional.empty();
        }
        if (row == null) {
            row = table().find(key()).orElse(null);
        }
        if (row != null && row.known() instanceof Known.Failed && parent != null) {
            throw new CachedFailure(parent, name);
        }
        return Optional.ofNullable(row).map(Row::known).filter(known -> !(known instanceof Known.Placeholder));
    }

    private void learn(Known known) {
        if (caches()) {
            row = table().put(key(), known);
            children.clear(); // theirs were rows below the one just replaced
        }
    }

    private Value value() {
        Value known = value;
        if (known != null) {
            return known;
        }
        if (parent == null) {
            known = cache.rootValue();
        } else {
            Attrs set = evaluator().forceAttrs(parent.value(), Positions.NONE, "while searching for an attribute");
            known = set.get(Symbol.of(name));
            if (known == null) {
                throw new EvalException(Emphasis.format("attribute '%s' is unexpectedly missing", path()));
            }
        }
        value = known;
        return known;
    }

    private Evaluator evaluator() {
        return cache.evaluator();
    }

    /// The value itself, evaluated to weak head normal form; what is simple about it is kept.
    public Value force() {
        int depth = evaluator().depth();
        Value forced;
        try {
            forced = value().force(Positions.NONE);
        } catch (EvalException e) {
            if (!e.isConditional()) {
                evaluator().leave(depth);
                learn(new Known.Failed());
            }
            throw e;
        }
        if (caches() && (row == null || row.known() instanceof Known.Placeholder)) {
            switch (forced) {
                case StringValue text -> learn(new Known.Text(text.text(), text.context()));
                case PathValue file -> learn(new Known.Text(file.path(), StringContext.EMPTY));
                case BoolValue truth -> learn(new Known.Truth(truth.value()));
                case IntValue number -> learn(new Known.Whole(number.value()));
                case Attrs _ -> {
                }
                case Value _ -> learn(new Known.Other());
            }
        }
        return forced;
    }

    // Attributes

    /// The attribute of a name; empty if there is none, or this is no set.
    public Optional<Cursor> find(String attribute) {
        Cursor seen = children.get(attribute);
        if (seen != null) {
            return Optional.of(seen);
        }
        Optional<Cursor> found = look(attribute);
        found.ifPresent(child -> children.put(attribute, child));
        return found;
    }

    private Optional<Cursor> look(String attribute) {
        Optional<Known> known = known();
        if (known.isPresent()) {
            return known.get() instanceof Known.Names(List<String> names) && names.contains(attribute)
                    ? Optional.of(new Cursor(cache, this, attribute, null, null))
                    : Optional.empty();
        }
        if (row != null) {
            Optional<Row> below = table().find(new Key(row.id(), attribute));
            if (below.isPresent()) {
                return switch (below.get().known()) {
                    case Known.Missing() -> Optional.empty();
                    case Known.Failed() -> throw new CachedFailure(this, attribute);
                    case Known _ -> Optional.of(new Cursor(cache, this, attribute, null, below.get()));
                };
            }
        }
        return evaluated(attribute);
    }

    private Optional<Cursor> evaluated(String attribute) {
        if (!(force() instanceof Attrs set)) {
            return Optional.empty();
        }
        Value found = set.get(Symbol.of(attribute));
        if (!caches()) {
            return Optional.ofNullable(found).map(child -> new Cursor(cache, this, attribute, child, null));
        }
        if (row == null) {
            learn(new Known.Placeholder());
        }
        Known below = found == null ? new Known.Missing() : new Known.Placeholder();
        Row kept = table().put(new Key(Objects.requireNonNull(row).id(), attribute), below);
        return Optional.ofNullable(found).map(child -> new Cursor(cache, this, attribute, child, kept));
    }

    /// The attribute of a name.
    ///
    /// @throws EvalException if there is none
    public Cursor get(String attribute) {
        return find(attribute).orElseThrow(
                () -> new EvalException(Emphasis.format("attribute '%s' does not exist", path(attribute))));
    }

    /// Goes along a path; functions on the way are not called.
    public Walk along(List<String> names) {
        Cursor at = this;
        for (String each : names) {
            Optional<Cursor> next = at.find(each);
            if (next.isEmpty()) {
                return new Walk(Optional.empty(), Suggestions.best(each, at.attributes()));
            }
            at = next.get();
        }
        return new Walk(Optional.of(at), List.of());
    }

    // Values

    /// The names of a set, sorted.
    public List<String> attributes() {
        Optional<Known> known = known();
        if (known.isPresent()) {
            return known.get() instanceof Known.Names(List<String> names)
                    ? names
                    : fail("'%s' is not an attribute set");
        }
        if (!(force() instanceof Attrs set)) {
            return fail("'%s' is not an attribute set");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            names.add(set.nameAt(i).name);
        }
        Collections.sort(names);
        learn(new Known.Names(names));
        return names;
    }

    /// A string, or a path as one.
    public String string() {
        Optional<Known> known = known();
        if (known.isPresent()) {
            return known.get() instanceof Known.Text(String text, var context) ? text : fail("'%s' is not a string");
        }
        return switch (force()) {
            case StringValue text -> text.text();
            case PathValue file -> file.shown();
            case Value other -> noString(other);
        };
    }

    /// A string and what it refers to, all of which exists.
    public StringValue stringWithContext() {
        Optional<Known> known = known();
        if (known.isPresent()) {
            if (!(known.get() instanceof Known.Text(String text, StringContext context))) {
                return fail("'%s' is not a string");
            }
            if (context.elements().stream().allMatch(element -> store().isValid(object(element)))) {
                return StringValue.of(text, context);
            }
        }
        return switch (force()) {
            case StringValue text -> text;
            case PathValue file -> StringValue.of(file.shown());
            case Value other -> noString(other);
        };
    }

    /// The store object behind an element of a context.
    private static StorePath object(String element) {
        return StorePath.parse(element.substring(Math.max(element.lastIndexOf('!'), element.lastIndexOf('=')) + 1));
    }

    private <T> T noString(Value other) {
        throw new EvalException(
                Emphasis.format("'%s' is not a string but %s", path(), other.typeName()));
    }

    public boolean bool() {
        Optional<Known> known = known();
        if (known.isPresent()) {
            return known.get() instanceof Known.Truth(boolean truth) ? truth : fail("'%s' is not a Boolean");
        }
        return force() instanceof BoolValue truth ? truth.value() : fail("'%s' is not a Boolean");
    }

    public long integer() {
        Optional<Known> known = known();
        if (known.isPresent()) {
            return known.get() instanceof Known.Whole(long number) ? number : fail("'%s' is not an integer");
        }
        return force() instanceof IntValue number ? number.value() : fail("'%s' is not an integer");
    }

    /// A list of strings without context.
    public List<String> strings() {
        Optional<Known> known = known();
        if (known.isPresent()) {
            return known.get() instanceof Known.Texts(List<String> texts)
                    ? texts
                    : fail("'%s' is not a list of strings");
        }
        if (!(value().force(Positions.NONE) instanceof ListValue list)) {
            return fail("'%s' is not a list");
        }
        List<String> texts = new ArrayList<>();
        for (Value element : list.elements()) {
            texts.add(evaluator().forceStringNoContext(element, Positions.NONE,
                    "while evaluating an attribute for caching"));
        }
        learn(new Known.Texts(texts));
        return texts;
    }

    private <T> T fail(String template) {
        throw new EvalException(Emphasis.format(template, path()));
    }

    // Derivations

    /// Whether it is a set of type `derivation`.
    public boolean isDerivation() {
        return find("type").filter(type -> type.string().equals("derivation")).isPresent();
    }

    /// The store derivation it is, which is there; one that was collected as garbage is made again.
    public StorePath derivation() {
        Cursor attribute = get("drvPath");
        StorePath path = store().storeDir().parse(attribute.string());
        path.requireDerivation();
        if (!store().isValid(path) && !evaluator().settings().readOnly()) {
            attribute.force();
            if (!store().isValid(path)) {
                throw new EvalException(Emphasis.format("don't know how to recreate store derivation '%s'!",
                        store().storeDir().print(path)));
            }
        }
        return path;
    }

    private Store store() {
        return evaluator().world().store();
    }
}

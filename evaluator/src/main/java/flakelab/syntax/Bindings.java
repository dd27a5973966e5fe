package flakelab.syntax;

import flakelab.syntax.Expr.Attr;
import flakelab.syntax.Expr.AttrName;
import flakelab.syntax.Expr.AttrSet;
import flakelab.syntax.Expr.DynamicAttr;
import flakelab.text.Positions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An attribute set while it is read: nested paths are merged into nested sets, names defined twice are refused.
/// Rules: CppNix `ParserState::addAttr` (`src/libexpr/include/nix/expr/parser-state.hh`).
final class Bindings {
    private static final int SCANNED = 10;

    /// An attribute whose value is a set that later bindings may still add to.
    private record Open(int pos, Symbol name, Bindings set, @Nullable DocComment doc) {}

    /// `${name} = value`; the value is an [Expr], or [Bindings] still open.
    private record Dynamic(int pos, Expr name, Object value) {}

    private final SyntaxErrors errors;
    private final int pos;
    private final boolean recursive;

    private Symbol[] names = new Symbol[4];
    /// For each name an [Attr] or an [Open].
    private Object[] attrs = new Object[4];
    private int count;
    /// Slots of names by their hash, plus one; made when there are too many names to look through.
    private int @Nullable [] index;
    private List<Dynamic> dynamic = List.of();
    private List<Expr> sources = List.of();

    Bindings(SyntaxErrors errors, int pos, boolean recursive) {
        this.errors = errors;
        this.pos = pos;
        this.recursive = recursive;
    }

    boolean hasDynamic() {
        return !dynamic.isEmpty();
    }

    /// Adds `path = value`; `place` is where the path starts, which is the position of every attribute it makes.
    void add(int place, List<AttrName> path, Expr value, @Nullable DocComment doc) {
        Bindings set = this;
        for (int i = 0; i < path.size() - 1; i++) {
            set = set.nested(place, path, i, doc);
        }
        if (path.getLast() instanceof AttrName.Static name) {
            set.define(place, path, name.name(), value, doc);
        } else if (path.getLast() instanceof AttrName.Dynamic name) {
            set.addDynamic(new Dynamic(place, name.name(), Lambdas.documented(value, doc)));
        }
    }

    /// Adds `name = value`, where `path` is how it was written.
    private void define(int place, List<AttrName> path, Symbol name, Expr value,
            @Nullable DocComment doc) {
        int slot = find(name);
        if (slot < 0) {
            Expr known = Lambdas.documented(Lambdas.named(value, name), doc);
            put(name, new Attr(place, name, known, Attr.Kind.PLAIN, doc));
        } else {
            merge(slot, place, value, new ArrayList<>(path));
        }
    }

    /// The set that `path[i]` names, made if there is none.
    private Bindings nested(int place, List<AttrName> path, int i, @Nullable DocComment doc) {
        if (path.get(i) instanceof AttrName.Dynamic name) {
            Bindings made = new Bindings(errors, Positions.NONE, false);
            addDynamic(new Dynamic(place, name.name(), made));
            return made;
        }
        Symbol name = ((AttrName.Static) path.get(i)).name();
        int slot = find(name);
        if (slot < 0) {
            Bindings made = new Bindings(errors, Positions.NONE, false);
            put(name, new Open(place, name, made, doc));
            return made;
        }
        Bindings known = open(slot);
        if (known == null) {
            throw errors.duplicateAttribute(place, shown(path.subList(0, i + 1)), place(slot));
        }
        return known;
    }

    /// Adds `inherit name`.
    void inherit(int place, Symbol name, @Nullable DocComment doc) {
        refuseDuplicate(place, name);
        put(name, new Attr(place, name, new Expr.Var(place, name), Attr.Kind.INHERITED, doc));
    }

    /// Adds the `e` of `inherit (e) …`, and returns what its attributes select from.
    Expr.InheritFrom source(int place, Expr source) {
        sources = appended(sources, source);
        return new Expr.InheritFrom(place, sources.size() - 1);
    }

    void inheritFrom(int place, Symbol name, Expr.InheritFrom source, @Nullable DocComment doc) {
        refuseDuplicate(place, name);
        put(name,
                new Attr(place, name, select(place, name, source), Attr.Kind.INHERITED_FROM, doc));
    }

    private static Expr.Select select(int place, Symbol name, Expr.InheritFrom source) {
        return new Expr.Select(place, source, List.of(new AttrName.Static(place, name)), null);
    }

    private void refuseDuplicate(int place, Symbol name) {
        int slot = find(name);
        if (slot >= 0) {
            throw errors.duplicateAttribute(place, ExprPrinter.identifier(name.name), place(slot));
        }
    }

    /// Merges a second definition of the attribute in `slot` into the first, if both are sets. `path` is its name for messages.
    private void merge(int slot, int place, Expr value, List<AttrName> path) {
        Bindings known = value instanceof AttrSet ? open(slot) : null;
        if (known == null || !(value instanceof AttrSet added)) {
            throw errors.duplicateAttribute(place, shown(path), place(slot));
        }
        known.addAll(added, path);
    }

    private void addAll(AttrSet added, List<AttrName> path) {
        int shift = sources.size();
        for (Expr source : added.inheritSources()) {
            sources = appended(sources, source);
        }
        for (Attr attr : added.attrs()) {
            path.add(new AttrName.Static(attr.pos(), attr.name()));
            int slot = find(attr.name());
            if (slot < 0) {
                put(attr.name(), shifted(attr, shift));
            } else {
                merge(slot, attr.pos(), attr.value(), path);
            }
            path.removeLast();
        }
        for (DynamicAttr attr : added.dynamic()) {
            addDynamic(new Dynamic(attr.pos(), attr.name(), attr.value()));
        }
    }

    private static Attr shifted(Attr attr, int shift) {
        if (shift > 0 && attr.kind() == Attr.Kind.INHERITED_FROM
                && attr.value() instanceof Expr.Select select
                && select.target() instanceof Expr.InheritFrom(int pos, int source)) {
            return new Attr(attr.pos(), attr.name(),
                    select(select.pos(), attr.name(), new Expr.InheritFrom(pos, source + shift)),
                    attr.kind(), attr.doc());
        }
        return attr;
    }

    /// The set in a slot, opened for more; null if the slot holds anything else.
    private @Nullable Bindings open(int slot) {
        Object there = attrs[slot];
        if (there instanceof Attr attr && attr.value() instanceof AttrSet set) {
            Bindings opened = reopened(set);
            attrs[slot] = new Open(attr.pos(), attr.name(), opened, attr.doc());
            return opened;
        }
        return there instanceof Open open ? open.set : null;
    }

    private Bindings reopened(AttrSet set) {
        Bindings opened = new Bindings(errors, set.pos(), set.recursive());
        for (Attr attr : set.attrs()) {
            opened.put(attr.name(), attr);
        }
        for (DynamicAttr attr : set.dynamic()) {
            opened.addDynamic(new Dynamic(attr.pos(), attr.name(), attr.value()));
        }
        opened.sources = set.inheritSources();
        return opened;
    }

    private int place(int slot) {
        return attrs[slot] instanceof Open open ? open.pos : ((Attr) attrs[slot]).pos();
    }

    private static String shown(List<AttrName> path) {
        return ExprPrinter.attrPath(path);
    }

    /// The set as an expression. Nothing can be added afterwards.
    AttrSet close() {
        Attr[] closed = new Attr[count];
        for (int i = 0; i < count; i++) {
            closed[i] = attrs[i] instanceof Open(int at, Symbol name, Bindings set, DocComment doc)
                    ? new Attr(at, name, set.close(), Attr.Kind.PLAIN, doc)
                    : (Attr) attrs[i];
        }
        List<DynamicAttr> closedDynamic = dynamic.isEmpty()
                ? List.of()
                : dynamic.stream()
                    .map(d -> new DynamicAttr(d.pos, d.name,
                            d.value instanceof Bindings set ? set.close() : (Expr) d.value))
                    .collect(Collectors.toUnmodifiableList());
        return new AttrSet(pos, recursive, List.of(closed), closedDynamic,
                sources.isEmpty() ? sources : List.copyOf(sources));
    }

    private void addDynamic(Dynamic attr) {
        dynamic = appended(dynamic, attr);
    }

    private static <T> List<T> appended(List<T> list, T element) {
        List<T> growable = list instanceof ArrayList ? list : new ArrayList<>(list);
        growable.add(element);
        return growable;
    }

    // Names

    private int find(Symbol name) {
        int[] slots = index;
        if (slots == null) {
            for (int i = 0; i < count; i++) {
                if (names[i] == name) {
                    return i;
                }
            }
            return -1;
        }
        for (int at = hash(name, slots);; at = (at + 1) & (slots.length - 1)) {
            int slot = slots[at] - 1;
            if (slot < 0 || names[slot] == name) {
                return slot;
            }
        }
    }

    private static int hash(Symbol name, int[] slots) {
        int mixed = name.id * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & (slots.length - 1);
    }

    private void put(Symbol name, Object attr) {
        if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
            attrs = Arrays.copyOf(attrs, 2 * count);
        }
        names[count] = name;
        attrs[count++] = attr;
        int[] slots = index;
        if (slots == null ? count > SCANNED : 2 * count > slots.length) {
            int[] larger = new int[Integer.highestOneBit(count) * 8];
            for (int i = 0; i < count; i++) {
                enter(larger, i);
            }
            index = larger;
        } else if (slots != null) {
            enter(slots, count - 1);
        }
    }

    private void enter(int[] slots, int slot) {
        int at = hash(names[slot], slots);
        while (slots[at] != 0) {
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = slot + 1;
    }
}

package flakelab.eval;

import flakelab.syntax.Symbol;
import flakelab.text.Position;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.ListValue;
import flakelab.value.NullValue;
import flakelab.value.Shape;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Update;
import flakelab.value.Value;
import org.jspecify.annotations.Nullable;

/// `{ … }`, `rec { … }` and `[ … ]`.
final class Sets {
    private Sets() {}

    /// The `e` of `inherit (e) …`: each has a slot, so that all its attributes share one evaluation.
    record Source(int slot, Node node) {}

    private static void keep(Source[] sources, Object[] frame) {
        for (Source source : sources) {
            frame[source.slot] = source.node.lazy(frame);
        }
    }

    /// `{ a = …; }`, all names known. `values` are in the shape's order.
    static final class SetLiteral extends Node {
        private final Shape shape;
        private final Node[] values;
        private final Source[] sources;

        SetLiteral(Evaluator ev, Shape shape, Node[] values, Source[] sources) {
            super(ev);
            this.shape = shape;
            this.values = values;
            this.sources = sources;
        }

        @Override
        public Value eval(Object[] frame) {
            keep(sources, frame);
            Value[] made = new Value[values.length];
            for (int i = 0; i < made.length; i++) {
                made[i] = values[i].lazy(frame);
            }
            return Attrs.of(shape, made);
        }
    }

    /// `rec { a = …; }`, all names known: each attribute also has a slot, the first one `firstSlot`.
    static final class RecursiveSet extends Node {
        private final Shape shape;
        private final Node[] values;
        private final Source[] sources;
        private final int firstSlot;
        private final boolean[] inherited;
        private final int overrides;

        /// @param inherited which attributes are `inherit x;`
        RecursiveSet(Evaluator ev, Shape shape, Node[] values, Source[] sources, int firstSlot, boolean[] inherited) {
            super(ev);
            this.shape = shape;
            this.values = values;
            this.sources = sources;
            this.firstSlot = firstSlot;
            this.inherited = inherited;
            this.overrides = shape.find(Names.OVERRIDES);
        }

        @Override
        public Value eval(Object[] frame) {
            Value[] made = new Value[values.length];
            keep(sources, frame);
            for (int i = 0; i < made.length; i++) {
                made[i] = overrides >= 0 && !inherited[i]
                        ? new Thunk(values[i], frame)
                        : values[i].lazy(frame);
                frame[firstSlot + i] = made[i];
            }
            Attrs attrs = Attrs.of(shape, made);
            return overrides >= 0 ? override(attrs, frame) : attrs;
        }

        /// `__overrides` replaces attributes for the set's own members too.
        private Attrs override(Attrs attrs, Object[] frame) {
            Attrs overriding = ev.forceAttrs(attrs.valueAt(overrides), Positions.NONE,
                    "while evaluating the `__overrides` attribute");
            AttrsBuilder result = new AttrsBuilder(attrs.size() + overriding.size());
            for (int i = 0; i < attrs.size(); i++) {
                result.put(attrs.nameAt(i), attrs.valueAt(i), attrs.positionAt(i));
            }
            for (int i = 0; i < overriding.size(); i++) {
                int own = shape.find(overriding.nameAt(i));
                if (own >= 0) {
                    frame[firstSlot + own] = overriding.valueAt(i);
                }
                result.put(overriding.nameAt(i), overriding.valueAt(i), overriding.positionAt(i));
            }
            return result.build();
        }
    }

    /// An attribute whose name is computed.
    record Dynamic(Node name, Node value, int pos) {}

    /// A set with attributes whose names are computed; they come after all others.
    static final class DynamicSet extends Node {
        private final Node known;
        private final Dynamic[] dynamic;
        private Shape lastShape = Shape.EMPTY;

        DynamicSet(Evaluator ev, Node known, Dynamic[] dynamic) {
            super(ev);
            this.known = known;
            this.dynamic = dynamic;
        }

        @Override
        public Value eval(Object[] frame) {
            Attrs attrs = (Attrs) known.eval(frame);
            return Update.of(attrs, dynamic.length == 1 ? single(attrs, frame) : several(attrs, frame));
        }

        private Attrs several(Attrs attrs, Object[] frame) {
            AttrsBuilder made = new AttrsBuilder(dynamic.length);
            for (Dynamic attr : dynamic) {
                Symbol name = name(attr, frame);
                if (name != null) {
                    int earlier = attrs.has(name) ? attrs.positionOf(name) : made.positionOf(name);
                    if (earlier != AttrsBuilder.ABSENT) {
                        throw alreadyDefined(name, earlier, attr.pos);
                    }
                    attr.value.setName(name);
                    made.put(name, attr.value.lazy(frame), attr.pos);
                }
            }
            return made.build();
        }

        private Attrs single(Attrs attrs, Object[] frame) {
            Symbol name = name(dynamic[0], frame);
            if (name == null) {
                return Attrs.EMPTY;
            }
            if (attrs.has(name)) {
                throw alreadyDefined(name, attrs.positionOf(name), dynamic[0].pos);
            }
            Shape shape = lastShape;
            if (shape.size() != 1 || shape.nameAt(0) != name) {
                shape = Shape.of(new Symbol[]{name}, new int[]{dynamic[0].pos});
                lastShape = shape;
            }
            dynamic[0].value.setName(name);
            return Attrs.of(shape, new Value[]{dynamic[0].value.lazy(frame)});
        }

        private @Nullable Symbol name(Dynamic attr, Object[] frame) {
            Value v = attr.name.eval(frame);
            if (v == NullValue.NULL) {
                return null;
            }
            if (v instanceof StringValue s && s.context().isEmpty()) {
                return Symbol.of(s.text());
            }
            return Symbol.of(
                    ev.forceStringNoContext(v, attr.pos, "while evaluating the name of a dynamic attribute"));
        }

        private EvalException alreadyDefined(Symbol name, int earlier, int pos) {
            return EvalErrors.dynamicAttributeDefined(name, ev.at(earlier).map(Position::shown).orElse(""))
                .at(ev.at(pos));
        }
    }

    static final class ListLiteral extends Node {
        private final Node[] elements;

        ListLiteral(Evaluator ev, Node[] elements) {
            super(ev);
            this.elements = elements;
        }

        @Override
        public Value eval(Object[] frame) {
            Value[] made = new Value[elements.length];
            for (int i = 0; i < made.length; i++) {
                made[i] = elements[i].lazy(frame);
            }
            return ListValue.of(made);
        }
    }
}

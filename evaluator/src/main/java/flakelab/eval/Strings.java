package flakelab.eval;

import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// `a + b` and strings and paths with `${…}`.
final class Strings {
    private Strings() {}

    /// What the first part is decides what the rest must be: numbers add up, a path stays a path, all else is a string.
    static final class Concat extends Node {
        private final Node[] parts;
        private final int[] places;
        private final boolean interpolation;
        private final int pos;

        Concat(Evaluator ev, Node[] parts, int[] places, boolean interpolation, int pos) {
            super(ev);
            this.parts = parts;
            this.places = places;
            this.interpolation = interpolation;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            if (interpolation) {
                return join(StringValue.EMPTY, 0, frame);
            }
            Value first = parts[0].eval(frame);
            if (first instanceof IntValue i) {
                return sum(i, frame);
            } else if (first instanceof PathValue p) {
                return path(p, frame);
            } else if (first instanceof FloatValue f) {
                return sum(f.value(), 1, frame);
            }
            return join(coerce(first, 0, true, false), 1, frame);
        }

        private StringValue coerce(Value v, int part, boolean copyToStore, boolean canonicalizePath) {
            return v instanceof StringValue s
                    ? s
                    : ev.coerceToString(v, places[part], "while evaluating a path segment", false, copyToStore,
                            canonicalizePath);
        }

        private Value join(StringValue first, int from, Object[] frame) {
            if (parts.length - from == 1) {
                return both(first, coerce(parts[from].eval(frame), from, true, true));
            }
            String[] texts = new String[parts.length];
            texts[0] = first.text();
            StringContext context = first.context();
            for (int i = from; i < parts.length; i++) {
                StringValue part = coerce(parts[i].eval(frame), i, true, true);
                texts[i] = part.text();
                context = context.union(part.context());
            }
            return StringValue.of(String.join("", texts), context);
        }

        private static Value both(StringValue a, StringValue b) {
            return StringValue.of(a.text().concat(b.text()), a.context().union(b.context()));
        }

        private Value sum(IntValue first, Object[] frame) {
            long sum = first.value();
            for (int i = 1; i < parts.length; i++) {
                Value part = parts[i].eval(frame);
                if (part instanceof FloatValue f) {
                    return sum(sum + f.value(), i + 1, frame);
                }
                if (!(part instanceof IntValue n)) {
                    throw EvalErrors.cannotAdd(part, "an integer").at(ev.at(places[i]));
                }
                long next = sum + n.value();
                if (((sum ^ next) & (n.value() ^ next)) < 0) {
                    throw EvalErrors.additionOverflow(sum, n.value()).at(ev.at(places[i]));
                }
                sum = next;
            }
            return IntValue.of(sum);
        }

        private Value sum(double first, int from, Object[] frame) {
            double sum = first;
            for (int i = from; i < parts.length; i++) {
                sum += switch (parts[i].eval(frame)) {
                    case IntValue n -> n.value();
                    case FloatValue f -> f.value();
                    case Value other -> throw EvalErrors.cannotAdd(other, "a float").at(ev.at(places[i]));
                };
            }
            return FloatValue.of(sum);
        }

        private Value path(PathValue first, Object[] frame) {
            StringBuilder out = new StringBuilder(first.path());
            StringContext context = StringContext.EMPTY;
            for (int i = 1; i < parts.length; i++) {
                StringValue part = coerce(parts[i].eval(frame), i, false, true);
                out.append(part.text());
                context = context.union(part.context());
            }
            if (!context.isEmpty()) {
                throw EvalErrors.contextOnPath().at(ev.at(pos));
            }
            return new PathValue(ev.world().root(), PathValue.canonical(out.toString()));
        }
    }
}

package flakelab.eval;

import flakelab.syntax.Symbol;
import flakelab.value.Attrs;
import flakelab.value.Thunk;
import flakelab.value.Value;
import org.jspecify.annotations.Nullable;

/// Names: a slot of this frame or of one further out, or whatever the enclosing `with`s have.
///
/// A slot that held a thunk is overwritten with its value once that is known. A slot may still be empty when a `let` refers
/// forward; the reference then becomes a thunk of its own, as in CppNix.
final class Variables {
    private Variables() {}

    static Node local(Evaluator ev, int depth, int slot, int pos) {
        return switch (depth) {
            case 0 -> new Local0(ev, slot, pos);
            case 1 -> new Local1(ev, slot, pos);
            case 2 -> new Local2(ev, slot, pos);
            default -> new LocalN(ev, depth, slot, pos);
        };
    }

    private static Value force(Object[] owner, int slot, int pos) {
        Object held = owner[slot];
        return held instanceof Thunk thunk ? force(thunk, owner, slot, pos) : (Value) held;
    }

    private static Value force(Thunk thunk, Object[] owner, int slot, int pos) {
        Value value = thunk.value(pos);
        owner[slot] = value;
        return value;
    }

    private static Value share(Object[] owner, int slot, Node node, Object[] frame) {
        Object held = owner[slot];
        if (held instanceof Thunk thunk) {
            Value value = thunk.valueIfForced();
            return value == null ? thunk : value;
        }
        return held == null ? new Thunk(node, frame) : (Value) held;
    }

    private static @Nullable Value peek(Object[] owner, int slot) {
        Object held = owner[slot];
        return held instanceof Thunk thunk ? thunk.valueIfForced() : (Value) held;
    }

    static final class Local0 extends Node {
        private final int slot;
        private final int pos;

        Local0(Evaluator ev, int slot, int pos) {
            super(ev);
            this.slot = slot;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return force(frame, slot, pos);
        }

        @Override
        Value lazy(Object[] frame) {
            return share(frame, slot, this, frame);
        }

        @Override
        @Nullable
        Value peek(Object[] frame) {
            return Variables.peek(frame, slot);
        }
    }

    static final class Local1 extends Node {
        private final int slot;
        private final int pos;

        Local1(Evaluator ev, int slot, int pos) {
            super(ev);
            this.slot = slot;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return force((Object[]) frame[0], slot, pos);
        }

        @Override
        Value lazy(Object[] frame) {
            return share((Object[]) frame[0], slot, this, frame);
        }

        @Override
        @Nullable
        Value peek(Object[] frame) {
            return Variables.peek((Object[]) frame[0], slot);
        }
    }

    static final class Local2 extends Node {
        private final int slot;
        private final int pos;

        Local2(Evaluator ev, int slot, int pos) {
            super(ev);
            this.slot = slot;
            this.pos = pos;
        }

        private static Object[] owner(Object[] frame) {
            return (Object[]) ((Object[]) frame[0])[0];
        }

        @Override
        public Value eval(Object[] frame) {
            return force(owner(frame), slot, pos);
        }

        @Override
        Value lazy(Object[] frame) {
            return share(owner(frame), slot, this, frame);
        }

        @Override
        @Nullable
        Value peek(Object[] frame) {
            return Variables.peek(owner(frame), slot);
        }
    }

    static final class LocalN extends Node {
        private final int depth;
        private final int slot;
        private final int pos;

        LocalN(Evaluator ev, int depth, int slot, int pos) {
            super(ev);
            this.depth = depth;
            this.slot = slot;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return force(owner(frame, depth), slot, pos);
        }

        @Override
        Value lazy(Object[] frame) {
            return share(owner(frame, depth), slot, this, frame);
        }

        @Override
        @Nullable
        Value peek(Object[] frame) {
            return Variables.peek(owner(frame, depth), slot);
        }
    }

    /// The frame `depth` lambdas further out.
    static Object[] owner(Object[] frame, int depth) {
        Object[] owner = frame;
        for (int i = depth; i > 0; i--) {
            owner = (Object[]) owner[0];
        }
        return owner;
    }

    /// One enclosing `with`: where its set is kept, and where it was written.
    record With(int depth, int slot, int pos) {}

    /// A name no scope has: looked up in the sets of the enclosing `with`s, innermost first.
    static final class FromWith extends Node {
        private final Symbol name;
        private final With[] candidates;
        private final int pos;
        private int hint;

        FromWith(Evaluator ev, Symbol name, With[] candidates, int pos) {
            super(ev);
            this.name = name;
            this.candidates = candidates;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            for (With with : candidates) {
                Object[] owner = owner(frame, with.depth);
                Attrs attrs = owner[with.slot] instanceof Attrs forced ? forced : force(owner, with);
                int index = attrs.find(name, hint);
                if (index >= 0) {
                    hint = index;
                    return attrs.force(index, pos);
                }
            }
            throw EvalErrors.undefinedVariable(name).at(ev.at(pos));
        }

        private Attrs force(Object[] owner, With with) {
            Attrs attrs = ev.forceAttrs((Value) owner[with.slot], with.pos,
                    "while evaluating the first subexpression of a with expression");
            owner[with.slot] = attrs;
            return attrs;
        }
    }
}

package flakelab.eval;

import flakelab.syntax.Symbol;
import flakelab.value.Attrs;
import flakelab.value.Lambda;
import flakelab.value.LambdaCode;
import flakelab.value.Value;

/// Nodes whose value needs no evaluation.
final class Constants {
    private Constants() {}

    /// A literal, or a built-in name.
    static final class Constant extends Node {
        final Value value;

        Constant(Evaluator ev, Value value) {
            super(ev);
            this.value = value;
        }

        @Override
        public Value eval(Object[] frame) {
            return value;
        }

        @Override
        Value lazy(Object[] frame) {
            return value;
        }

        @Override
        Value peek(Object[] frame) {
            return value;
        }
    }

    /// `{ }`: known, but CppNix holds it as a thunk until needed.
    static final class EmptySet extends Node {
        EmptySet(Evaluator ev) {
            super(ev);
        }

        @Override
        public Value eval(Object[] frame) {
            return Attrs.EMPTY;
        }

        @Override
        Value argument(Object[] frame) {
            return Attrs.EMPTY;
        }

        @Override
        Value peek(Object[] frame) {
            return Attrs.EMPTY;
        }
    }

    /// A name of the outermost scope whose value may still have to be computed.
    static final class Global extends Node {
        private final Value cell;
        private final int pos;

        Global(Evaluator ev, Value cell, int pos) {
            super(ev);
            this.cell = cell;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return cell.force(pos);
        }

        @Override
        Value lazy(Object[] frame) {
            return cell;
        }
    }

    /// `__curPos`.
    static final class Here extends Node {
        private final int pos;

        Here(Evaluator ev, int pos) {
            super(ev);
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return ev.positionValue(pos);
        }
    }

    /// A lambda: closes over the frame.
    static final class Closure extends Node {
        final LambdaCode code;
        private final Node body;

        Closure(Evaluator ev, LambdaCode code, Node body) {
            super(ev);
            this.code = code;
            this.body = body;
        }

        @Override
        public Value eval(Object[] frame) {
            return new Lambda(code, frame);
        }

        @Override
        Value argument(Object[] frame) {
            return new Lambda(code, frame);
        }

        @Override
        void setName(Symbol name) {
            code.rename(name);
            body.setName(name);
        }
    }
}

package flakelab.eval;

import flakelab.text.Latin1;
import flakelab.text.Position;
import flakelab.value.Value;
import java.time.Instant;

/// Says when calls begin and end, with times in nanoseconds (`trace-function-calls`; CppNix `src/libexpr/function-trace.cc`).
final class CallTrace {
    private static final long NANOS = 1_000_000_000L;
    private final Evaluator ev;

    CallTrace(Evaluator ev) {
        this.ev = ev;
    }

    Value call(Value f, Value[] args, int pos) {
        say("entered", pos);
        try {
            return ev.calls().call(f.force(pos), args, pos);
        } finally {
            say("exited", pos);
        }
    }

    private void say(String event, int pos) {
        Instant now = Instant.now();
        ev.world()
            .notice("function-trace " + event + " " + ev.at(pos).map(Position::shown).orElse(Latin1.ofUnicode("«none»"))
                    + " at "
                    + (now.getEpochSecond() * NANOS + now.getNano()));
    }

    /// A call in a program that is traced: all kinds of calls are of this one node then.
    static final class Apply extends Node {
        private final Node function;
        private final Node[] args;
        private final int pos;

        Apply(Evaluator ev, Node function, Node[] args, int pos) {
            super(ev);
            this.function = function;
            this.args = args;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value f = function.eval(frame);
            Value[] values = new Value[args.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = args[i].argument(frame);
            }
            return ev.call(f, values, pos);
        }
    }
}

package flakelab.eval;

import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.BuiltinFunction;
import flakelab.value.Code;
import flakelab.value.FunctionValue;
import flakelab.value.Lambda;
import flakelab.value.PartialCall;
import flakelab.value.PendingCall;
import flakelab.value.Primitive;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Calling whatever can be called. Functions given here are in weak head normal form.
final class Calls {
    private final Evaluator ev;
    private final BlackHole blackHole;
    private final Code pendingCall1;
    private final Code pendingCall2;
    private final Code pendingSupplier;

    Calls(Evaluator ev) {
        this.ev = ev;
        this.blackHole = new BlackHole(ev, null);
        this.pendingCall1 = new PendingCall1();
        this.pendingCall2 = new PendingCall2();
        this.pendingSupplier = new PendingSupplier();
    }

    BlackHole blackHole() {
        return blackHole;
    }

    Value call(Value f, Value a, int pos) {
        if (f instanceof Lambda lambda) {
            return lambda.code().arity() == 1
                    ? lambda.code().call1(lambda.frame(), a, pos)
                    : new PartialCall(lambda, new Value[]{a});
        }
        if (f instanceof BuiltinFunction builtin) {
            return builtin.arity() == 1
                    ? call(builtin.primitive(), a, pos)
                    : new PartialCall(builtin, new Value[]{a});
        }
        return call(f, new Value[]{a}, pos);
    }

    Value call(Value f, Value a, Value b, int pos) {
        if (f instanceof Lambda lambda && lambda.code().arity() == 2) {
            return lambda.code().call2(lambda.frame(), a, b, pos);
        }
        if (f instanceof Lambda lambda && lambda.code().arity() == 1) {
            return call(lambda.code().call1(lambda.frame(), a, pos), b, pos);
        }
        if (f instanceof BuiltinFunction builtin && builtin.arity() == 2) {
            return call(builtin.primitive(), a, b, pos);
        }
        return call(f, new Value[]{a, b}, pos);
    }

    Value call(Value f, Value a, Value b, Value c, int pos) {
        if (f instanceof Lambda lambda && lambda.code().arity() == 3) {
            return lambda.code().call3(lambda.frame(), a, b, c, pos);
        }
        if (f instanceof BuiltinFunction builtin && builtin.arity() == 3) {
            return call(builtin.primitive(), a, b, c, pos);
        }
        return call(f, new Value[]{a, b, c}, pos);
    }

    /// Any number of arguments, at least one; gives a [PartialCall] if the function wants more.
    Value call(Value function, Value[] args, int pos) {
        Value f = function;
        int done = 0;
        while (done < args.length) {
            int left = args.length - done;
            if (f instanceof FunctionValue callable) {
                int wanted = wanted(callable);
                if (left < wanted) {
                    return partial(callable, Arrays.copyOfRange(args, done, args.length));
                }
                f = callExactly(callable, Arrays.copyOfRange(args, done, done + wanted), pos);
                done += wanted;
            } else {
                f = callFunctor(f, args[done++], pos);
            }
        }
        return f;
    }

    private static int wanted(FunctionValue f) {
        if (f instanceof PartialCall partial) {
            return wanted(partial.function()) - partial.arguments().length;
        }
        return f instanceof Lambda lambda ? lambda.code().arity() : ((BuiltinFunction) f).arity();
    }

    private static PartialCall partial(FunctionValue f, Value[] args) {
        return f instanceof PartialCall partial
                ? new PartialCall(partial.function(), concat(partial.arguments(), args))
                : new PartialCall(f, args);
    }

    private static Value[] concat(Value[] a, Value[] b) {
        Value[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private Value callExactly(FunctionValue f, Value[] args, int pos) {
        if (f instanceof PartialCall partial) {
            return callExactly(partial.function(), concat(partial.arguments(), args), pos);
        }
        if (f instanceof Lambda lambda) {
            return switch (args.length) {
                case 1 -> lambda.code().call1(lambda.frame(), args[0], pos);
                case 2 -> lambda.code().call2(lambda.frame(), args[0], args[1], pos);
                case 3 -> lambda.code().call3(lambda.frame(), args[0], args[1], args[2], pos);
                default -> lambda.code().callN(lambda.frame(), args, pos);
            };
        }
        Primitive primitive = ((BuiltinFunction) f).primitive();
        return switch (args.length) {
            case 1 -> call(primitive, args[0], pos);
            case 2 -> call(primitive, args[0], args[1], pos);
            case 3 -> call(primitive, args[0], args[1], args[2], pos);
            default -> call(primitive, args, pos);
        };
    }

    private Value callFunctor(Value f, Value a, int pos) {
        int index = f instanceof Attrs attrs ? attrs.find(Names.FUNCTOR) : -1;
        if (index < 0) {
            throw EvalErrors.notAFunction(ev, f).at(ev.at(pos));
        }
        Attrs attrs = (Attrs) f;
        int before = ev.enter(pos);
        try {
            int functorPos = attrs.positionAt(index);
            Value result = ev.call(attrs.valueAt(index), f, a, functorPos);
            ev.leave(before);
            return result;
        } catch (NixException e) {
            ev.leave(before);
            throw ev.frame(e, pos, "while calling a functor (an attribute set with a '__functor' attribute)");
        }
    }

    // Built-in functions

    Value call(Primitive primitive, Value a, int pos) {
        int before = ev.enter(pos);
        try {
            Value result = primitive.call1(Positions.NONE, a);
            ev.leave(before);
            return result;
        } catch (NixException e) {
            throw calling(e, primitive, before, pos);
        }
    }

    Value call(Primitive primitive, Value a, Value b, int pos) {
        int before = ev.enter(pos);
        try {
            Value result = primitive.call2(Positions.NONE, a, b);
            ev.leave(before);
            return result;
        } catch (NixException e) {
            throw calling(e, primitive, before, pos);
        }
    }

    Value call(Primitive primitive, Value a, Value b, Value c, int pos) {
        int before = ev.enter(pos);
        try {
            Value result = primitive.call3(Positions.NONE, a, b, c);
            ev.leave(before);
            return result;
        } catch (NixException e) {
            throw calling(e, primitive, before, pos);
        }
    }

    Value call(Primitive primitive, Value[] args, int pos) {
        int before = ev.enter(pos);
        try {
            Value result = primitive.callN(Positions.NONE, args);
            ev.leave(before);
            return result;
        } catch (NixException e) {
            throw calling(e, primitive, before, pos);
        }
    }

    /// The error of a built-in function on its way out.
    NixException calling(NixException e, Primitive primitive, int depthBefore, int pos) {
        ev.leave(depthBefore);
        return primitive.traced()
                ? ev.frame(e, pos, "while calling the '" + Emphasis.of(primitive.name()) + "' builtin")
                : e;
    }

    // Pending calls

    Value lazyCall(Value f, Value a) {
        return new Thunk(pendingCall1, new Object[]{f, a});
    }

    Value lazyCall(Value f, Value a, Value b) {
        return new Thunk(pendingCall2, new Object[]{f, a, b});
    }

    Value lazy(Supplier<Value> compute) {
        return new Thunk(pendingSupplier, new Object[]{compute});
    }

    private final class PendingCall1 extends PendingCall {
        PendingCall1() {
            super(blackHole);
        }

        @Override
        protected Value call(Object[] frame, int pos) {
            return ev.call((Value) frame[0], (Value) frame[1], pos);
        }
    }

    private final class PendingCall2 extends PendingCall {
        PendingCall2() {
            super(blackHole);
        }

        @Override
        protected Value call(Object[] frame, int pos) {
            return ev.call((Value) frame[0], (Value) frame[1], (Value) frame[2], pos);
        }
    }

    private final class PendingSupplier extends Code {
        PendingSupplier() {
            super(blackHole);
        }

        @Override
        public Value eval(Object[] frame) {
            return ((Value) ((Supplier<?>) frame[0]).get()).force(Positions.NONE);
        }
    }

    // Calling with arguments by name

    Value autoCall(Attrs args, Value function) {
        Value f = function.force(Positions.NONE);
        if (f instanceof Attrs attrs) {
            Value functor = attrs.get(Names.FUNCTOR);
            return functor == null ? f : autoCall(args, ev.call(functor, f, Positions.NONE));
        }
        if (!(f instanceof Lambda lambda)) {
            return f;
        }
        Expr.Formals formals = lambda.code().formals(0);
        if (formals == null) {
            return f;
        }
        Attrs given = formals.ellipsis() ? args : named(args, formals.formals());
        return call(f, given, lambda.code().pos(0));
    }

    private Attrs named(Attrs args, List<Expr.Formal> formals) {
        AttrsBuilder given = new AttrsBuilder(formals.size());
        for (Expr.Formal formal : formals) {
            Symbol name = formal.name();
            Value value = args.get(name);
            if (value != null) {
                given.put(name, value, args.positionOf(name));
            } else if (formal.fallback() == null) {
                throw EvalErrors.argumentWithoutValue(name).at(ev.at(formal.pos()));
            }
        }
        return given.build();
    }
}

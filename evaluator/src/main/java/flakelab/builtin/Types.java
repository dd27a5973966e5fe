package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.FunctionValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.NullValue;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Value;

/// What type a value is of: `typeOf`, `isList` and friends.
final class Types {
    private Types() {}

    @Builtin(doc = """
            The type of *e*: `"int"`, `"bool"`, `"string"`, `"path"`, `"null"`, `"set"`, `"list"`, `"lambda"` or `"float"`.
            """)
    static Value typeOf(Evaluator ev, Value e) {
        return StringValue.of(switch (e.force(Positions.NONE)) {
            case IntValue _ -> "int";
            case BoolValue _ -> "bool";
            case StringValue _ -> "string";
            case PathValue _ -> "path";
            case NullValue _ -> "null";
            case Attrs _ -> "set";
            case ListValue _ -> "list";
            case FunctionValue _ -> "lambda";
            case FloatValue _ -> "float";
            case Thunk _ -> throw new IllegalStateException("forced to a thunk");
        });
    }

    @Builtin(global = true, doc = "Whether *e* is `null`. `e == null` says the same.")
    static Value isNull(Evaluator ev, Value e) {
        return BoolValue.of(e.force(Positions.NONE) instanceof NullValue);
    }

    @Builtin(doc = "Whether *e* is a function. A set with `__functor` is not one.")
    static Value isFunction(Evaluator ev, Value e) {
        return BoolValue.of(e.force(Positions.NONE) instanceof FunctionValue);
    }

    @Builtin(doc = "Whether *e* is an integer.")
    static Value isInt(Evaluator ev, Value e) {
        return BoolValue.of(e.force(Positions.NONE) instanceof IntValue);
    }

    @Builtin(doc = "Whether *e* is a floating-point number.")
    static Value isFloat(Evaluator ev, Value e) {
        return BoolValue.of(e.force(Positions.NONE) instanceof FloatValue);
    }

    @Builtin(doc = "Whether *e* is a string.")
    static Value isString(Evaluator ev, Value e) {
        return BoolValue.of(e.force(Positions.NONE) instanceof StringValue);
    }

    @Builtin(doc = "Whether *e* is a Boolean.")
    static Value isBool(Evaluator ev, Value e) {
        return BoolValue.of(e.force(Positions.NONE) instanceof BoolValue);
    }

    @Builtin(doc = "Whether *e* is a path.")
    static Value isPath(Evaluator ev, Value e) {
        return BoolValue.of(e.force(Positions.NONE) instanceof PathValue);
    }

    @Builtin(doc = "Whether *e* is an attribute set.")
    static Value isAttrs(Evaluator ev, Value e) {
        return BoolValue.of(e.force(Positions.NONE) instanceof Attrs);
    }

    @Builtin(doc = "Whether *e* is a list.")
    static Value isList(Evaluator ev, Value e) {
        return BoolValue.of(e.force(Positions.NONE) instanceof ListValue);
    }
}

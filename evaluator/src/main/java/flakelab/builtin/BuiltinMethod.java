package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.PathValue;
import flakelab.value.Primitive;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Builtin] method as a primitive. The method handle is made at the first call.
final class BuiltinMethod extends Primitive {
    private static final String[] ORDINALS = {"first", "second", "third", "fourth", "fifth"};
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private enum Kind {
        LAZY, FORCED, FUNCTION, ATTRS, LIST, STRING, TEXT, INT, FLOAT, BOOL, PATH
    }

    private final Evaluator ev;
    private final Method method;
    private final Builtin annotation;
    private @Nullable MethodHandle handle;
    private Kind[] kinds = {};
    private String[] contexts = {};

    BuiltinMethod(Evaluator ev, String name, Method method, Builtin annotation, int arity) {
        super(name, arity);
        this.ev = ev;
        this.method = method;
        this.annotation = annotation;
    }

    /// How many of a method's parameters are Nix arguments.
    static int nixArguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        return types.length - (types.length > 1 && types[1] == int.class ? 2 : 1);
    }

    @Override
    public List<String> parameters() {
        Parameter[] all = method.getParameters();
        return Arrays.stream(all, all.length - arity(), all.length)
            .map(Parameter::getName)
            .toList();
    }

    @Override
    public String doc() {
        return annotation.doc();
    }

    @Override
    public boolean traced() {
        return annotation.traced();
    }

    @Override
    public Value call1(int pos, Value a) {
        try {
            MethodHandle known = handle();
            return (Value) known.invokeExact(ev, pos, prepare(0, a, pos));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    @Override
    public Value call2(int pos, Value a, Value b) {
        try {
            MethodHandle known = handle();
            Value x = prepare(0, a, pos);
            return (Value) known.invokeExact(ev, pos, x, prepare(1, b, pos));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    @Override
    public Value call3(int pos, Value a, Value b, Value c) {
        try {
            MethodHandle known = handle();
            Value x = prepare(0, a, pos);
            Value y = prepare(1, b, pos);
            return (Value) known.invokeExact(ev, pos, x, y, prepare(2, c, pos));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    @Override
    public Value callN(int pos, Value[] arguments) {
        try {
            MethodHandle known = handle();
            Value[] prepared = new Value[arguments.length];
            for (int i = 0; i < prepared.length; i++) {
                prepared[i] = prepare(i, arguments[i], pos);
            }
            return (Value) known.invokeExact(ev, pos, prepared);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// The value of a method without Nix arguments.
    Value constant() {
        try {
            return (Value) method.invoke(null, ev);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw unchecked(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method.toString(), e);
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }

    private MethodHandle handle() throws IllegalAccessException {
        MethodHandle known = handle;
        return known != null ? known : resolve();
    }

    private MethodHandle resolve() throws IllegalAccessException {
        method.setAccessible(true);
        MethodHandle made = LOOKUP.unreflect(method);
        if (made.type().parameterCount() == arity() + 1) {
            made = MethodHandles.dropArguments(made, 1, int.class);
        }
        Parameter[] parameters = method.getParameters();
        int first = parameters.length - arity();
        Kind[] found = new Kind[arity()];
        contexts = new String[arity()];
        for (int i = 0; i < found.length; i++) {
            Parameter parameter = parameters[first + i];
            found[i] = kind(parameter);
            contexts[i] = context(parameter, i);
            MethodHandle filter = unwrapping(parameter.getType());
            made = filter == null ? made : MethodHandles.filterArguments(made, 2 + i, filter);
        }
        kinds = found;
        handle = generic(made);
        return handle;
    }

    private MethodHandle generic(MethodHandle exact) {
        if (arity() > 3) {
            MethodType plain = MethodType.genericMethodType(arity() + 2)
                .changeReturnType(Value.class)
                .changeParameterType(0, Evaluator.class)
                .changeParameterType(1, int.class);
            for (int i = 0; i < arity(); i++) {
                plain = plain.changeParameterType(2 + i, Value.class);
            }
            return exact.asType(plain).asSpreader(Value[].class, arity());
        }
        Class<?>[] types = new Class<?>[arity() + 2];
        Arrays.fill(types, Value.class);
        types[0] = Evaluator.class;
        types[1] = int.class;
        return exact.asType(MethodType.methodType(Value.class, types));
    }

    private static Kind kind(Parameter parameter) {
        Arg arg = parameter.getAnnotation(Arg.class);
        Class<?> type = parameter.getType();
        if (type == Value.class) {
            return arg != null && arg.function()
                    ? Kind.FUNCTION
                    : arg != null && arg.forced() ? Kind.FORCED : Kind.LAZY;
        }
        return type == Attrs.class
                ? Kind.ATTRS
                : type == ListValue.class
                        ? Kind.LIST
                        : type == StringValue.class
                                ? Kind.STRING
                                : type == String.class
                                        ? Kind.TEXT
                                        : type == long.class
                                                ? Kind.INT
                                                : type == double.class
                                                        ? Kind.FLOAT
                                                        : type == boolean.class
                                                                ? Kind.BOOL
                                                                : path(type);
    }

    private static Kind path(Class<?> type) {
        if (type != PathValue.class) {
            throw new IllegalStateException("no preparation for an argument of " + type);
        }
        return Kind.PATH;
    }

    private String context(Parameter parameter, int index) {
        Arg arg = parameter.getAnnotation(Arg.class);
        return arg != null && !arg.value().isEmpty()
                ? arg.value()
                : "while evaluating the " + ORDINALS[index] + " argument passed to builtins."
                        + name();
    }

    private Value prepare(int index, Value v, int pos) {
        return switch (kinds[index]) {
            case LAZY -> v;
            case FORCED -> v.force(pos);
            case FUNCTION -> ev.forceFunction(v, pos, contexts[index]);
            case ATTRS -> ev.forceAttrs(v, pos, contexts[index]);
            case LIST -> ev.forceList(v, pos, contexts[index]);
            case STRING -> ev.forceStringValue(v, pos, contexts[index]);
            case TEXT -> StringValue.of(ev.forceStringNoContext(v, pos, contexts[index]));
            case INT -> IntValue.of(ev.forceInt(v, pos, contexts[index]));
            case FLOAT -> FloatValue.of(ev.forceFloat(v, pos, contexts[index]));
            case BOOL -> BoolValue.of(ev.forceBool(v, pos, contexts[index]));
            case PATH -> ev.coerceToPath(v, new StringContext.Builder(), pos, contexts[index]);
        };
    }

    private static @Nullable MethodHandle unwrapping(Class<?> type) {
        String name = type == long.class
                ? "unwrapInt"
                : type == double.class
                        ? "unwrapFloat"
                        : type == boolean.class
                                ? "unwrapBool"
                                : type == String.class ? "unwrapText" : "";
        try {
            return name.isEmpty()
                    ? null
                    : LOOKUP.findStatic(BuiltinMethod.class, name,
                            MethodType.methodType(type, Value.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long unwrapInt(Value v) {
        return ((IntValue) v).value();
    }

    private static double unwrapFloat(Value v) {
        return ((FloatValue) v).value();
    }

    private static boolean unwrapBool(Value v) {
        return ((BoolValue) v).value();
    }

    private static String unwrapText(Value v) {
        return ((StringValue) v).text();
    }
}

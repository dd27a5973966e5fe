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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A [Builtin] method as a primitive. The method handle is made at the first call.
final class BuiltinMethod extends Primitive {
    private static final String[] ORDINALS = {"first", "second", "third", "fourth", "fifth"};
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private enum Kind {
        LAZY, FORCED, FUNCTION, ATTRS, LIST, STRING, TEXT, INT, FLOAT, BOOL, PATH
    }

    private static final Map<Class<?>, Kind> KINDS = Map.of(Attrs.class, Kind.ATTRS, ListValue.class,
            Kind.LIST, StringValue.class, Kind.STRING, String.class, Kind.TEXT, long.class, Kind.INT,
            double.class, Kind.FLOAT, boolean.class, Kind.BOOL, PathValue.class, Kind.PATH);

    /// Made once per process: HotSpot compiles code of their own for handles called often.
    private static final ConcurrentHashMap<Method, Prepared> PREPARED = new ConcurrentHashMap<>();

    /// @param handle takes evaluator, position and prepared values
    /// @param kinds how each argument is prepared
    /// @param contexts the frame of each one's errors
    @SuppressWarnings("ArrayRecordComponent")
    private record Prepared(MethodHandle handle, Kind[] kinds, String[] contexts) {}

    private final Evaluator ev;
    private final Method method;
    private final Builtin annotation;
    private @Nullable Prepared prepared;

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
    public boolean needsFirst() {
        Class<?>[] types = method.getParameterTypes();
        Class<?> first = types[types.length - arity()];
        return first == Attrs.class || first == ListValue.class;
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
            Prepared known = prepared();
            return (Value) known.handle.invokeExact(ev, pos, prepare(known, 0, a, pos));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    @Override
    public Value call2(int pos, Value a, Value b) {
        try {
            Prepared known = prepared();
            Value x = prepare(known, 0, a, pos);
            return (Value) known.handle.invokeExact(ev, pos, x, prepare(known, 1, b, pos));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    @Override
    public Value call3(int pos, Value a, Value b, Value c) {
        try {
            Prepared known = prepared();
            Value x = prepare(known, 0, a, pos);
            Value y = prepare(known, 1, b, pos);
            return (Value) known.handle.invokeExact(ev, pos, x, y, prepare(known, 2, c, pos));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    @Override
    public Value callN(int pos, Value[] arguments) {
        try {
            Prepared known = prepared();
            Value[] prepared = new Value[arguments.length];
            for (int i = 0; i < prepared.length; i++) {
                prepared[i] = prepare(known, i, arguments[i], pos);
            }
            return (Value) known.handle.invokeExact(ev, pos, prepared);
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

    private Prepared prepared() {
        Prepared known = prepared;
        return known != null ? known : resolve();
    }

    private Prepared resolve() {
        Prepared made = PREPARED.computeIfAbsent(method, this::prepare);
        prepared = made;
        return made;
    }

    private Prepared prepare(Method target) {
        Parameter[] parameters = target.getParameters();
        int first = parameters.length - arity();
        MethodHandle handle = handle(target);
        Kind[] kinds = new Kind[arity()];
        String[] contexts = new String[arity()];
        for (int i = 0; i < kinds.length; i++) {
            Parameter parameter = parameters[first + i];
            kinds[i] = kind(parameter);
            contexts[i] = context(parameter, i);
            MethodHandle filter = unwrapping(parameter.getType());
            handle = filter == null ? handle : MethodHandles.filterArguments(handle, 2 + i, filter);
        }
        return new Prepared(generic(handle), kinds, contexts);
    }

    private MethodHandle handle(Method target) {
        try {
            target.setAccessible(true);
            MethodHandle handle = LOOKUP.unreflect(target);
            boolean positioned = handle.type().parameterCount() > arity() + 1;
            return positioned ? handle : MethodHandles.dropArguments(handle, 1, int.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
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
        Kind kind = KINDS.get(type);
        if (kind == null) {
            throw new IllegalStateException("no preparation for an argument of " + type);
        }
        return kind;
    }

    private String context(Parameter parameter, int index) {
        Arg arg = parameter.getAnnotation(Arg.class);
        return arg != null && !arg.value().isEmpty()
                ? arg.value()
                : "while evaluating the " + ORDINALS[index] + " argument passed to builtins."
                        + name();
    }

    private Value prepare(Prepared how, int index, Value v, int pos) {
        return switch (how.kinds[index]) {
            case LAZY -> v;
            case FORCED -> v.force(pos);
            case FUNCTION -> ev.forceFunction(v, pos, how.contexts[index]);
            case ATTRS -> ev.forceAttrs(v, pos, how.contexts[index]);
            case LIST -> ev.forceList(v, pos, how.contexts[index]);
            case STRING -> ev.forceStringValue(v, pos, how.contexts[index]);
            case TEXT -> StringValue.of(ev.forceStringNoContext(v, pos, how.contexts[index]));
            case INT -> IntValue.of(ev.forceInt(v, pos, how.contexts[index]));
            case FLOAT -> FloatValue.of(ev.forceFloat(v, pos, how.contexts[index]));
            case BOOL -> BoolValue.of(ev.forceBool(v, pos, how.contexts[index]));
            case PATH -> ev.coerceToPath(v, new StringContext.Builder(), pos, how.contexts[index]);
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

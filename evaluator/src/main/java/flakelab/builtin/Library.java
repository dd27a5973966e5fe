package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.eval.Scope;
import flakelab.syntax.Symbol;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.BuiltinFunction;
import flakelab.value.NullValue;
import flakelab.value.Value;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives the methods marked [Builtin] to an evaluator.
///
/// Names and calls are in [Catalogue]: reflection over some hundred annotations would cost more than a small program's
/// whole evaluation. It is used only for documentation.
public final class Library {
    /// Every family; a new class of built-in functions is added here and nowhere else.
    static final List<Class<?>> FAMILIES = List.of(Constants.class, Types.class,
            Numbers.class, Strings.class,
            Versions.class, Hashes.class, Contexts.class, Lists.class, Attrsets.class,
            Control.class,
            GenericClosure.class, Debugging.class, Derivations.class, Toml.class, Json.class,
            Xml.class, Paths.class, Sources.class, Imports.class, Fetching.class, FetchClosure.class,
            FetchTree.class, Flakes.class);

    private Library() {}

    /// Makes all built-in functions known to a new evaluator. Gives the internal ones, by name.
    public static Map<String, Value> install(Evaluator ev) {
        AttrsBuilder builtins = new AttrsBuilder(160);
        Scope globals = new Scope();
        Map<String, Value> internal = new HashMap<>();
        for (CatalogueEntry entry : Catalogue.entries()) {
            if (exists(ev, entry)) {
                String name = entry.name();
                BuiltinMethod primitive = new BuiltinMethod(ev, entry);
                Value value = entry.arity() == 0 ? ev.lazy(primitive::constant) : new BuiltinFunction(primitive);
                if (entry.is(CatalogueEntry.INTERNAL)) {
                    internal.put(name, value);
                } else {
                    builtins.put(name, value);
                    globals.bind(Symbol.of(entry.is(CatalogueEntry.GLOBAL) ? name : "__" + name), value);
                }
            }
        }
        constants(ev, builtins, globals);
        return internal;
    }

    private static void constants(Evaluator ev, AttrsBuilder builtins, Scope globals) {
        Map.of("true", BoolValue.TRUE, "false", BoolValue.FALSE, "null", NullValue.NULL)
            .forEach((name, value) -> {
                builtins.put(name, value);
                globals.bind(Symbol.of(name), value);
            });
        Value derivation = ev.lazy(() -> ev.evalFile(InternalFiles.DERIVATION));
        builtins.put("derivation", derivation);
        globals.bind(Symbol.of("derivation"), derivation);
        builtins.put("builtins", NullValue.NULL);
        Attrs all = builtins.build();
        all.values()[all.find(Symbol.of("builtins"))] = all;
        globals.bind(Symbol.of("builtins"), all);
        ev.install(all, globals);
    }

    private static boolean exists(Evaluator ev, CatalogueEntry entry) {
        boolean allowed = entry.feature().isEmpty() || ev.settings().hasFeature(entry.feature());
        return allowed && !(entry.is(CatalogueEntry.IMPURE) && ev.settings().pureEval());
    }

    /// What a built-in function's method gives it as its name.
    static String name(Method method, Builtin annotation) {
        if (!annotation.name().isEmpty()) {
            return annotation.name();
        }
        String name = method.getName();
        return name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
    }

    /// The method of the built-in function of that name.
    static Method method(String name) {
        for (Class<?> family : FAMILIES) {
            for (Method method : family.getDeclaredMethods()) {
                Builtin annotation = method.getAnnotation(Builtin.class);
                if (annotation != null && name(method, annotation).equals(name)) {
                    return method;
                }
            }
        }
        throw new IllegalStateException(name);
    }
}

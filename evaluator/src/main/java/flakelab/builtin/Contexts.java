package flakelab.builtin;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.syntax.Symbol;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.ListValue;
import flakelab.value.Literal;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// String contexts: what strings refer to in the store (CppNix `primops/context.cc`).
final class Contexts {
    private static final Symbol ALL_OUTPUTS = Symbol.of("allOutputs");
    private static final Symbol OUTPUTS = Symbol.of("outputs");

    private Contexts() {}

    @Builtin(doc = """
            The string *s* without its [string context](https://nix.dev/manual/nix/stable/language/string-context): Nix
            forgets that the text refers to store objects.
            """)
    static Value unsafeDiscardStringContext(Evaluator ev, int pos, Value s) {
        return StringValue.of(ev.coerceToString(s, pos,
                "while evaluating the argument passed to builtins.unsafeDiscardStringContext",
                false, true, true)
            .text());
    }

    @Builtin(doc = """
            Whether the string *s* refers to any store object. [`builtins.getContext`](#builtins-getContext) tells which.
            """)
    static Value hasContext(Evaluator ev, int pos,
            @Arg("while evaluating the argument passed to builtins.hasContext") StringValue s) {
        return BoolValue.of(!s.context().isEmpty());
    }

    @Builtin(doc = """
            The string *s* with every reference to a derivation and all it needs turned into a reference to the `.drv`
            file alone. The opposite of
            [`builtins.addDrvOutputDependencies`](#builtins-addDrvOutputDependencies).
            """)
    static Value unsafeDiscardOutputDependency(Evaluator ev, int pos, Value s) {
        StringValue string = ev.coerceToString(s, pos,
                "while evaluating the argument passed to builtins.unsafeDiscardOutputDependency",
                false, true, true);
        List<String> elements = string.context()
            .elements()
            .stream()
            .map(element -> element.startsWith("=") ? element.substring(1) : element)
            .toList();
        return StringValue.of(string.text(), StringContext.of(elements));
    }

    @Builtin(doc = """
            The string *s*, which must refer to exactly one `.drv` file, with that reference turned into one to the
            derivation with all its outputs and everything it needs. The opposite of
            [`builtins.unsafeDiscardOutputDependency`](#builtins-unsafeDiscardOutputDependency).
            """)
    static Value addDrvOutputDependencies(Evaluator ev, int pos, Value s) {
        StringValue string = ev.coerceToString(s, pos,
                "while evaluating the argument passed to builtins.addDrvOutputDependencies", false,
                true, true);
        StringContext context = string.context();
        if (context.size() != 1) {
            throw BuiltinErrors
                .error("context of string '%s' must have exactly one element, but has %s",
                        string.text(), context.size())
                .at(ev.at(pos));
        }
        String element = context.elements().getFirst();
        if (element.startsWith("=")) {
            return string;
        }
        if (element.startsWith("!")) {
            throw BuiltinErrors.error(
                    "`addDrvOutputDependencies` can only act on derivations, not on a derivation "
                            + "output such as '%s'",
                    element.substring(1, element.indexOf('!', 1)))
                .at(ev.at(pos));
        }
        if (!element.endsWith(".drv")) {
            throw BuiltinErrors.error("path '%s' is not a derivation", printed(ev, element))
                .at(ev.at(pos));
        }
        return StringValue.of(string.text(), StringContext.of("=" + element));
    }

    @Builtin(doc = """
            What the string *s* refers to: a set with an attribute per store path, each with `path = true` (the object
            itself), `allOutputs = true` (a derivation and all it needs) or `outputs` (the names of a derivation's
            outputs).

            ```nix
            builtins.getContext "${derivation { name = "a"; builder = "b"; system = "c"; }}"
            => { "/nix/store/arhvjaf6zmlyn8vh8fgn55rpwnxq0n7l-a.drv" = { outputs = [ "out" ]; }; }
            ```
            """)
    static Value getContext(Evaluator ev, int pos,
            @Arg("while evaluating the argument passed to builtins.getContext") StringValue s) {
        Map<String, AttrsBuilder> infos = new TreeMap<>();
        Map<String, List<Value>> outputs = new TreeMap<>();
        for (String element : s.context().elements()) {
            if (element.startsWith("=")) {
                info(infos, element.substring(1)).put(ALL_OUTPUTS, BoolValue.TRUE);
            } else if (element.startsWith("!")) {
                int end = element.indexOf('!', 1);
                String derivation = element.substring(end + 1);
                if (derivation.startsWith("!")) {
                    throw BuiltinErrors.error(
                            "cannot resolve the dynamic derivation '%s' during evaluation",
                            derivation);
                }
                info(infos, derivation);
                outputs.computeIfAbsent(derivation, _ -> new ArrayList<>())
                    .add(StringValue.of(element.substring(1, end)));
            } else {
                info(infos, element).put(Names.PATH, BoolValue.TRUE);
            }
        }
        outputs.forEach((path, names) -> info(infos, path).put(OUTPUTS,
                ListValue.of(names.toArray(Value[]::new))));
        AttrsBuilder result = new AttrsBuilder(infos.size());
        infos.forEach((path, info) -> result.put(printed(ev, path), info.build()));
        return result.build();
    }

    private static AttrsBuilder info(Map<String, AttrsBuilder> infos, String path) {
        return infos.computeIfAbsent(path, _ -> new AttrsBuilder(3));
    }

    @Builtin(doc = """
            The string *s*, referring also to what *context* says, in the form that
            [`builtins.getContext`](#builtins-getContext) gives.
            """)
    static Value appendContext(Evaluator ev, int pos,
            @Arg("while evaluating the first argument passed to builtins.appendContext") StringValue s,
            @Arg("while evaluating the second argument passed to builtins.appendContext") Attrs context) {
        StringContext.Builder all = new StringContext.Builder();
        all.add(s.context());
        for (int i : context.shape().bySight()) {
            append(ev, context.nameAt(i).name, context.valueAt(i), context.positionAt(i), all);
        }
        return StringValue.of(s.text(), all.build());
    }

    private static void append(Evaluator ev, String name, Value value, int pos,
            StringContext.Builder all) {
        StoreDir dir = ev.world().store().storeDir();
        Optional<StorePath> parsed = dir.maybeParse(name);
        if (parsed.isEmpty() || !name.startsWith("/")) {
            throw BuiltinErrors.error("context key '%s' is not a store path", Literal.name(name))
                .at(ev.at(pos));
        }
        String path = parsed.get().baseName();
        if (!ev.settings().readOnly()) {
            ev.world().store().require(parsed.get());
        }
        Attrs info = ev.forceAttrs(value, pos, "while evaluating the value of a string context");
        if (flag(ev, info, Names.PATH,
                "while evaluating the `path` attribute of a string context")) {
            all.add(path);
        }
        if (flag(ev, info, ALL_OUTPUTS,
                "while evaluating the `allOutputs` attribute of a string context")) {
            if (!path.endsWith(".drv")) {
                throw notDerivation(ev,
                        "tried to add all-outputs context of %s, which is not a derivation, to a string",
                        name, pos);
            }
            all.add("=" + path);
        }
        int outputs = info.find(OUTPUTS);
        if (outputs >= 0) {
            int outputsPos = info.positionAt(outputs);
            ListValue names = ev.forceList(info.valueAt(outputs), outputsPos,
                    "while evaluating the `outputs` attribute of a string context");
            if (names.size() > 0 && !path.endsWith(".drv")) {
                throw notDerivation(ev,
                        "tried to add derivation output context of %s, which is not a derivation, to a string",
                        name,
                        pos);
            }
            for (Value output : names.elements()) {
                all.add("!" + ev.forceStringNoContext(output, outputsPos,
                        "while evaluating an output name within a string context") + "!" + path);
            }
        }
    }

    private static EvalException notDerivation(Evaluator ev, String template, String name,
            int pos) {
        return BuiltinErrors.error(template, Literal.name(name)).at(ev.at(pos));
    }

    private static boolean flag(Evaluator ev, Attrs info, Symbol name, String frame) {
        int index = info.find(name);
        return index >= 0 && ev.forceBool(info.valueAt(index), info.positionAt(index), frame);
    }

    private static String printed(Evaluator ev, String baseName) {
        return ev.world().store().storeDir().path() + "/" + baseName;
    }
}

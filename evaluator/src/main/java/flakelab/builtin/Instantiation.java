package flakelab.builtin;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationHashes;
import flakelab.derivation.DerivationOutput;
import flakelab.derivation.Derivations;
import flakelab.derivation.InputOutputs;
import flakelab.derivation.Placeholders;
import flakelab.eval.Ahead;
import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.hash.HashAlgorithm;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.store.StoreException;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.Literal;
import flakelab.value.NullValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One derivation being made from its attributes (CppNix `derivationStrictInternal`).
final class Instantiation {
    private static final Symbol STRUCTURED_ATTRS = Symbol.of("__structuredAttrs");
    private static final Symbol IGNORE_NULLS = Symbol.of("__ignoreNulls");

    /// Attributes that structured attributes leave without effect.
    private static final SortedSet<String> CHECKS = new TreeSet<>(
            List.of("allowedReferences", "allowedRequisites",
                    "disallowedReferences", "disallowedRequisites", "maxSize", "maxClosureSize"));

    private final Evaluator ev;
    private final Store store;
    private final StoreDir dir;
    private final String name;

    private final StringContext.Builder context = new StringContext.Builder();
    private final SortedMap<String, String> env = new TreeMap<>();
    private final List<String> args = new ArrayList<>();
    private final SortedMap<StorePath, InputOutputs> inputDrvs = new TreeMap<>();
    private final SortedSet<StorePath> inputSrcs = new TreeSet<>();
    private SortedSet<String> outputs = new TreeSet<>(List.of("out"));
    private String builder = "";
    private String system = "";
    private boolean structured;
    private final SortedMap<String, String> json = new TreeMap<>();
    private Optional<String> givenJson = Optional.empty();
    private boolean contentAddressed;
    private boolean impure;
    private @Nullable String outputHash;
    private @Nullable HashAlgorithm outputHashAlgo;
    private @Nullable ContentAddressMethod method;

    Instantiation(Evaluator ev, String name) {
        this.ev = ev;
        this.store = ev.world().store();
        this.dir = store.storeDir();
        this.name = name;
    }

    /// The set of `drvPath` and the outputs.
    Value make(Attrs attrs) {
        checkName();
        structured = flag(attrs, STRUCTURED_ATTRS,
                "while evaluating the `__structuredAttrs` attribute passed to builtins.derivationStrict");
        boolean ignoreNulls = flag(attrs, IGNORE_NULLS,
                "while evaluating the `__ignoreNulls` attribute passed to builtins.derivationStrict");
        try (Ahead _ = ev.ahead(attrs.size(), attrs::valueAt, this::prepare)) {
            for (int i = 0; i < attrs.size(); i++) {
                if (attrs.nameAt(i) != IGNORE_NULLS) {
                    take(attrs, i, ignoreNulls);
                }
            }
        }
        takeContext();
        checkRequired();
        return result(derivation());
    }

    private void checkName() {
        try {
            StorePath.checkName(name);
        } catch (StoreException e) {
            throw BuiltinErrors.invalidDerivationName(Emphasis.strip(e.text()));
        }
    }

    private boolean flag(Attrs attrs, Symbol attr, String frame) {
        Value value = attrs.get(attr);
        return value != null && ev.forceBool(value, Positions.NONE, frame);
    }

    // Attributes

    private void take(Attrs attrs, int index, boolean ignoreNulls) {
        String key = attrs.nameAt(index).name;
        Value value = attrs.valueAt(index);
        try {
            if (ignoreNulls && value.force(Positions.NONE) instanceof NullValue) {
                return;
            }
            switch (key) {
                case "__contentAddressed" -> takeContentAddressed(value);
                case "__impure" -> takeImpure(value);
                case "args" -> takeArgs(value);
                default -> takeVariable(attrs.nameAt(index), value);
            }
        } catch (NixException e) {
            throw ev.frame(e, attrs.positionAt(index),
                    Emphasis.format("while evaluating attribute '%s' of derivation '%s'",
                            Literal.name(key), name));
        }
    }

    /// Computes ahead what [#take] asks for; may run on any thread.
    private void prepare(Value value) {
        StringContext.Builder unused = new StringContext.Builder();
        if (structured) {
            JsonWriter.write(ev, value, Positions.NONE, unused, true);
        } else {
            ev.coerceToString(value, unused, Positions.NONE, "", true, true, true);
        }
    }

    private void takeContentAddressed(Value value) {
        if (ev.forceBool(value, Positions.NONE, "")) {
            contentAddressed = true;
            Features.require(ev, "ca-derivations", "");
        }
    }

    private void takeImpure(Value value) {
        if (ev.forceBool(value, Positions.NONE, "")) {
            impure = true;
            Features.require(ev, "impure-derivations", "");
        }
    }

    private void takeArgs(Value value) {
        for (Value arg : ev.forceList(value, Positions.NONE, "").elements()) {
            args.add(text(arg, "while evaluating an element of the argument list"));
        }
    }

    /// The text of a value as builders see it; what it refers to becomes an input.
    private String text(Value value, String frame) {
        return ev.coerceToString(value, context, Positions.NONE, frame, true, true, true);
    }

    private void takeVariable(Symbol attr, Value value) {
        if (structured) {
            takeStructured(attr, value);
            return;
        }
        String text = text(value, "");
        if (attr.name.equals(Derivation.JSON_VARIABLE)) {
            ev.world()
                .warn("In derivation '" + Emphasis.of(name)
                        + "': setting structured attributes via '__json' is "
                        + "deprecated, and may be disallowed in future versions of Nix. Set '__structuredAttrs = true' instead.");
            givenJson = Optional.of(normalised(text));
            return;
        }
        env.put(attr.name, text);
        switch (attr.name) {
            case "builder" -> builder = text;
            case "system" -> system = text;
            case "outputHash" -> outputHash = text;
            case "outputHashAlgo" -> outputHashAlgo = HashAlgorithm.find(text).orElse(null);
            case "outputHashMode" -> takeHashMode(text);
            case "outputs" -> takeOutputs(words(text));
            default -> {
            }
        }
    }

    private void takeStructured(Symbol attr, Value value) {
        if (attr == STRUCTURED_ATTRS) {
            return;
        }
        json.put(attr.name, JsonWriter.write(ev, value, Positions.NONE, context, true));
        switch (attr.name) {
            case "builder" -> builder = ev.forceString(value, context, Positions.NONE, "");
            case "system" -> system = plain(value);
            case "outputHash" -> outputHash = plain(value);
            case "outputHashAlgo" -> outputHashAlgo = HashAlgorithm.find(plain(value)).orElse(null);
            case "outputHashMode" -> takeHashMode(plain(value));
            case "outputs" -> {
                List<String> names = new ArrayList<>();
                for (Value output : ev.forceList(value, Positions.NONE, "").elements()) {
                    names.add(plain(output));
                }
                takeOutputs(names);
            }
            default -> {
            }
        }
        if (CHECKS.contains(attr.name)) {
            ev.world()
                .warn(Emphasis.format(
                        "In a derivation named '%s', 'structuredAttrs' disables the effect of the "
                                + "derivation attribute '" + attr.name
                                + "'; use 'outputChecks.<output>." + attr.name + "' instead",
                        name));
        }
    }

    private String plain(Value value) {
        return ev.forceStringNoContext(value, Positions.NONE, "");
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(text, " \t\n\r");
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    private void takeHashMode(String mode) {
        if (mode.equals("recursive")) {
            method = ContentAddressMethod.NAR;
            return;
        }
        try {
            method = ContentAddressMethod.parse(mode);
        } catch (StoreException e) {
            throw BuiltinErrors.invalidHashMode(mode);
        }
        if (method == ContentAddressMethod.TEXT) {
            Features.require(ev, "dynamic-derivations",
                    "text-hashed derivation '" + name + "', outputHashMode = \"text\"");
        }
        if (method == ContentAddressMethod.GIT) {
            Features.require(ev, "git-hashing", "");
        }
    }

    private void takeOutputs(List<String> names) {
        SortedSet<String> taken = new TreeSet<>();
        for (String output : names) {
            if (taken.contains(output)) {
                throw BuiltinErrors.duplicateOutput(output);
            }
            if (output.equals("drvPath")) {
                throw BuiltinErrors.outputCalledDrvPath();
            }
            taken.add(output);
        }
        if (taken.isEmpty()) {
            throw BuiltinErrors.noOutputs();
        }
        outputs = taken;
    }

    // Inputs

    /// Everything the attributes' strings refer to becomes an input.
    private void takeContext() {
        Map<String, Input> known = ev.own(KnownInputs.class, KnownInputs::new).byElement;
        for (String element : context.build().elements()) {
            Input input = known.get(element);
            if (input == null) {
                input = Input.parse(element);
                known.put(element, input);
            }
            if (element.startsWith("=")) {
                takeClosure(input.path);
            } else if (element.startsWith("!")) {
                takeOutput(input);
            } else {
                inputSrcs.add(input.path);
            }
        }
    }

    /// What the elements of string contexts say, since one is met again and again.
    private static final class KnownInputs {
        private final Map<String, Input> byElement = new ConcurrentHashMap<>();
    }

    /// An element of a string context: a store path, of whose outputs the named one is meant: `!out!drv`, or
    /// `!out!!inner!drv` for an output of a derivation that is itself built.
    private record Input(StorePath path, List<String> names) {
        static Input parse(String element) {
            if (element.startsWith("=")) {
                return new Input(StorePath.parse(element.substring(1)), List.of());
            }
            List<String> names = new ArrayList<>();
            String rest = element;
            while (rest.startsWith("!")) {
                int end = rest.indexOf('!', 1);
                names.add(rest.substring(1, end));
                rest = rest.substring(end + 1);
            }
            return new Input(StorePath.parse(rest), names);
        }
    }

    /// The builder gets to see the whole graph of a derivation, so all of it becomes input.
    private void takeClosure(StorePath drvPath) {
        for (StorePath path : store.closure(List.of(drvPath))) {
            inputSrcs.add(path);
            if (path.isDerivation()) {
                SortedSet<String> names = new TreeSet<>(
                        Derivations.read(store, path).outputs().keySet());
                inputDrvs.put(path, InputOutputs.of(names));
            }
        }
    }

    private void takeOutput(Input input) {
        List<String> names = input.names;
        InputOutputs at = inputDrvs.computeIfAbsent(input.path, _ -> InputOutputs.empty());
        for (int i = names.size() - 1; i > 0; i--) {
            at = at.dynamic().computeIfAbsent(names.get(i), _ -> InputOutputs.empty());
        }
        at.names().add(names.getFirst());
    }

    private void checkRequired() {
        if (builder.isEmpty()) {
            throw BuiltinErrors.requiredAttribute("builder");
        }
        if (system.isEmpty()) {
            throw BuiltinErrors.requiredAttribute("system");
        }
        boolean onlyOut = outputs.size() == 1 && outputs.first().equals("out");
        if (name.endsWith(".drv") && !(method == ContentAddressMethod.TEXT && onlyOut)) {
            throw BuiltinErrors.derivationNameIsDrv();
        }
    }

    // Outputs

    private Derivation derivation() {
        if (outputHash != null) {
            return fixedOutput(outputHash);
        }
        SortedMap<String, DerivationOutput> made = new TreeMap<>();
        if (contentAddressed || impure) {
            addFloating(made);
            return derivation(made);
        }
        for (String output : outputs) {
            env.put(output, "");
            made.put(output, new DerivationOutput.Deferred());
        }
        return Derivations.fillInOutputPaths(dir, derivation(made), hashes());
    }

    private Derivation fixedOutput(String hash) {
        if (outputs.size() != 1 || !outputs.first().equals("out")) {
            throw BuiltinErrors.fixedWithManyOutputs();
        }
        ContentAddress address = new ContentAddress(
                method == null ? ContentAddressMethod.FLAT : method,
                Hashes.parseAllowingEmpty(ev, hash, Optional.ofNullable(outputHashAlgo)));
        DerivationOutput.FixedOutput output = new DerivationOutput.FixedOutput(address);
        env.put("out", dir.print(output.fixedPath(dir, name, "out")));
        return derivation(new TreeMap<>(Map.of("out", output)));
    }

    private void addFloating(SortedMap<String, DerivationOutput> made) {
        if (contentAddressed && impure) {
            throw BuiltinErrors.contentAddressedAndImpure();
        }
        HashAlgorithm algorithm = outputHashAlgo == null ? HashAlgorithm.SHA256 : outputHashAlgo;
        ContentAddressMethod by = method == null ? ContentAddressMethod.NAR : method;
        for (String output : outputs) {
            env.put(output, Placeholders.output(output));
            made.put(output,
                    impure
                            ? new DerivationOutput.Impure(by, algorithm)
                            : new DerivationOutput.Floating(by, algorithm));
        }
    }

    private Derivation derivation(SortedMap<String, DerivationOutput> made) {
        Optional<String> attrs = structured ? Optional.of(object(json)) : givenJson;
        return new Derivation(name, made, inputDrvs, inputSrcs, system, builder, args, env, attrs);
    }

    /// Structured attributes given as text, as they would have been written.
    private String normalised(String given) {
        try {
            return JsonWriter.write(ev, JsonReader.read(given), Positions.NONE,
                    new StringContext.Builder(), false);
        } catch (JsonReader.Malformed e) {
            throw BuiltinErrors.error("cannot process __json attribute: %s",
                    Emphasis.strip(e.text()));
        }
    }

    private static String object(SortedMap<String, String> members) {
        StringBuilder out = new StringBuilder("{");
        members.forEach((key, value) -> {
            out.append(out.length() > 1 ? "," : "");
            out.append(JsonWriter.quote(key)).append(":").append(value);
        });
        return out.append('}').toString();
    }

    private DerivationHashes hashes() {
        return ev.own(DerivationHashes.class,
                () -> new DerivationHashes(dir, path -> Derivations.read(store, path)));
    }

    private Value result(Derivation derivation) {
        StorePath drvPath = Derivations.write(store, derivation, ev.settings().readOnly());
        DerivationHashes hashes = hashes();
        // Kept so that nothing has to be read back, which read-only evaluation could not do.
        hashes.remember(drvPath, hashes.of(derivation, false));
        AttrsBuilder result = new AttrsBuilder(1 + derivation.outputs().size());
        result.put(Names.DRV_PATH,
                StringValue.of(dir.print(drvPath), StringContext.of("=" + drvPath)));
        for (String output : derivation.outputs().keySet()) {
            String path = derivation.outputPath(dir, output)
                .map(dir::print)
                .orElseGet(() -> Placeholders.upstreamOutput(drvPath, output));
            result.put(Symbol.of(output),
                    StringValue.of(path, StringContext.of("!" + output + "!" + drvPath)));
        }
        return result.build();
    }
}

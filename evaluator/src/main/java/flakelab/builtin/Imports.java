package flakelab.builtin;

import flakelab.derivation.Derivation;
import flakelab.derivation.Placeholders;
import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.eval.Scope;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.ListValue;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Other files as values: `import` and `scopedImport`.
final class Imports {
    private Imports() {}

    @Builtin(name = "import", global = true, doc = """
            The value of the Nix expression in the file *path*, or in `default.nix` if that is a directory. The expression
            sees the built-in names but no variables of the importing file. A file is evaluated once, however often it is
            imported.
            """)
    static Value import_(Evaluator ev, int pos, Value path) {
        return load(ev, pos, path, null);
    }

    @Builtin(global = true, doc = """
            Like [`import`](#builtins-import), with the attributes of *scope* as additional variables, which hide built-in
            names. The file is evaluated anew each time.

            ```nix
            scopedImport { greeting = "Hello"; } ./greet.nix
            ```
            """)
    static Value scopedImport(Evaluator ev, int pos, Value scope, Value path) {
        return load(ev, pos, path, scope);
    }

    private static Value load(Evaluator ev, int pos, Value given, @Nullable Value scope) {
        PathValue path = Realised.path(ev, given, pos, Realised.Links.NONE);
        Optional<StorePath> derivation = derivation(ev, path);
        if (derivation.isPresent()) {
            return derivationValue(ev, path, derivation.get());
        }
        if (scope == null) {
            return ev.evalFile(path);
        }
        Attrs names = ev.forceAttrs(scope, pos,
                "while evaluating the first argument passed to builtins.scopedImport");
        Scope inner = new Scope(ev.baseScope());
        for (int i = 0; i < names.size(); i++) {
            inner.bind(names.nameAt(i), names.valueAt(i));
        }
        return ev.evalFile(path, inner);
    }

    /// The store path, if the path is a valid derivation there.
    private static Optional<StorePath> derivation(Evaluator ev, PathValue path) {
        if (!path.path().endsWith(".drv") || path.accessor() != ev.world().root()) {
            return Optional.empty();
        }
        Store store = ev.world().store();
        return store.storeDir().maybeParse(path.path()).filter(store::isValid);
    }

    /// A derivation read from the store as the set `derivation` would have given, without its attributes.
    private static Value derivationValue(Evaluator ev, PathValue path, StorePath drvPath) {
        Store store = ev.world().store();
        StoreDir dir = store.storeDir();
        Derivation derivation = flakelab.derivation.Derivations.read(store, drvPath);
        Value drvPathValue = StringValue.of(path.path(),
                StringContext.of("=" + drvPath.baseName()));
        Value name = StringValue.of(derivation.env().getOrDefault("name", ""));
        String[] outputs = derivation.outputs().keySet().toArray(String[]::new);
        Value[] values = new Value[outputs.length];
        AttrsBuilder common = new AttrsBuilder(outputs.length + 4);
        Value[] lazyCommon = new Value[1];
        for (int i = 0; i < outputs.length; i++) {
            String output = outputs[i];
            String text = derivation.outputPath(dir, output)
                .map(dir::print)
                .orElseGet(() -> Placeholders.upstreamOutput(drvPath, output));
            Value outPath = StringValue.of(text,
                    StringContext.of("!" + output + "!" + drvPath.baseName()));
            values[i] = ev.lazy(() -> withOutput((Attrs) lazyCommon[0], output, outPath));
            common.put(output, values[i]);
        }
        common.put("all", ListValue.of(values));
        common.put(Names.DRV_PATH, drvPathValue);
        common.put(Names.NAME, name);
        common.put(Names.TYPE, StringValue.of("derivation"));
        lazyCommon[0] = common.build();
        return values[0].force(flakelab.text.Positions.NONE);
    }

    private static Value withOutput(Attrs common, String output, Value outPath) {
        AttrsBuilder all = new AttrsBuilder(common.size() + 2);
        for (int i = 0; i < common.size(); i++) {
            all.put(common.nameAt(i), common.valueAt(i));
        }
        all.put(Names.OUT_PATH, outPath);
        all.put("outputName", StringValue.of(output));
        return all.build();
    }
}

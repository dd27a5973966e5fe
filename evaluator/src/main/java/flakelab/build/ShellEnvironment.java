package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.Derivations;
import flakelab.derivation.Placeholders;
import flakelab.nar.FileNames;
import flakelab.store.Store;
import flakelab.store.StorePath;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a person working on a derivation by hand finds: its variables, and files in a directory of the shell's own
/// (CppNix `src/nix/nix-build/nix-build.cc`). Texts are byte strings.
///
/// @param variables  to set in the shell
/// @param files      to write into the directory, by name
/// @param attributes shell code that declares structured attributes; empty without
public record ShellEnvironment(SortedMap<String, String> variables, SortedMap<String, String> files,
        String attributes) {
    /// The environment of a derivation whose inputs are built.
    ///
    /// @param directory where the files will be
    public static ShellEnvironment of(Store store, Derivation derivation, Path directory) {
        ShellEnvironment result = new ShellEnvironment(new TreeMap<>(), new TreeMap<>(), "");
        DerivationOptions options = DerivationOptions.of(derivation);
        derivation.env().forEach((name, value) -> {
            if (options.passAsFile().contains(name)) {
                result.file(directory, name + "Path", ".attr-" + result.files.size(), value);
            } else {
                result.variables.put(name, value);
            }
        });
        Optional<SortedMap<String, Json>> structured = DerivationOptions
            .structuredAttrs(derivation);
        if (structured.isEmpty()) {
            return result;
        }
        SortedMap<String, Json> all = new TreeMap<>(structured.get());
        SortedMap<String, Json> outputs = new TreeMap<>();
        derivation.outputs()
            .keySet()
            .forEach(output -> outputs.put(output, new Json.Str(Placeholders.output(output))));
        all.put("outputs", new Json.Obj(outputs));
        ReferencesGraph graph = new ReferencesGraph(store, inputs(store, derivation));
        options.exportReferencesGraph().forEach((name, paths) -> all.put(name, graph.json(paths)));
        String code = StructuredAttrs.shell(all);
        result.file(directory, "NIX_ATTRS_JSON_FILE", ".attrs.json", new Json.Obj(all).dump());
        result.file(directory, "NIX_ATTRS_SH_FILE", ".attrs.sh", code);
        return new ShellEnvironment(result.variables, result.files, code);
    }

    private void file(Path directory, String variable, String name, String content) {
        files.put(name, content);
        variables.put(variable, FileNames.latin1(directory.resolve(name)));
    }

    /// Everything the built inputs refer to.
    private static SortedSet<StorePath> inputs(Store store, Derivation derivation) {
        SortedSet<StorePath> inputs = new TreeSet<>();
        derivation.inputDrvs().forEach((input, needed) -> {
            Map<String, StorePath> made = new TreeMap<>(Derivations.knownOutputs(store.storeDir(),
                    Derivations.read(store, input)));
            made.putAll(store.derivationOutputs(input));
            needed.names().forEach(output -> inputs.add(Optional.ofNullable(made.get(output)).orElseThrow()));
        });
        return store.closure(inputs);
    }
}

package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationType;
import flakelab.derivation.Placeholders;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.HashRewriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a builder finds in its environment and build directory (CppNix `DerivationBuilderImpl::initEnv`,
/// `DesugaredEnv`; the manual's "Derivation builder execution").
///
/// @param variables the whole environment, before placeholders are replaced
/// @param files     files in the build directory, by name
record BuilderEnvironment(SortedMap<String, String> variables, SortedMap<String, String> files) {

    /// Where a build happens and how much of the machine it may use.
    ///
    /// @param buildDirectory as the builder sees it
    record Place(String storeDirectory, String buildDirectory, int cores,
            Map<String, String> impureEnvironment) {}

    static BuilderEnvironment of(Derivation derivation, DerivationOptions options,
            ReferencesGraph graph,
            Place place) {
        BuilderEnvironment result = new BuilderEnvironment(new TreeMap<>(), new TreeMap<>());
        result.defaults(place);
        Optional<SortedMap<String, Json>> structured = DerivationOptions
            .structuredAttrs(derivation);
        if (structured.isPresent()) {
            result.structured(derivation, structured.get(), options, graph, place);
        } else {
            result.plain(derivation, options, graph, place);
        }
        result.fixed(derivation.type(), options, place);
        return result;
    }

    /// What the derivation may overrule.
    private void defaults(Place place) {
        variables.put("PATH", "/path-not-set");
        variables.put("HOME", "/homeless-shelter");
        variables.put("NIX_STORE", place.storeDirectory());
        variables.put("NIX_BUILD_CORES", Integer.toString(place.cores()));
    }

    /// What it may not.
    private void fixed(DerivationType type, DerivationOptions options, Place place) {
        for (String name : new String[]{"NIX_BUILD_TOP", "TMPDIR", "TEMPDIR", "TMP", "TEMP",
                "PWD"}) {
            variables.put(name, place.buildDirectory());
        }
        if (type.isFixed()) {
            variables.put("NIX_OUTPUT_CHECKED", "1");
        }
        if (!type.isSandboxed()) {
            options.impureEnvVars()
                .forEach(name -> variables.put(name,
                        place.impureEnvironment().getOrDefault(name, "")));
        }
        variables.put("NIX_LOG_FD", "2");
        variables.put("TERM", "xterm-256color");
    }

    private void plain(Derivation derivation, DerivationOptions options, ReferencesGraph graph,
            Place place) {
        derivation.env().forEach((name, value) -> {
            if (options.passAsFile().contains(name)) {
                String file = ".attr-" + Hash.ofLatin1(HashAlgorithm.SHA256, name).toNix32();
                file(name + "Path", file, value, place);
            } else {
                variables.put(name, value);
            }
        });
        options.exportReferencesGraph()
            .forEach((file, paths) -> files.put(file, graph.registration(paths)));
    }

    private void structured(Derivation derivation, SortedMap<String, Json> attrs,
            DerivationOptions options,
            ReferencesGraph graph, Place place) {
        SortedMap<String, Json> all = new TreeMap<>(attrs);
        SortedMap<String, Json> outputs = new TreeMap<>();
        derivation.outputs()
            .keySet()
            .forEach(output -> outputs.put(output, new Json.Str(Placeholders.output(output))));
        all.put("outputs", new Json.Obj(outputs));
        options.exportReferencesGraph().forEach((name, paths) -> all.put(name, graph.json(paths)));
        file("NIX_ATTRS_SH_FILE", ".attrs.sh", StructuredAttrs.shell(all), place);
        file("NIX_ATTRS_JSON_FILE", ".attrs.json", new Json.Obj(all).dump(), place);
    }

    private void file(String variable, String name, String content, Place place) {
        files.put(name, content);
        variables.put(variable, place.buildDirectory() + "/" + name);
    }

    /// The variables with some texts replaced, in names too.
    SequencedMap<String, String> rewritten(Map<String, String> rewrites) {
        SequencedMap<String, String> result = new LinkedHashMap<>();
        variables.forEach((name, value) -> result.put(HashRewriter.rewrite(name, rewrites),
                HashRewriter.rewrite(value, rewrites)));
        return result;
    }
}

package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationHashes;
import flakelab.derivation.DerivationOutput;
import flakelab.derivation.Derivations;
import flakelab.derivation.Placeholders;
import flakelab.store.HashRewriter;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Makes of a derivation whose inputs are built one that only has sources (CppNix `Derivation::tryResolve`).
final class Resolution {
    private Resolution() {}

    /// @param outputs what the outputs of an input derivation turned out to be
    static Derivation resolve(Derivation derivation,
            Function<StorePath, SortedMap<String, StorePath>> outputs,
            DerivationHashes hashes, StoreDir dir) {
        SortedSet<StorePath> sources = new TreeSet<>(derivation.inputSrcs());
        Map<String, String> rewrites = new HashMap<>();
        derivation.inputDrvs().forEach((input, needed) -> {
            SortedMap<String, StorePath> made = outputs.apply(input);
            for (String output : needed.names()) {
                StorePath path = Optional.ofNullable(made.get(output)).orElseThrow();
                sources.add(path);
                rewrites.put(Placeholders.upstreamOutput(input, output), dir.print(path));
            }
        });
        List<String> args = derivation.args()
            .stream()
            .map(arg -> HashRewriter.rewrite(arg, rewrites))
            .toList();
        SortedMap<String, String> env = new TreeMap<>();
        derivation.env()
            .forEach((name, value) -> env.put(HashRewriter.rewrite(name, rewrites),
                    HashRewriter.rewrite(value, rewrites)));
        derivation.outputs().forEach((output, kind) -> {
            if (kind instanceof DerivationOutput.Deferred) {
                env.put(output, ""); // to be filled in below
            }
        });
        Derivation simple = new Derivation(derivation.name(), derivation.outputs(), new TreeMap<>(),
                sources,
                derivation.system(), HashRewriter.rewrite(derivation.builder(), rewrites), args,
                env,
                derivation.structuredAttrs().map(json -> HashRewriter.rewrite(json, rewrites)));
        return Derivations.fillInOutputPaths(dir, simple, hashes);
    }
}

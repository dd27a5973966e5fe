package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationHashes;
import flakelab.derivation.Derivations;
import flakelab.store.DrvOutput;
import flakelab.store.Realisation;
import flakelab.store.Store;
import flakelab.store.StorePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Which paths the outputs of derivations have, those of content-addressed ones included once they are built.
///
/// A realisation belongs to a derivation's hash modulo, not to its path (CppNix `DrvOutput`).
final class Realisations {
    private final Store store;
    private final DerivationHashes hashes;
    private final Map<DrvOutput, StorePath> known = new ConcurrentHashMap<>();
    private final Map<StorePath, Derivation> derivations = new ConcurrentHashMap<>();

    Realisations(Store store) {
        this.store = store;
        this.hashes = new DerivationHashes(store.storeDir(), this::derivation);
    }

    DerivationHashes hashes() {
        return hashes;
    }

    /// A derivation that must be in the store.
    Derivation derivation(StorePath path) {
        return derivations.computeIfAbsent(path, it -> Derivations.read(store, it));
    }

    /// The outputs' paths as far as they are known, by output name.
    SortedMap<String, Optional<StorePath>> outputs(StorePath drvPath, Derivation derivation) {
        SortedMap<String, Optional<StorePath>> outputs = new TreeMap<>();
        for (String output : derivation.outputs().keySet()) {
            Optional<StorePath> fixed = derivation.outputPath(store.storeDir(), output);
            outputs.put(output, fixed.or(() -> realised(drvPath, derivation, output)));
        }
        return outputs;
    }

    private Optional<StorePath> realised(StorePath drvPath, Derivation derivation, String output) {
        if (derivation.type().isImpure()) {
            return Optional.empty();
        }
        DrvOutput id = id(derivation, output);
        StorePath here = known.get(id);
        return here != null
                ? Optional.of(here)
                : store.realisation(id)
                    .map(Realisation::path)
                    .or(() -> Optional.ofNullable(store.derivationOutputs(drvPath).get(output)));
    }

    /// Remembers what an output turned out to be, signed by us as what is built here.
    void record(Derivation derivation, String output, StorePath path) {
        DrvOutput id = id(derivation, output);
        if (!path.equals(known.put(id, path)) && store.realisation(id).isEmpty()) {
            store.register(store.signed(new Realisation(id, path, List.of())));
        }
    }

    /// Remembers what a substituter says an output is, whether its path comes or not.
    void believe(Realisation realisation) {
        known.put(realisation.id(), realisation.path());
    }

    /// Its path did not come.
    void forget(Realisation realisation) {
        known.remove(realisation.id());
    }

    /// Records what a substituter said an output is when its path has come.
    void take(Realisation realisation) {
        store.register(realisation);
    }

    DrvOutput id(Derivation derivation, String output) {
        return new DrvOutput(Optional.ofNullable(hashes.of(derivation, true).outputs().get(output))
            .orElseThrow(), output);
    }
}

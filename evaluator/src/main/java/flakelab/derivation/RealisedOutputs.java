package flakelab.derivation;

import flakelab.store.DrvOutput;
import flakelab.store.Realisation;
import flakelab.store.Store;
import flakelab.store.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// What the outputs of derivations are in a store: known beforehand, or, of content-addressed ones, what they turned out
/// to be when they were built (CppNix `Store::queryPartialDerivationOutputMap`).
public final class RealisedOutputs {
    private final Store store;
    private final DerivationHashes hashes;

    public RealisedOutputs(Store store) {
        this.store = store;
        this.hashes = new DerivationHashes(store.storeDir(), path -> Derivations.read(store, path));
    }

    /// The outputs whose paths are known, by name.
    public SortedMap<String, StorePath> of(StorePath drvPath) {
        Derivation derivation = Derivations.read(store, drvPath);
        SortedMap<String, StorePath> known = Derivations.knownOutputs(store.storeDir(), derivation);
        if (known.size() < derivation.outputs().size()) {
            known.putAll(store.derivationOutputs(drvPath));
            realisations(derivation).forEach(
                    realisation -> known.put(realisation.id().outputName(), realisation.path()));
        }
        return known;
    }

    /// What the outputs of a derivation at a path turned out to be, as far as the store keeps that.
    public List<Realisation> realisations(StorePath drvPath) {
        return realisations(Derivations.read(store, drvPath));
    }

    private List<Realisation> realisations(Derivation derivation) {
        List<Realisation> found = new ArrayList<>();
        if (derivation.type().isImpure()) {
            return found;
        }
        hashes.of(derivation, true)
            .outputs()
            .forEach((output, hash) -> {
                Optional<Realisation> here = store.realisation(new DrvOutput(hash, output));
                here.ifPresent(found::add);
            });
        return found;
    }
}

package flakelab.derivation;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Hashes of derivations "modulo" fixed outputs: how a fixed output was fetched does not count, only what it is.
///
/// Each derivation's hash is remembered by its path. May be used by several threads. See the manual's "Derivation hash
/// modulo" and CppNix `hashDerivationModulo`.
public final class DerivationHashes {
    private final StoreDir dir;
    private final Function<StorePath, Derivation> reader;
    private final Map<StorePath, DerivationHash> known = new ConcurrentHashMap<>();

    /// @param reader reads an input derivation whose hash is not remembered yet
    public DerivationHashes(StoreDir dir, Function<StorePath, Derivation> reader) {
        this.dir = dir;
        this.reader = reader;
    }

    /// Remembers the hash of a derivation that was just made.
    public void remember(StorePath path, DerivationHash hash) {
        known.put(path, hash);
    }

    /// The hash of the derivation at a path, its output paths not masked.
    public DerivationHash of(StorePath path) {
        DerivationHash hash = known.get(path);
        if (hash == null) {
            hash = of(reader.apply(path), false);
            known.put(path, hash);
        }
        return hash;
    }

    /// The hash of a derivation; `maskOutputs` leaves out its own output paths, which gives the hash those paths are
    /// computed from.
    public DerivationHash of(Derivation derivation, boolean maskOutputs) {
        DerivationType type = derivation.type();
        if (type.isFixed()) {
            return fixed(derivation);
        }
        boolean deferred = type == DerivationType.FLOATING || type == DerivationType.IMPURE;
        SortedMap<String, SortedSet<String>> inputs = new TreeMap<>();
        for (Map.Entry<StorePath, InputOutputs> input : derivation.inputDrvs().entrySet()) {
            DerivationHash hash = of(input.getKey());
            deferred |= hash.deferred();
            for (String output : input.getValue().names()) {
                String of = hash.base16().get(output);
                if (of == null) {
                    throw DerivationErrors.noOutputHash(output, derivation.name());
                }
                inputs.computeIfAbsent(of, _ -> new TreeSet<>()).add(output);
            }
        }
        ATermWriter writer = ATermWriter.mine(dir);
        writer.writeModulo(derivation, inputs, maskOutputs);
        Hash hash = writer.hash();
        SortedMap<String, Hash> outputs = new TreeMap<>();
        for (String output : derivation.outputs().keySet()) {
            outputs.put(output, hash);
        }
        return new DerivationHash(outputs, deferred);
    }

    private DerivationHash fixed(Derivation derivation) {
        SortedMap<String, Hash> outputs = new TreeMap<>();
        for (Map.Entry<String, DerivationOutput> entry : derivation.outputs().entrySet()) {
            DerivationOutput.FixedOutput output = (DerivationOutput.FixedOutput) entry.getValue();
            StorePath path = output.fixedPath(dir, derivation.name(), entry.getKey());
            outputs.put(entry.getKey(), Hash.ofLatin1(HashAlgorithm.SHA256, "fixed:out:"
                    + output.ca().methodAlgorithm() + ":" + output.ca().hash().toBase16() + ":"
                    + dir.print(path)));
        }
        return new DerivationHash(outputs, false);
    }
}

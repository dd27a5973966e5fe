package flakelab.derivation;

import flakelab.hash.Hash;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Derivations in stores: writing, reading, output paths.
public final class Derivations {
    private static final String SUFFIX = ".drv";

    private Derivations() {}

    /// The path a derivation's `.drv` has.
    public static StorePath path(StoreDir dir, Derivation derivation) {
        ATermWriter writer = ATermWriter.mine(dir);
        writer.write(derivation);
        return dir.makeTextPath(derivation.name() + SUFFIX, writer.hash(), references(derivation));
    }

    private static SortedSet<StorePath> references(Derivation derivation) {
        if (derivation.inputDrvs().isEmpty()) {
            return derivation.inputSrcs();
        }
        SortedSet<StorePath> references = new TreeSet<>(derivation.inputSrcs());
        references.addAll(derivation.inputDrvs().keySet());
        return references;
    }

    /// Writes a derivation into a store and returns its path; `readOnly` (or a read-only store) only computes it.
    public static StorePath write(Store store, Derivation derivation, boolean readOnly) {
        StorePath path = path(store.storeDir(), derivation);
        if (readOnly || store.readOnly()) {
            return path;
        }
        store.addTempRoot(path);
        if (!store.isValid(path)) {
            byte[] content = ATermWriter.toBytes(store.storeDir(), derivation);
            store.addDerivation(path.name(), content, references(derivation),
                    knownOutputs(store.storeDir(), derivation));
        }
        return path;
    }

    /// The outputs whose paths are known before building.
    public static SortedMap<String, StorePath> knownOutputs(StoreDir dir, Derivation derivation) {
        SortedMap<String, StorePath> known = new TreeMap<>();
        derivation.outputs()
            .forEach((name, output) -> output.path(dir, derivation.name(), name)
                .ifPresent(path -> known.put(name, path)));
        return known;
    }

    /// As above, of a `.drv` file's content: the [flakelab.store.DerivationOutputsReader] of this room.
    public static SortedMap<String, StorePath> knownOutputs(StoreDir dir, StorePath path,
            String aterm) {
        return knownOutputs(dir, ATermReader.read(dir, aterm, path.derivationName()));
    }

    /// Reads the derivation at a path that must be valid.
    public static Derivation read(Store store, StorePath path) {
        store.require(path);
        return readInvalid(store, path);
    }

    /// Reads a derivation whose file is there, whether it is registered or not.
    public static Derivation readInvalid(Store store, StorePath path) {
        String text = new String(store.readFile(path), StandardCharsets.ISO_8859_1);
        try {
            if (text.isEmpty()) {
                throw DerivationErrors.error("file is empty (possible filesystem corruption)");
            }
            return ATermReader.read(store.storeDir(), text, path.derivationName());
        } catch (DerivationException e) {
            throw DerivationErrors.error("error parsing derivation '%s': %s",
                    store.storeDir().print(path), e.text());
        }
    }

    /// Gives every deferred output its path where the inputs' hashes allow it, and the environment variables of the
    /// outputs their values (CppNix `Derivation::fillInOutputPaths`).
    ///
    /// @throws DerivationException if an output or variable has another value already
    public static Derivation fillInOutputPaths(StoreDir dir, Derivation derivation,
            DerivationHashes hashes) {
        SortedMap<String, DerivationOutput> outputs = new TreeMap<>(derivation.outputs());
        SortedMap<String, String> env = new TreeMap<>(derivation.env());
        DerivationHash modulo = null;
        for (Map.Entry<String, DerivationOutput> entry : outputs.entrySet()) {
            String outputName = entry.getKey();
            DerivationOutput output = entry.getValue();
            if (output instanceof DerivationOutput.FixedOutput fixed) {
                fill(env, outputName, dir.print(fixed.fixedPath(dir, derivation.name(), outputName)));
            } else if (output instanceof DerivationOutput.Deferred
                    || output instanceof DerivationOutput.InputAddressed) {
                modulo = modulo == null ? hashes.of(derivation, true) : modulo;
                fillByInputs(dir, derivation, entry, modulo, env);
            }
        }
        Derivation filled = derivation.withOutputs(outputs, env);
        filled.type();
        return filled;
    }

    private static void fillByInputs(StoreDir dir, Derivation derivation,
            Map.Entry<String, DerivationOutput> entry,
            DerivationHash modulo, SortedMap<String, String> env) {
        String outputName = entry.getKey();
        if (modulo.deferred()) {
            if (entry.getValue() instanceof DerivationOutput.InputAddressed(StorePath given)) {
                throw DerivationErrors.error(
                        "derivation has incorrect output '%s', should be deferred",
                        dir.print(given));
            }
            return;
        }
        Hash hash = modulo.outputs().get(outputName);
        if (hash == null) {
            throw DerivationErrors.error("derivation produced no hash for output '%s'", outputName);
        }
        StorePath path = dir.makeOutputPath(outputName, hash, derivation.name());
        if (entry.getValue() instanceof DerivationOutput.InputAddressed(StorePath given)) {
            if (!given.equals(path)) {
                throw DerivationErrors.error("derivation has incorrect output '%s', should be '%s'",
                        dir.print(given),
                        dir.print(path));
            }
            return;
        }
        entry.setValue(new DerivationOutput.InputAddressed(path));
        fill(env, outputName, dir.print(path));
    }

    private static void fill(SortedMap<String, String> env, String name, String path) {
        String given = env.getOrDefault(name, "");
        if (given.isEmpty()) {
            env.put(name, path);
        } else if (!given.equals(path)) {
            throw DerivationErrors.wrongVariable(name, path, given);
        }
    }
}

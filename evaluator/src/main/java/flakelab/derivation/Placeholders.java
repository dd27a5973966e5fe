package flakelab.derivation;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.Nix32;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;

/// Texts that stand in a derivation for paths not known yet and are replaced before its builder runs.
public final class Placeholders {
    private Placeholders() {}

    /// The derivation's own output: what `builtins.placeholder` gives (CppNix `hashPlaceholder`).
    public static String output(String outputName) {
        return render(Hash.ofLatin1(HashAlgorithm.SHA256, "nix-output:" + outputName));
    }

    /// An output, known only after building, of another derivation (CppNix `DownstreamPlaceholder::unknownCaOutput`).
    public static String upstreamOutput(StorePath derivation, String outputName) {
        return render(upstream(derivation, outputName));
    }

    /// An output of a derivation that is itself the output behind another placeholder
    /// (`DownstreamPlaceholder::unknownDerivation`).
    public static String dynamicOutput(StorePath derivation, String derivationOutput,
            String outputName) {
        Hash compressed = upstream(derivation, derivationOutput).compress(20);
        return render(Hash.ofLatin1(HashAlgorithm.SHA256,
                "nix-computed-output:" + Nix32.encode(compressed.bytes()) + ":" + outputName));
    }

    private static Hash upstream(StorePath derivation, String outputName) {
        return Hash.ofLatin1(HashAlgorithm.SHA256,
                "nix-upstream-output:" + derivation.hashPart() + ":"
                        + StoreDir.outputPathName(derivation.derivationName(), outputName));
    }

    private static String render(Hash hash) {
        return "/" + hash.toNix32();
    }
}

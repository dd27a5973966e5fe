package flakelab.derivation;

import flakelab.hash.Hash;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The hash modulo fixed outputs of a derivation, by output (all the same but for fixed outputs).
///
/// @param base16 the same in base 16, as every derivation that depends on it writes it
/// @param deferred whether it depends on paths known only after building, so that no output path follows from it
public record DerivationHash(SortedMap<String, Hash> outputs, SortedMap<String, String> base16, boolean deferred) {
    public DerivationHash(SortedMap<String, Hash> outputs, boolean deferred) {
        this(outputs, base16(outputs), deferred);
    }

    private static SortedMap<String, String> base16(SortedMap<String, Hash> outputs) {
        SortedMap<String, String> texts = new TreeMap<>();
        Hash last = null;
        String text = "";
        for (Map.Entry<String, Hash> output : outputs.entrySet()) {
            if (!output.getValue().equals(last)) {
                last = output.getValue();
                text = last.toBase16();
            }
            texts.put(output.getKey(), text);
        }
        return texts;
    }
}

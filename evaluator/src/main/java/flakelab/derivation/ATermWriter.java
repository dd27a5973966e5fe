package flakelab.derivation;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.ContentAddressMethod;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;

/// Writes derivations as ATerms, the text of `.drv` files, into a buffer of bytes.
///
/// Each thread uses one writer again and again, so that its buffer is warm. See the manual's
/// "Derivation ATerm format" and CppNix `Derivation::unparse`.
public final class ATermWriter {
    private static final boolean[] SPECIAL = special();
    private static final ThreadLocal<ATermWriter> MINE = new ThreadLocal<>();

    private final StoreDir dir;
    private byte[] buffer = new byte[16 * 1024];
    private int used;

    private ATermWriter(StoreDir dir) {
        this.dir = dir;
    }

    /// The `.drv` file's content.
    public static byte[] toBytes(StoreDir dir, Derivation derivation) {
        ATermWriter writer = mine(dir);
        writer.write(derivation);
        return writer.toBytes();
    }

    /// The writer of this thread.
    static ATermWriter mine(StoreDir dir) {
        ATermWriter writer = MINE.get();
        if (writer == null || !writer.dir.equals(dir)) {
            writer = new ATermWriter(dir);
            MINE.set(writer);
        }
        return writer;
    }

    /// Replaces what is in the buffer by a derivation as its `.drv` has it.
    void write(Derivation derivation) {
        used = 0;
        begin(derivation, false);
        char separator = 0;
        for (Map.Entry<StorePath, InputOutputs> input : derivation.inputDrvs().entrySet()) {
            separator = separate(separator);
            add('(');
            path(input.getKey());
            inputOutputs(input.getValue());
            add(')');
        }
        end(derivation, false);
    }

    /// Replaces what is in the buffer by a derivation whose input derivations are given by hash; with `maskOutputs`
    /// the output paths are left out.
    void writeModulo(Derivation derivation, SortedMap<String, ? extends Collection<String>> inputs,
            boolean maskOutputs) {
        used = 0;
        begin(derivation, maskOutputs);
        char separator = 0;
        for (Map.Entry<String, ? extends Collection<String>> input : inputs.entrySet()) {
            separator = separate(separator);
            add('(');
            plain(input.getKey());
            add(',');
            plainList(input.getValue());
            add(')');
        }
        end(derivation, maskOutputs);
    }

    /// The SHA-256 of what is in the buffer.
    Hash hash() {
        return Hash.of(HashAlgorithm.SHA256, buffer, 0, used);
    }

    /// What is in the buffer.
    byte[] toBytes() {
        return Arrays.copyOf(buffer, used);
    }

    private static boolean hasDynamicInputs(Derivation derivation) {
        for (InputOutputs input : derivation.inputDrvs().values()) {
            if (!input.dynamic().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void begin(Derivation derivation, boolean maskOutputs) {
        raw(hasDynamicInputs(derivation) ? "DrvWithVersion(\"xp-dyn-drv\",[" : "Derive([");
        char separator = 0;
        for (Map.Entry<String, DerivationOutput> output : derivation.outputs().entrySet()) {
            separator = separate(separator);
            add('(');
            plain(output.getKey());
            add(',');
            output(output.getValue(), derivation.name(), output.getKey(), maskOutputs);
            add(')');
        }
        raw("],[");
    }

    private void output(DerivationOutput output, String name, String outputName, boolean mask) {
        if (output instanceof DerivationOutput.InputAddressed(StorePath path)) {
            maskedPath(path, mask);
            raw(",\"\",\"\"");
        } else if (output instanceof DerivationOutput.FixedOutput fixed) {
            maskedPath(fixed.fixedPath(dir, name, outputName), mask);
            add(',');
            plain(fixed.ca().methodAlgorithm());
            add(',');
            plain(fixed.ca().hash().toBase16());
        } else if (output instanceof DerivationOutput.Deferred) {
            raw("\"\",\"\",\"\"");
        } else if (output instanceof DerivationOutput.Floating(ContentAddressMethod method, HashAlgorithm algorithm)) {
            raw("\"\",");
            plain(method.prefix() + algorithm.nixName());
            raw(",\"\"");
        } else if (output instanceof DerivationOutput.Impure(ContentAddressMethod method, HashAlgorithm algorithm)) {
            raw("\"\",");
            plain(method.prefix() + algorithm.nixName());
            raw(",\"impure\"");
        }
    }

    private void end(Derivation derivation, boolean maskOutputs) {
        raw("],[");
        char separator = 0;
        for (StorePath source : derivation.inputSrcs()) {
            separator = separate(separator);
            path(source);
        }
        raw("],");
        plain(derivation.system());
        add(',');
        string(derivation.builder());
        raw(",[");
        separator = 0;
        for (String arg : derivation.args()) {
            separator = separate(separator);
            string(arg);
        }
        raw("],[");
        separator = 0;
        for (Map.Entry<String, String> variable : derivation.fullEnv().entrySet()) {
            separator = separate(separator);
            add('(');
            string(variable.getKey());
            add(',');
            string(maskOutputs && derivation.outputs().containsKey(variable.getKey())
                    ? ""
                    : variable.getValue());
            add(')');
        }
        raw("])");
    }

    private void inputOutputs(InputOutputs input) {
        add(',');
        if (input.dynamic().isEmpty()) {
            plainList(input.names());
            return;
        }
        add('(');
        plainList(input.names());
        raw(",[");
        char separator = 0;
        for (Map.Entry<String, InputOutputs> child : input.dynamic().entrySet()) {
            separator = separate(separator);
            add('(');
            plain(child.getKey());
            inputOutputs(child.getValue());
            add(')');
        }
        raw("])");
    }

    private void plainList(Collection<String> texts) {
        add('[');
        char separator = 0;
        for (String text : texts) {
            separator = separate(separator);
            plain(text);
        }
        add(']');
    }

    /// Writes a comma before all but the first.
    private char separate(char separator) {
        if (separator != 0) {
            add(separator);
        }
        return ',';
    }

    private void maskedPath(StorePath path, boolean mask) {
        if (mask) {
            raw("\"\"");
        } else {
            path(path);
        }
    }

    private void path(StorePath path) {
        add('"');
        raw(dir.path());
        add('/');
        raw(path.hashPart());
        add('-');
        raw(path.name());
        add('"');
    }

    /// A string that needs no escapes.
    private void plain(String text) {
        add('"');
        raw(text);
        add('"');
    }

    /// A string with escapes: copied as it is, and done over from the first special char if there is one.
    private void string(String text) {
        add('"');
        int start = used;
        raw(text);
        for (int i = start; i < used; i++) {
            if (SPECIAL[buffer[i] & 0xff]) {
                used = i;
                escaped(text, i - start);
                break;
            }
        }
        add('"');
    }

    private void escaped(String text, int from) {
        room(2 * (text.length() - from));
        for (int i = from; i < text.length(); i++) {
            byte c = (byte) text.charAt(i);
            if (SPECIAL[c & 0xff]) {
                buffer[used++] = '\\';
                c = switch (c) {
                    case '\n' -> 'n';
                    case '\r' -> 'r';
                    case '\t' -> 't';
                    default -> c;
                };
            }
            buffer[used++] = c;
        }
    }

    private static boolean[] special() {
        boolean[] special = new boolean[256];
        for (char c : new char[]{'"', '\\', '\n', '\r', '\t'}) {
            special[c] = true;
        }
        return special;
    }

    @SuppressWarnings("deprecation") // copies the chars of a Latin-1 string without encoding
    private void raw(String text) {
        int length = text.length();
        room(length);
        text.getBytes(0, length, buffer, used);
        used += length;
    }

    private void add(char c) {
        room(1);
        buffer[used++] = (byte) c;
    }

    private void room(int count) {
        if (buffer.length - used < count) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, used + count));
        }
    }
}

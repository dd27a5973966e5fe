package flakelab.derivation;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads derivations from ATerms, the text of `.drv` files (CppNix `parseDerivation`).
public final class ATermReader {
    private final StoreDir dir;
    private final String text;
    private int at;
    private boolean dynamic;

    private ATermReader(StoreDir dir, String text) {
        this.dir = dir;
        this.text = text;
    }

    /// Reads a `.drv` file's content, one Latin-1 char per byte.
    ///
    /// @param name the derivation's name, which the text does not have
    /// @throws DerivationException in CppNix's words
    public static Derivation read(StoreDir dir, String latin1, String name) {
        return new ATermReader(dir, latin1).derivation(name);
    }

    private Derivation derivation(String name) {
        header();
        SortedMap<String, DerivationOutput> outputs = new TreeMap<>();
        expect("[");
        while (!endOfList()) {
            expect("(");
            String id = string();
            outputs.putIfAbsent(id, output());
        }
        SortedMap<StorePath, InputOutputs> inputDrvs = new TreeMap<>();
        expect(",[");
        while (!endOfList()) {
            expect("(");
            String path = path();
            expect(",");
            inputDrvs.put(dir.parse(path), inputOutputs());
            expect(")");
        }
        expect(",");
        SortedSet<StorePath> inputSrcs = new TreeSet<>();
        expect("[");
        while (!endOfList()) {
            inputSrcs.add(dir.parse(path()));
        }
        expect(",");
        String system = string();
        expect(",");
        String builder = string();
        List<String> args = new ArrayList<>();
        expect(",[");
        while (!endOfList()) {
            args.add(string());
        }
        SortedMap<String, String> env = new TreeMap<>();
        expect(",[");
        while (!endOfList()) {
            expect("(");
            String variable = string();
            expect(",");
            env.put(variable, string());
            expect(")");
        }
        expect(")");
        Optional<String> json = Optional.ofNullable(env.remove(Derivation.JSON_VARIABLE));
        return new Derivation(name, outputs, inputDrvs, inputSrcs, system, builder, args, env,
                json);
    }

    private void header() {
        expect("D");
        if (text.startsWith("e", at)) {
            expect("erive(");
        } else if (text.startsWith("r", at)) {
            expect("rvWithVersion(");
            String version = string();
            if (!version.equals("xp-dyn-drv")) {
                throw DerivationErrors.error("Unknown derivation ATerm format version '%s'",
                        version);
            }
            expect(",");
            dynamic = true;
        } else {
            throw DerivationErrors
                .error("derivation does not start with 'Derive' or 'DrvWithVersion'");
        }
    }

    private DerivationOutput output() {
        expect(",");
        String path = string();
        expect(",");
        String method = string();
        expect(",");
        String hash = string();
        expect(")");
        return output(dir, path, method, hash);
    }

    /// Reads the three texts of an output, which the worker protocol uses too.
    public static DerivationOutput output(StoreDir dir, String path, String methodAlgorithm,
            String hash) {
        if (methodAlgorithm.isEmpty()) {
            if (path.isEmpty()) {
                return new DerivationOutput.Deferred();
            }
            validate(path);
            return new DerivationOutput.InputAddressed(dir.parse(path));
        }
        ContentAddressMethod method = ContentAddressMethod.ofPrefix(methodAlgorithm);
        HashAlgorithm algorithm = HashAlgorithm
            .parse(methodAlgorithm.substring(method.prefix().length()));
        if (hash.equals("impure")) {
            if (!path.isEmpty()) {
                throw DerivationErrors
                    .error("impure derivation output should not specify output path");
            }
            return new DerivationOutput.Impure(method, algorithm);
        }
        if (!hash.isEmpty()) {
            validate(path);
            return new DerivationOutput.FixedOutput(
                    new ContentAddress(method, Hash.parseNonSriUnprefixed(hash, algorithm)));
        }
        if (!path.isEmpty()) {
            throw DerivationErrors
                .error("content-addressing derivation output should not specify output path");
        }
        return new DerivationOutput.Floating(method, algorithm);
    }

    private InputOutputs inputOutputs() {
        if (!dynamic || text.startsWith("[", at)) {
            return InputOutputs.of(strings());
        }
        if (!text.startsWith("(", at)) {
            throw DerivationErrors.error("invalid inputDrvs entry in derivation");
        }
        expect("(");
        SortedSet<String> names = strings();
        SortedMap<String, InputOutputs> children = new TreeMap<>();
        expect(",[");
        while (!endOfList()) {
            expect("(");
            String output = string();
            expect(",");
            children.put(output, inputOutputs());
            expect(")");
        }
        expect(")");
        return new InputOutputs(names, children);
    }

    private SortedSet<String> strings() {
        SortedSet<String> found = new TreeSet<>();
        expect("[");
        while (!endOfList()) {
            found.add(string());
        }
        return found;
    }

    private String path() {
        String path = string();
        validate(path);
        return path;
    }

    private static void validate(String path) {
        if (!path.startsWith("/")) {
            throw DerivationErrors.badPath(path);
        }
    }

    private void expect(String expected) {
        if (!text.startsWith(expected, at)) {
            throw DerivationErrors.expected(expected);
        }
        at += expected.length();
    }

    /// Whether the list ends here; passes over its end or the comma before the next element.
    private boolean endOfList() {
        if (at < text.length() && text.charAt(at) == ',') {
            at++;
            return false;
        }
        if (at < text.length() && text.charAt(at) == ']') {
            at++;
            return true;
        }
        return false;
    }

    private String string() {
        expect("\"");
        int start = at;
        int close = text.indexOf('"', start);
        int escape = text.indexOf('\\', start);
        if (close < 0) {
            throw DerivationErrors.unterminated();
        }
        if (escape < 0 || close < escape) {
            at = close + 1;
            return text.substring(start, close);
        }
        return escapedString(start, escape);
    }

    private String escapedString(int start, int firstEscape) {
        StringBuilder out = new StringBuilder(64).append(text, start, firstEscape);
        for (int i = firstEscape; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                at = i + 1;
                return out.toString();
            }
            if (c != '\\') {
                out.append(c);
            } else if (++i < text.length()) {
                char next = text.charAt(i);
                out.append(switch (next) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> next;
                });
            }
        }
        throw DerivationErrors.unterminated();
    }
}

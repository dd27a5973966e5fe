package flakelab.derivation;

import static flakelab.text.Emphasis.format;

/// The words of this room's errors (CppNix `src/libstore/derivations.cc`, `parsed-derivations.cc`).
final class DerivationErrors {
    private DerivationErrors() {}

    static DerivationException error(String template, Object... arguments) {
        return new DerivationException(format(template, arguments));
    }

    static DerivationException expected(String text) {
        return error("expected string '%s'", text);
    }

    static DerivationException unterminated() {
        return error("unterminated string in derivation");
    }

    static DerivationException badPath(String path) {
        return error("bad path '%s' in derivation", path);
    }

    static DerivationException noOutputHash(String output, String derivation) {
        return error("no hash for output '%s' of derivation '%s'", output, derivation);
    }

    static DerivationException reservedVariable() {
        return error(
                "Cannot have an environment variable named '__json'. This key is reserved for encoding"
                        + " structured attrs");
    }

    static DerivationException wrongVariable(String name, String expected, String actual) {
        return error(
                "derivation has incorrect environment variable '%s', should be '%s' but is actually '%s'",
                name,
                expected, actual);
    }

    static DerivationException missingVariable(String name, String expected) {
        return error(
                "derivation has missing environment variable '%s', should be '%s' but is not present",
                name,
                expected);
    }
}

package flakelab.builtin;

import flakelab.eval.EvalException;
import flakelab.text.Emphasis;

/// The words of built-in functions' errors, equal to CppNix 2.34's (`src/libexpr/primops.cc`, `primops/*.cc`).
final class BuiltinErrors {
    private BuiltinErrors() {}

    /// Any message; each `%s` is an argument, emphasised.
    static EvalException error(String template, Object... arguments) {
        return new EvalException(Emphasis.format(template, arguments));
    }

    static EvalException nullByte(String text) {
        return error("input string '%s' cannot be represented as Nix string because it contains null bytes",
                text.replace("\0", "\u00e2\u0090\u0080"));
    }

    static EvalException negativeStart() {
        return new EvalException("negative start position in 'substring'");
    }

    static EvalException differentLengths() {
        return new EvalException(
                "'from' and 'to' arguments passed to builtins.replaceStrings have different lengths");
    }

    static EvalException invalidRegex(String pattern) {
        return error("invalid regular expression '%s'", pattern);
    }

    static EvalException regexTooLarge(String pattern) {
        return error("memory limit exceeded by regular expression '%s'", pattern);
    }

    static EvalException emptyHash() {
        return new EvalException("empty hash requires explicit hash algorithm");
    }

    static EvalException missingFeature(String feature, String reason) {
        String why = reason.isEmpty() ? "" : " (" + reason + ")";
        return new EvalException("experimental Nix feature '" + Emphasis.of(feature) + "' is disabled" + why
                + "; add '--extra-experimental-features " + Emphasis.of(feature) + "' to enable it");
    }
}

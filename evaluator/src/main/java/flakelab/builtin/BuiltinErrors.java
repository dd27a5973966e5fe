package flakelab.builtin;

import flakelab.eval.CatchableException;
import flakelab.eval.EvalException;
import flakelab.text.Emphasis;
import flakelab.value.Literal;

/// The words of built-in functions' errors, equal to CppNix 2.34's (`src/libexpr/primops.cc`, `primops/*.cc`).
final class BuiltinErrors {
    private static final String BUG_12899 = "Due to a bug (see https://github.com/NixOS/nix/issues/12899) ";
    private static final String MIGHT_CHANGE = "\n\tFuture Nix versions might implement the correct behavior.";

    private BuiltinErrors() {}

    /// Any message; each `%s` is an argument, emphasised.
    static EvalException error(String template, Object... arguments) {
        return new EvalException(Emphasis.format(template, arguments));
    }

    static EvalException nullByte(String text) {
        return error(
                "input string '%s' cannot be represented as Nix string because it contains null bytes",
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
        return new EvalException(
                "experimental Nix feature '" + Emphasis.of(feature) + "' is disabled" + why
                        + "; add '--extra-experimental-features " + Emphasis.of(feature)
                        + "' to enable it");
    }

    static EvalException emptyList(String builtin) {
        return new EvalException("'builtins." + builtin + "' called on an empty list");
    }

    static EvalException indexOutOfRange(long index, int size) {
        return error("'builtins.elemAt' called with index %s on a list of size %s", index, size);
    }

    static EvalException listSize(long size) {
        return error("cannot create list of size %s", size);
    }

    static EvalException functionArgsOfOther() {
        return new EvalException("'functionArgs' requires a function");
    }

    static EvalException overflow(String doing, long a, String operator, long b) {
        return error("integer overflow in " + doing + " %s " + operator + " %s", a, b);
    }

    static EvalException divisionByZero() {
        return new EvalException("division by zero");
    }

    static EvalException floatOutOfRange(double value) {
        return error("NixFloat argument %s is not in the range of NixInt", Literal.number(value));
    }

    static EvalException roundedOutOfRange(long value) {
        return error(BUG_12899
                + "the NixInt argument %s caused undefined behavior in previous Nix versions."
                + MIGHT_CHANGE, value);
    }

    static EvalException roundedAway(long value, long rounded) {
        return error(BUG_12899
                + "a loss of precision occurred in previous Nix versions because the NixInt argument %s "
                + "was rounded to %s." + MIGHT_CHANGE, value, rounded);
    }

    static EvalException aborted(String message) {
        return error("evaluation aborted with the following error message: '%s'", message);
    }

    static CatchableException thrown(String message) {
        return new CatchableException(message);
    }

    static EvalException invalidDerivationName(String why) {
        return new EvalException("invalid derivation name: " + why + ". Please pass a different '"
                + Emphasis.of("name") + "'.");
    }

    static EvalException invalidHashMode(String mode) {
        return error("invalid value '%s' for 'outputHashMode' attribute", mode);
    }

    static EvalException duplicateOutput(String output) {
        return error("duplicate derivation output '%s'", output);
    }

    static EvalException outputCalledDrvPath() {
        return new EvalException("invalid derivation output name 'drvPath'");
    }

    static EvalException noOutputs() {
        return new EvalException("derivation cannot have an empty set of outputs");
    }

    static EvalException requiredAttribute(String name) {
        return new EvalException("required attribute '" + name + "' missing");
    }

    static EvalException derivationNameIsDrv() {
        return error(
                "derivation names are allowed to end in '%s' only if they produce a single derivation file",
                ".drv");
    }

    static EvalException fixedWithManyOutputs() {
        return new EvalException("multiple outputs are not supported in fixed-output derivations");
    }

    static EvalException contentAddressedAndImpure() {
        return new EvalException("derivation cannot be both content-addressed and impure");
    }

    static EvalException abortedOnWarning() {
        return new EvalException("aborting to reveal stack trace of warning, as abort-on-warn is set");
    }
}

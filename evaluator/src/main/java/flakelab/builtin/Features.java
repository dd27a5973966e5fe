package flakelab.builtin;

import flakelab.eval.Evaluator;

/// Experimental features that parts of built-in functions need.
final class Features {
    private Features() {}

    /// @param reason what needs it, or empty
    static void require(Evaluator ev, String feature, String reason) {
        if (!ev.settings().hasFeature(feature)) {
            throw BuiltinErrors.missingFeature(feature, reason);
        }
    }
}

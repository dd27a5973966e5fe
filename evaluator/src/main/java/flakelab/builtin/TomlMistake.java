package flakelab.builtin;

import flakelab.eval.EvalException;

/// One mistake in TOML, pictured; reading goes on behind it, so that all of them are told at once.
final class TomlMistake extends EvalException {
    private static final long serialVersionUID = 1;

    TomlMistake(String picture) {
        super(picture);
    }
}

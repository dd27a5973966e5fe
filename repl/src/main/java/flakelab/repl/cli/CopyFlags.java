package flakelab.repl.cli;

import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import org.jspecify.annotations.Nullable;

/// The flags of commands that copy from store to store (CppNix `CopyCommand`).
final class CopyFlags {
    private @Nullable String to;
    private @Nullable String from;

    Flags addTo(Flags flags) {
        return flags.value(store -> to = store, "STORE", "Where to copy to.", "--to")
            .value(store -> from = store, "STORE", "Where to copy from.", "--from");
    }

    void require() {
        if (to == null && from == null) {
            throw SessionErrors.usage("you must pass '--from' and/or '--to'");
        }
    }

    /// Where to copy to; without `--to` the store that would be used otherwise.
    String destination(EvalFlags common) {
        return to != null ? to : common.settings.get(StandardSettings.STORE);
    }

    /// Makes the store copied from the session's; to be called after [#destination].
    void useSource(EvalFlags common) {
        if (from != null) {
            common.settings.put(StandardSettings.STORE, from);
        }
    }
}

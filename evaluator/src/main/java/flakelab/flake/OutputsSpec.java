package flakelab.flake;

import flakelab.store.StoreException;
import flakelab.store.StorePath;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which outputs of a derivation are meant: what stands after `^` in an installable.
public sealed interface OutputsSpec {
    /// Nothing was said: those the package wants installed (`meta.outputsToInstall`), or `out`.
    record Default() implements OutputsSpec {
        @Override
        public String toString() {
            return "";
        }
    }

    /// `^*`.
    record All() implements OutputsSpec {
        @Override
        public String toString() {
            return "^*";
        }
    }

    /// `^out,dev`.
    record Names(SortedSet<String> names) implements OutputsSpec {
        @Override
        public String toString() {
            return "^" + String.join(",", names);
        }
    }

    /// A text before its outputs, and these.
    record Split(String text, OutputsSpec outputs) {}

    /// Cuts off the part from the last `^` on.
    ///
    /// @throws FlakeException if it names no outputs
    static Split split(String text) {
        return trySplit(text).orElseThrow(() -> FlakeErrors.badOutputs(text));
    }

    /// As [#split], empty instead of an error.
    static Optional<Split> trySplit(String text) {
        int at = text.lastIndexOf('^');
        if (at < 0) {
            return Optional.of(new Split(text, new Default()));
        }
        String before = text.substring(0, at);
        String outputs = text.substring(at + 1);
        if (outputs.equals("*")) {
            return Optional.of(new Split(before, new All()));
        }
        SortedSet<String> names = new TreeSet<>(List.of(outputs.split(",", -1)));
        try {
            names.forEach(StorePath::checkName);
        } catch (StoreException e) {
            return Optional.empty();
        }
        return Optional.of(new Split(before, new Names(names)));
    }
}

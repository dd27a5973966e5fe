package flakelab.repl.cli;

import flakelab.session.command.Installables;
import flakelab.session.command.StorePaths;
import java.util.ArrayList;
import java.util.List;

/// The flags of commands about store paths: which paths (CppNix `BuiltPathsCommand`).
final class PathFlags {
    private final InstallableFlags where = new InstallableFlags();
    private final List<String> words = new ArrayList<>();
    private final boolean closures;
    private boolean recursive;
    private boolean derivations;
    private boolean all;
    private boolean stdin;

    /// `closures`: the command is about closures unless told otherwise.
    PathFlags(boolean closures) {
        this.closures = closures;
        this.recursive = closures;
    }

    Flags addTo(Flags flags) {
        flags.toggle(() -> all = true, "All paths of the store.", "--all")
            .toggle(() -> stdin = true, "Read more installables from standard input.", "--stdin")
            .toggle(() -> derivations = true, "Derivations, not their outputs.", "--derivation");
        if (closures) {
            flags.toggle(() -> recursive = false, "Only the paths named.", "--no-recursive");
        } else {
            flags.toggle(() -> recursive = true, "Also all the paths refer to.", "-r",
                    "--recursive");
        }
        return where.addTo(flags);
    }

    void word(String installable) {
        words.add(installable);
    }

    StorePaths paths(EvalFlags common) {
        if (words.isEmpty() && !all && !stdin) {
            words.add(".");
        }
        return new StorePaths(where.installables(common), words, stdin, all, recursive,
                derivations);
    }

    /// One of several installables of a command that takes each on its own.
    static StorePaths path(Installables source, String installable, boolean derivations) {
        return new StorePaths(source, List.of(installable), false, false, false, derivations);
    }
}

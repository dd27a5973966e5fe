package flakelab.session.command;

import flakelab.derivation.RealisedOutputs;
import flakelab.nar.FileNames;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Realisation;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which store paths commands about paths work on (CppNix `BuiltPathsCommand`, `src/libcmd/command.cc`).
///
/// @param stdin       more installables stand on standard input
/// @param all         every path of the store
/// @param recursive   also all they refer to
/// @param derivations derivations rather than their outputs
public record StorePaths(Installables source, List<String> installables, boolean stdin,
        boolean all, boolean recursive, boolean derivations) {
    /// Finds them, references first; `build` makes those that are not there yet.
    List<StorePath> find(State state, Console console, boolean build) {
        Store store = state.world().store();
        if (stdin) {
            return new StorePaths(source, withInput(state), false, all, recursive, derivations)
                .find(state, console, build);
        }
        if (all) {
            if (!installables.isEmpty()) {
                throw SessionErrors.usage("'--all' does not expect arguments");
            }
            return store.sorted(store.allValid());
        }
        SortedSet<StorePath> roots = derivations
                ? derivations(state, source, installables)
                : outputs(state, console, build);
        return store.sorted(recursive ? store.closure(roots) : roots);
    }

    private List<String> withInput(State state) {
        List<String> words = new ArrayList<>(installables);
        for (String word : Latin1.toUnicode(state.stdin()).split("\\s+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /// The single path meant, made if it is not there yet.
    StorePath one(State state, Console console) {
        List<StorePath> found = find(state, console, true);
        if (found.size() != 1) {
            throw SessionErrors.error(Emphasis.format(
                    "argument '%s' should evaluate to one store path", words()));
        }
        return found.getFirst();
    }

    /// As [#one], but nothing is made: empty if it is not known which path it would be.
    Optional<StorePath> oneKnown(State state) {
        SortedSet<StorePath> paths = new TreeSet<>();
        if (derivations) {
            paths.addAll(derivations(state, source, installables));
        } else {
            for (Wanted each : wanted(state, source, installables)) {
                paths.addAll(BuildJob.outputs(state.world().store(), each).values());
            }
        }
        return paths.stream().findFirst();
    }

    /// What the outputs meant turned out to be, of those whose paths are not known before they are built.
    List<Realisation> realisations(State state) {
        List<Realisation> found = new ArrayList<>();
        RealisedOutputs outputs = new RealisedOutputs(state.world().store());
        for (Wanted each : all || derivations
                ? List.<Wanted>of()
                : wanted(state, source, installables)) {
            if (each instanceof Wanted.Built(StorePath derivation, var names)) {
                outputs.realisations(derivation)
                    .stream()
                    .filter(it -> names.isEmpty() || names.contains(it.id().outputName()))
                    .forEach(found::add);
            }
        }
        return found;
    }

    /// The same without what is only referred to.
    StorePaths roots() {
        return new StorePaths(source, installables, stdin, all, false, derivations);
    }

    /// What was asked for, as it was written.
    String words() {
        return String.join(" ", installables);
    }

    private SortedSet<StorePath> outputs(State state, Console console, boolean build) {
        Store store = state.world().store();
        List<Wanted> wanted = wanted(state, source, installables);
        if (build) {
            state.world().builds().build(wanted, new BuildLines(console, BuildLines.Style.HIDDEN));
        } else if (store instanceof LocalStore) {
            state.world()
                .builds()
                .plan(wanted)
                .lines(store.storeDir())
                .forEach(line -> console.err(Latin1.toUnicode(line) + "\n"));
        }
        SortedSet<StorePath> paths = new TreeSet<>();
        for (Wanted each : wanted) {
            paths.addAll(BuildJob.outputs(store, each).values());
        }
        return paths;
    }

    /// The derivations of installables: of a store path that is none, the one it was built by.
    static SortedSet<StorePath> derivations(State state, Installables source,
            List<String> installables) {
        SortedSet<StorePath> paths = new TreeSet<>();
        for (Wanted each : wanted(state, source, installables)) {
            paths.add(switch (each) {
                case Wanted.Built(StorePath derivation, var outputs) -> derivation;
                case Wanted.Opaque(StorePath path) when path.isDerivation() -> path;
                case Wanted.Opaque(StorePath path) -> deriver(state.world().store(), path);
            });
        }
        return paths;
    }

    private static StorePath deriver(Store store, StorePath path) {
        return store.require(path)
            .deriver()
            .filter(store::isValid)
            .or(() -> store.validDerivers(path).stream().findFirst())
            .orElseThrow(() -> SessionErrors.error(Emphasis.format(
                    "'%s' does not have a known deriver", store.storeDir().print(path))));
    }

    private static List<Wanted> wanted(State state, Installables source,
            List<String> installables) {
        List<Wanted> wanted = new ArrayList<>();
        for (Installables.Found found : source.find(state, installables)) {
            wanted.addAll(source.wanted(state, found));
        }
        return wanted;
    }

    /// The store path a word of the command line leads to, through symbolic links outside the store
    /// (CppNix `Store::followLinksToStorePath`).
    static StorePath follow(State state, String word) {
        return tryFollow(state, word)
            .orElseThrow(() -> SessionErrors.error(Emphasis.format("path %s is not in the Nix store",
                    '"' + FileNames.latin1(outside(state, word)) + '"')));
    }

    /// As above; empty where it leads elsewhere.
    static Optional<StorePath> tryFollow(State state, String word) {
        StoreDir dir = state.world().store().storeDir();
        String text = FileNames.latin1(outside(state, word));
        return dir.isInStore(text) ? Optional.of(dir.parseInside(text).path()) : Optional.empty();
    }

    private static Path outside(State state, String word) {
        Path path = state.directory().resolve(word).normalize();
        StoreDir dir = state.world().store().storeDir();
        try {
            while (!dir.isInStore(FileNames.latin1(path)) && Files.isSymbolicLink(path)) {
                path = path.resolveSibling(Files.readSymbolicLink(path)).normalize();
            }
        } catch (IOException e) {
            throw SessionErrors
                .error(Emphasis.format("reading symbolic link '%s': %s", path, String.valueOf(e.getMessage())));
        }
        return path;
    }
}

package flakelab.session.command;

import flakelab.derivation.Derivation;
import flakelab.derivation.Derivations;
import flakelab.hash.HashFormat;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `nix-store --query` (CppNix `opQuery`, `src/nix/nix-store/nix-store.cc`).
///
/// @param options how derivations are treated
/// @param binding for `BINDING`: the name of the variable
public record QueryStore(Question question, List<String> paths, Options options,
        String binding) implements Job {
    public enum Question {
        OUTPUTS, REQUISITES, REFERENCES, REFERRERS, REFERRERS_CLOSURE, DERIVER, VALID_DERIVERS, BINDING, HASH, SIZE, TREE, GRAPH, GRAPHML, RESOLVE, ROOTS
    }

    /// How derivations are treated.
    ///
    /// @param useOutput      ask about a derivation's outputs instead of the derivation
    /// @param includeOutputs the requisites of a derivation are also its outputs
    /// @param realise        build them first
    public record Options(boolean useOutput, boolean includeOutputs, boolean realise) {}

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store store = state.world().store();
        List<StorePath> given = paths.stream().map(word -> StorePaths.follow(state, word)).toList();
        switch (question) {
            case OUTPUTS -> each(state, console, given, true)
                .forEach(path -> out.accept(store.storeDir().print(path) + "\n"));
            case REQUISITES, REFERENCES, REFERRERS, REFERRERS_CLOSURE ->
                print(store, related(store, each(state, console, given, options.useOutput)), out);
            case VALID_DERIVERS -> {
                SortedSet<StorePath> found = new TreeSet<>();
                given.forEach(path -> found.addAll(store.validDerivers(path)));
                print(store, found, out);
            }
            case DERIVER -> given.forEach(path -> out.accept(store.require(path)
                .deriver()
                .map(store.storeDir()::print)
                .orElse("unknown-deriver") + "\n"));
            case BINDING -> given.forEach(path -> out.accept(variable(store, path) + "\n"));
            case HASH, SIZE -> each(state, console, given, options.useOutput)
                .forEach(path -> out.accept(fact(store.require(path)) + "\n"));
            case TREE -> out.accept(new StoreGraph(store).tree(given));
            case GRAPH -> out.accept(new StoreGraph(store)
                .dot(each(state, console, given, options.useOutput)));
            case GRAPHML -> out.accept(new StoreGraph(store)
                .graphMl(each(state, console, given, options.useOutput)));
            case ROOTS -> CollectGarbage.printRoots(state, each(state, console, given, options.useOutput), out);
            case RESOLVE -> given.forEach(path -> out.accept(store.storeDir().print(path) + "\n"));
        }
    }

    private static void print(Store store, Collection<StorePath> paths, Consumer<String> out) {
        store.sorted(paths)
            .forEach(path -> out.accept(store.storeDir().print(path) + "\n"));
    }

    /// The paths asked about: of derivations their outputs where that is wanted.
    private List<StorePath> each(State state, Console console, List<StorePath> given,
            boolean outputs) {
        Store store = state.world().store();
        if (options.realise) {
            state.world()
                .builds()
                .build(given.stream().map(QueryStore::wanted).toList(),
                        new BuildLines(console, BuildLines.Style.PLAIN));
        }
        return given.stream()
            .flatMap(path -> outputs && path.isDerivation()
                    ? new TreeSet<>(BuildJob.outputs(store, wanted(path)).values()).stream()
                    : List.of(path).stream())
            .toList();
    }

    private static Wanted wanted(StorePath path) {
        return path.isDerivation()
                ? new Wanted.Built(path, new TreeSet<>())
                : new Wanted.Opaque(path);
    }

    private SortedSet<StorePath> related(Store store, List<StorePath> given) {
        SortedSet<StorePath> found = new TreeSet<>();
        for (StorePath path : given) {
            found.addAll(switch (question) {
                case REQUISITES -> options.includeOutputs
                        ? withOutputs(store, path)
                        : store.closure(List.of(path));
                case REFERENCES -> store.require(path).references();
                case REFERRERS -> store.referrers(path);
                default -> referrersClosure(store, path);
            });
        }
        return found;
    }

    /// The closure of a path, with what the derivations in it have built.
    private static SortedSet<StorePath> withOutputs(Store store, StorePath path) {
        SortedSet<StorePath> seen = new TreeSet<>(store.closure(List.of(path)));
        ArrayDeque<StorePath> left = new ArrayDeque<>(seen);
        while (!left.isEmpty()) {
            StorePath next = left.remove();
            if (next.isDerivation()) {
                for (StorePath part : store
                    .closure(store.valid(store.derivationOutputs(next).values()))) {
                    if (seen.add(part)) {
                        left.add(part);
                    }
                }
            }
        }
        return seen;
    }

    private static SortedSet<StorePath> referrersClosure(Store store, StorePath path) {
        SortedSet<StorePath> seen = new TreeSet<>(List.of(path));
        ArrayDeque<StorePath> left = new ArrayDeque<>(seen);
        while (!left.isEmpty()) {
            for (StorePath referrer : store.referrers(left.remove())) {
                if (seen.add(referrer)) {
                    left.add(referrer);
                }
            }
        }
        return seen;
    }

    private String variable(Store store, StorePath path) {
        StorePath derivation = path.isDerivation()
                ? path
                : store.require(path)
                    .deriver()
                    .orElseThrow(() -> SessionErrors.error(Emphasis.format(
                            "deriver of path '%s' is not known", store.storeDir().print(path))));
        Derivation read = Derivations.read(store, derivation);
        String value = read.env().get(Latin1.ofUnicode(binding));
        if (value == null) {
            throw SessionErrors.error(Emphasis.format(
                    "derivation '%s' has no environment binding named '%s'",
                    store.storeDir().print(derivation), binding));
        }
        return value;
    }

    private String fact(PathInfo info) {
        return question == Question.HASH
                ? info.narHash().render(HashFormat.NIX32, true)
                : String.valueOf(info.narSize());
    }
}

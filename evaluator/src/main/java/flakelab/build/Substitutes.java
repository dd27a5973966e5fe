package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationOutput;
import flakelab.store.ContentAddress;
import flakelab.store.DrvOutput;
import flakelab.store.Realisation;
import flakelab.store.Store;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All substituters together; remembers what they answered.
record Substitutes(List<Substituter> substituters, BuildOptions.Policy policy,
        BuildListener listener,
        Map<StorePath, Optional<Found>> answers, Map<StorePath, ContentAddress> addresses) {

    /// Who has a path.
    record Found(Substituter from, Substituter.Offer offer) {}

    static Substitutes of(List<Substituter> substituters, BuildOptions.Policy policy,
            BuildListener listener) {
        return new Substitutes(policy.substitute() ? substituters : List.of(), policy, listener,
                new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    /// From now on the content addresses are known that fixed outputs of a derivation must have.
    void expect(Derivation derivation, Map<String, StorePath> paths) {
        paths.forEach((output, path) -> {
            if (derivation.outputs().get(output) instanceof DerivationOutput.FixedOutput(ContentAddress ca)) {
                addresses.put(path, ca);
            }
        });
    }

    /// Whether a derivation's outputs may be fetched.
    boolean allowed(Derivation derivation) {
        return !substituters.isEmpty()
                && (policy.alwaysAllowSubstitutes()
                        || DerivationOptions.of(derivation).allowSubstitutes());
    }

    Optional<Substituter.Offer> find(StorePath path) {
        return locate(path).map(Found::offer);
    }

    private Optional<Found> locate(StorePath path) {
        return answers.computeIfAbsent(path, it -> {
            StoreException broken = null;
            for (Substituter substituter : substituters) {
                tell(broken);
                broken = null;
                try {
                    Optional<Substituter.Offer> offer = substituter.find(it,
                            Optional.ofNullable(addresses.get(it)));
                    if (offer.isPresent()) {
                        return Optional.of(new Found(substituter, offer.get()));
                    }
                } catch (StoreException e) {
                    broken = e;
                }
            }
            if (broken != null && !policy.fallback()) {
                throw broken;
            }
            tell(broken);
            return Optional.empty();
        });
    }

    private void tell(@Nullable StoreException broken) {
        if (broken != null) {
            listener.notice("\u001b[31;1merror:\u001b[0m " + broken.text());
        }
    }

    /// What the first substituter that knows says an output turned out to be.
    Optional<Realisation> realisation(DrvOutput id) {
        for (Substituter substituter : substituters) {
            try {
                Optional<Realisation> found = substituter.realisation(id);
                if (found.isPresent()) {
                    return found;
                }
            } catch (StoreException e) {
                tell(e);
            }
        }
        return Optional.empty();
    }

    /// Fetches a path whose references are there.
    void fetch(StorePath path, Store into) {
        String printed = into.storeDir().print(path);
        Found found = locate(path).orElseThrow(() -> BuildErrors.noSubstituter(printed));
        if (!into.isValid(path)) {
            listener.fetching(path,
                    "copying path '" + printed + "' from '" + found.from().uri() + "'");
            found.from().fetch(found.offer().info(), into);
        }
    }
}

package flakelab.flake;

import flakelab.eval.Evaluator;
import flakelab.fetch.Attributes;
import flakelab.fetch.Fetched;
import flakelab.fetch.Fetchers;
import flakelab.fetch.Input;
import java.util.HashMap;
import java.util.Map;

/// Fetches inputs that may be names, and puts them into the store; the same name is the same source for as long as
/// this object lives (CppNix `InputCache`).
public final class Sources {
    private final Evaluator ev;
    private final Fetchers fetchers;
    private final Registries registries;
    private final Mounts mounts;
    private final Map<Input, Found> names = new HashMap<>();

    Sources(Evaluator ev, Fetchers fetchers, Registries registries, Mounts mounts) {
        this.ev = ev;
        this.fetchers = fetchers;
        this.registries = registries;
        this.mounts = mounts;
    }

    /// What an input gave, what it was after the registries, and what these added.
    public record Found(Fetched fetched, Input resolved, Attributes extra) {}

    /// Fetches an input; a name is looked up first.
    public Found find(Input input, Registries.Use use) {
        if (input.isDirect()) {
            return new Found(fetchers.fetch(input), input, Attributes.EMPTY);
        }
        Found known = names.get(input);
        if (known == null) {
            if (use == Registries.Use.NONE) {
                throw FlakeErrors.registriesForbidden(input);
            }
            Registries.Resolved resolved = registries.resolve(input, use);
            known = new Found(fetchers.fetch(resolved.input()), resolved.input(), resolved.extra());
            names.put(input, known);
        }
        return known;
    }

    /// Copies a fetched source into the store and lets evaluation see it.
    public Fetchers.Stored store(Fetched fetched, Input original) {
        Fetchers.Stored stored = fetchers.store(fetched, original);
        ev.world().allow(stored.path());
        mounts.mounted(stored.path(), fetched);
        return stored;
    }

    void forget() {
        names.clear();
    }
}

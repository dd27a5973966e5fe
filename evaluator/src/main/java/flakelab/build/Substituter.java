package flakelab.build;

import flakelab.store.ContentAddress;
import flakelab.store.DrvOutput;
import flakelab.store.PathInfo;
import flakelab.store.Realisation;
import flakelab.store.Store;
import flakelab.store.StoreCopy;
import flakelab.store.StorePath;
import java.util.Optional;

/// Where finished paths may be had from instead of building them: a binary cache, another store.
public interface Substituter {
    /// Its address, for messages.
    String uri();

    /// What it has of a path.
    ///
    /// @param ca the path's content address if one is known: a store elsewhere (`/fnord/store`) has the same content under
    ///           another name
    /// @throws flakelab.store.StoreException if it cannot be asked
    Optional<Offer> find(StorePath path, Optional<ContentAddress> ca);

    /// What it says an output turned out to be.
    default Optional<Realisation> realisation(DrvOutput id) {
        return Optional.empty();
    }

    /// Puts a path, whose references are there already, into a store.
    void fetch(PathInfo info, Store into);

    /// Puts a path into a store in the place of what is there.
    void repair(PathInfo info, Store into);

    /// A path to be had, and how many bytes travel for it (0: unknown).
    record Offer(PathInfo info, long downloadSize) {}

    /// Any store as a substituter, believed without signatures.
    static Substituter of(Store source) {
        return new Substituter() {
            @Override
            public String uri() {
                return source.uri();
            }

            @Override
            public Optional<Offer> find(StorePath path, Optional<ContentAddress> ca) {
                return source.query(path).map(info -> new Offer(info, 0));
            }

            @Override
            public Optional<Realisation> realisation(DrvOutput id) {
                return source.realisation(id);
            }

            @Override
            public void fetch(PathInfo info, Store into) {
                StoreCopy.one(source, into, info, Optional.empty());
            }

            @Override
            public void repair(PathInfo info, Store into) {
                StoreCopy.repair(source, into, info, Optional.empty());
            }
        };
    }
}

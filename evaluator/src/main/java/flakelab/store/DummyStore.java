package flakelab.store;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// A store that holds nothing and only computes paths: `dummy://`, and `--readonly-mode` without a store.
public record DummyStore(StoreDir storeDir) implements Store {
    public DummyStore() {
        this(StoreDir.DEFAULT);
    }

    @Override
    public String uri() {
        return "dummy://";
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public boolean isValid(StorePath path) {
        return false;
    }

    @Override
    public Optional<PathInfo> query(StorePath path) {
        return Optional.empty();
    }

    @Override
    public SortedSet<StorePath> allValid() {
        return new TreeSet<>();
    }

    @Override
    public Optional<StorePath> findByHashPart(String hashPart) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}

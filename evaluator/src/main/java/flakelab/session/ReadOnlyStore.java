package flakelab.session;

import flakelab.nar.Tree;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/// A store of which only questions are asked: adding computes the path and writes nothing (`nix-instantiate --eval`).
record ReadOnlyStore(Store store) implements Store {
    @Override
    public StoreDir storeDir() {
        return store.storeDir();
    }

    @Override
    public String uri() {
        return store.uri();
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public Path realPath(StorePath path) {
        return store.realPath(path);
    }

    @Override
    public boolean isValid(StorePath path) {
        return store.isValid(path);
    }

    @Override
    public Optional<PathInfo> query(StorePath path) {
        return store.query(path);
    }

    @Override
    public SortedSet<StorePath> allValid() {
        return store.allValid();
    }

    @Override
    public Optional<StorePath> findByHashPart(String hashPart) {
        return store.findByHashPart(hashPart);
    }

    @Override
    public void exportNar(StorePath path, OutputStream out) {
        store.exportNar(path, out);
    }

    @Override
    public Tree tree(StorePath path) {
        return store.tree(path);
    }

    @Override
    public SortedSet<StorePath> referrers(StorePath path) {
        return store.referrers(path);
    }

    @Override
    public SortedSet<StorePath> validDerivers(StorePath path) {
        return store.validDerivers(path);
    }

    @Override
    public Map<String, StorePath> derivationOutputs(StorePath derivation) {
        return store.derivationOutputs(derivation);
    }

    @Override
    public void close() {
        store.close();
    }
}

package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Makes of a closure one whose paths all follow from their contents, so that no signatures are needed (CppNix
/// `src/libstore/make-content-addressed.cc`).
public final class ContentAddressing {
    private final Store from;
    private final Store to;
    private final Map<StorePath, StorePath> made = new HashMap<>();

    private ContentAddressing(Store from, Store to) {
        this.from = from;
        this.to = to;
    }

    /// Rewrites paths and everything they refer to into a store.
    ///
    /// @return the new path of each
    public static Map<StorePath, StorePath> rewrite(Store from, Store to,
            Collection<StorePath> paths) {
        ContentAddressing rewriting = new ContentAddressing(from, to);
        for (StorePath path : from.sorted(from.closure(paths))) {
            try {
                rewriting.made.put(path, rewriting.one(path));
            } catch (IOException e) {
                throw StoreErrors.io("rewriting '" + from.storeDir().print(path) + "'", e);
            }
        }
        return Map.copyOf(rewriting.made);
    }

    private StorePath one(StorePath path) throws IOException {
        boolean self = false;
        SortedSet<StorePath> others = new TreeSet<>();
        Map<String, String> renamed = new HashMap<>();
        for (StorePath reference : from.require(path).references()) {
            StorePath now = made.getOrDefault(reference, reference);
            if (reference.equals(path)) {
                self = true;
            } else {
                others.add(now);
                if (!now.equals(reference)) {
                    renamed.put(reference.hashPart(), now.hashPart());
                }
            }
        }
        ByteArrayOutputStream renamedNar = new ByteArrayOutputStream();
        HashRewriter rewriter = new HashRewriter(renamed, renamedNar);
        from.exportNar(path, rewriter);
        rewriter.finish();
        byte[] nar = renamedNar.toByteArray();
        HashModulo modulo = new HashModulo(HashAlgorithm.SHA256, path.hashPart());
        modulo.write(nar, 0, nar.length);
        ContentAddress address = new ContentAddress(ContentAddressMethod.NAR, modulo.finish());
        StorePath now = to.storeDir()
            .makeContentAddressedPath(address, path.name(), new References(others, self));
        if (self) {
            others.add(now);
        }
        add(now, renamed(nar, path, now), address, others);
        return now;
    }

    private static byte[] renamed(byte[] nar, StorePath path, StorePath now) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(nar.length);
        HashRewriter rewriter = new HashRewriter(Map.of(path.hashPart(), now.hashPart()), out);
        rewriter.write(nar, 0, nar.length);
        rewriter.finish();
        return out.toByteArray();
    }

    private void add(StorePath path, byte[] nar, ContentAddress address,
            SortedSet<StorePath> references) {
        to.importNar(PathInfo.of(path, Hash.of(HashAlgorithm.SHA256, nar), nar.length)
            .withReferences(List.copyOf(references))
            .withCa(Optional.of(address)), new ByteArrayInputStream(nar));
    }
}

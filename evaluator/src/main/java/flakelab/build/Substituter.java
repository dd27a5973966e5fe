package flakelab.build;

import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.NixException;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Optional;

/// Where finished paths may be had from instead of building them: a binary cache, another store.
public interface Substituter {
    /// Its address, for messages.
    String uri();

    /// What it has of a path.
    ///
    /// @throws flakelab.store.StoreException if it cannot be asked
    Optional<Offer> find(StorePath path);

    /// Puts a path, whose references are there already, into a store.
    void fetch(PathInfo info, Store into);

    /// A path to be had, and how many bytes travel for it (0: unknown).
    record Offer(PathInfo info, long downloadSize) {}

    /// Any store as a substituter.
    static Substituter of(Store source) {
        return new Substituter() {
            @Override
            public String uri() {
                return source.uri();
            }

            @Override
            public Optional<Offer> find(StorePath path) {
                return source.query(path).map(info -> new Offer(info, 0));
            }

            @Override
            public void fetch(PathInfo info, Store into) {
                copy(source, info, into);
            }
        };
    }

    private static void copy(Store source, PathInfo info, Store into) {
        try (PipedInputStream in = new PipedInputStream(64 * 1024);
                PipedOutputStream out = new PipedOutputStream(in)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try (out) {
                    source.exportNar(info.path(), out);
                } catch (IOException | NixException e) {
                    // The reader sees an archive that ends too early and says so.
                    return;
                }
            });
            into.importNar(info, in);
            writer.join();
        } catch (IOException e) {
            throw BuildErrors.io("copying " + into.storeDir().print(info.path()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BuildErrors.interrupted();
        }
    }
}

package flakelab.flake;

import flakelab.eval.Evaluator;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.text.Origin;
import flakelab.text.Positions;
import flakelab.text.Source;
import flakelab.value.AttrsBuilder;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Flakes as values. A session gives one to its evaluator by `ev.own(Flakes.class, …)`, where built-in functions find it.
public final class Flakes {
    private static final String FILE = "call-flake.nix";

    private final Evaluator ev;
    private final Locker locker;
    private final Registries registries;
    private final Value fetchFinalTree;
    private @Nullable Value callFlake;

    /// @param fetchFinalTree the internal built-in function of that name
    public Flakes(Evaluator ev, Locker locker, Registries registries, Value fetchFinalTree) {
        this.ev = ev;
        this.locker = locker;
        this.registries = registries;
        this.fetchFinalTree = fetchFinalTree;
    }

    /// The evaluator's.
    ///
    /// @throws FlakeException if its session gave it none
    public static Flakes of(Evaluator ev) {
        return ev.own(Flakes.class, () -> {
            throw FlakeErrors.error("there are no flakes here");
        });
    }

    public Locker locker() {
        return locker;
    }

    public Registries registries() {
        return registries;
    }

    /// The set a flake is: its outputs, `inputs`, `self`'s metadata. Inputs stay unfetched until they are needed.
    public Value call(LockedFlake flake) {
        LockFileJson.Written lock = LockFileJson.write(flake.lockFile());
        AttrsBuilder given = new AttrsBuilder(flake.places().size());
        flake.places()
            .forEach((node, place) -> given.put(Objects.requireNonNull(lock.names().get(node)),
                    given(flake.flake(), node, place)));
        return ev.call(callFlake(), StringValue.of(lock.text()), given.build(), fetchFinalTree,
                Positions.NONE);
    }

    private Value given(Flake flake, LockFile.Node node, Place place) {
        StoreDir store = ev.world().store().storeDir();
        StorePath path = place.storePath().orElseThrow();
        boolean isTop = node.lock().isEmpty();
        FlakeRef locked = node.lock().map(LockFile.Lock::locked).orElse(flake.locked());
        return new AttrsBuilder(2).put("dir", StringValue.of(place.subdir()))
            .put("sourceInfo",
                    SourceInfo.of(store, path, locked.input(), false, isTop && flake.forceDirty()))
            .build();
    }

    private Value callFlake() {
        if (callFlake == null) {
            Source source = new Source(
                    new Origin.File("\u00c2\u00abflakes-internal\u00c2\u00bb/" + FILE), text());
            callFlake = ev.eval(ev.parse(source, "/"), ev.baseScope());
        }
        return callFlake;
    }

    private static String text() {
        try (InputStream in = Flakes.class.getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(in).readAllBytes(),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

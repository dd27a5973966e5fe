package flakelab.builtin;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.store.ContentAddressing;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.value.Attrs;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `fetchClosure`: store paths from a binary cache (CppNix `primops/fetchClosure.cc`).
final class FetchClosure {
    private static final Pattern ADDRESS = Pattern.compile("(?:([a-z][a-z0-9+.-]*)://)?[^?]*(\\?.+)?");

    private final Evaluator ev;
    private final int pos;
    private final Store store;
    private @Nullable String fromStore;
    private @Nullable StorePath fromPath;
    /// What it is to be rewritten to; empty where the caller wants to be told.
    private @Nullable Optional<StorePath> toPath;
    private boolean inputAddressed;

    private FetchClosure(Evaluator ev, int pos) {
        this.ev = ev;
        this.pos = pos;
        this.store = ev.world().store();
    }

    @Builtin(feature = "fetch-closure", doc = """
            Copy a store path and everything it refers to from a binary cache, and give it as a string with context.

            *args* is a set of `fromStore` (the cache's URL), `fromPath` and, unless that path is content-addressed, one of

            - `toPath`: the content-addressed path that the closure is rewritten to. Set it to `""` to be told which that
              is; `nix store make-content-addressed` tells it too.
            - `inputAddressed = true`: take the path as it is, if a trusted key has signed it.

            ```nix
            builtins.fetchClosure {
              fromStore = "https://cache.nixos.org";
              fromPath = /nix/store/ldbhlwhh39wha58rm61bkiiwm6j7211j-git-2.33.1;
            }
            ```
            """)
    static Value fetchClosure(Evaluator ev, int pos,
            @Arg("while evaluating the argument passed to builtins.fetchClosure") Attrs args) {
        FetchClosure fetch = new FetchClosure(ev, pos);
        fetch.read(args);
        return fetch.run();
    }

    private void read(Attrs args) {
        for (int i : args.shape().bySight()) {
            String name = args.nameAt(i).name;
            Value value = args.valueAt(i);
            int at = args.positionAt(i);
            String frame = "while evaluating the attribute '" + Emphasis.of(name) + "' passed to builtins.fetchClosure";
            switch (name) {
                case "fromPath" -> fromPath = path(value, at, frame);
                case "toPath" -> toPath = value.force(at) instanceof StringValue text && text.text().isEmpty()
                        ? Optional.empty()
                        : Optional.of(path(value, at, frame));
                case "fromStore" -> fromStore = ev.forceStringNoContext(value, at, frame);
                case "inputAddressed" -> inputAddressed = ev.forceBool(value, at, frame);
                default -> throw error("attribute '%s' isn't supported in call to 'fetchClosure'", name);
            }
        }
    }

    private StorePath path(Value value, int at, String frame) {
        return ev.coerceToStorePath(value, new StringContext.Builder(), at, frame);
    }

    private Value run() {
        if (fromPath == null) {
            throw missing("fromPath");
        }
        if (inputAddressed && toPath != null) {
            throw error("attribute '%s' is set to true, but '%s' is also set. Please remove one of them",
                    "inputAddressed", "toPath");
        }
        if (fromStore == null) {
            throw missing("fromStore");
        }
        checkAddress(fromStore);
        StorePath result;
        try (Store from = Fetching.downloader(ev).open(fromStore)) {
            result = toPath == null ? copied(from, fromPath) : rewritten(from, fromPath, toPath);
        }
        ev.world().store().closure(List.of(result)).forEach(ev.world()::allow);
        return StringValue.of(store.storeDir().print(result), StringContext.of(result.baseName()));
    }

    private void checkAddress(String address) {
        Matcher parts = ADDRESS.matcher(address);
        String scheme = parts.matches() && parts.group(1) != null ? parts.group(1) : "";
        boolean allowed = switch (scheme) {
            case "http", "https" -> true;
            case "file" -> ev.world().environment("_NIX_IN_TEST").isPresent();
            default -> false;
        };
        if (!allowed) {
            throw error("'fetchClosure' only supports http:// and https:// stores");
        }
        if (parts.group(2) != null) {
            throw error("'fetchClosure' does not support URL query parameters (in '%s')", address);
        }
    }

    private StorePath copied(Store from, StorePath path) {
        if (!store.isValid(path)) {
            Fetching.downloader(ev).copyClosure(from, path);
        }
        boolean byContent = store.require(path).isContentAddressed(store.storeDir());
        if (byContent && inputAddressed) {
            throw error(
                    """
                            The store object referred to by 'fromPath' at '%s' is not input-addressed, but 'inputAddressed' is set to \
                            'true'.

                            Remove the 'inputAddressed' attribute (it defaults to 'false') to expect 'fromPath' to be \
                            content-addressed""",
                    store.storeDir().print(path));
        }
        if (!byContent && !inputAddressed) {
            throw error(
                    """
                            The 'fromPath' value '%s' is input-addressed, but 'inputAddressed' is set to 'false' (default).

                            If you do intend to fetch an input-addressed store path, add

                                inputAddressed = true;

                            to the 'fetchClosure' arguments.

                            Note that to ensure authenticity input-addressed store paths, users must configure a trusted binary cache \
                            public key on their systems. This is not needed for content-addressed paths.""",
                    store.storeDir().print(path));
        }
        return path;
    }

    /// Rewriting is left out where the result is there already, as is checking that it would be this.
    private StorePath rewritten(Store from, StorePath path, Optional<StorePath> expected) {
        if (expected.filter(store::isValid).isEmpty()) {
            rewrite(from, path, expected);
        }
        PathInfo info = store.require(expected.orElseThrow());
        if (!info.isContentAddressed(store.storeDir())) {
            throw error("""
                    The 'toPath' value '%s' is input-addressed, so it can't possibly be the result of rewriting to a \
                    content-addressed path.

                    Set 'toPath' to an empty string to make Nix report the correct content-addressed path.""",
                    store.storeDir().print(info.path()));
        }
        return info.path();
    }

    private void rewrite(Store from, StorePath path, Optional<StorePath> expected) {
        StorePath found = ContentAddressing.rewrite(from, store, List.of(path)).getOrDefault(path, path);
        String before = store.storeDir().print(path);
        String after = store.storeDir().print(found);
        if (expected.isEmpty()) {
            throw error("rewriting '%s' to content-addressed form yielded '%s'\n"
                    + "Use this value for the 'toPath' attribute passed to 'fetchClosure'", before, after);
        }
        if (!expected.get().equals(found)) {
            throw error("rewriting '%s' to content-addressed form yielded '%s', while '%s' was expected", before, after,
                    store.storeDir().print(expected.get()));
        }
    }

    private EvalException missing(String name) {
        return error("attribute '%s' is missing in call to 'fetchClosure'", name);
    }

    private EvalException error(String template, Object... arguments) {
        return BuiltinErrors.error(template, arguments).at(ev.at(pos));
    }
}

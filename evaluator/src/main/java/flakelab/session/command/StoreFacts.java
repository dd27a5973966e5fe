package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Asks a store for something simple: `nix store info|path-from-hash-part`.
public sealed interface StoreFacts extends Job {
    /// What kind of store it is, and whether it can be reached (CppNix `src/nix/store-info.cc`).
    record Info(boolean json, boolean pretty) implements StoreFacts {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            Store store = state.world().store();
            Store.Access access = store.connect();
            if (json) {
                SortedMap<String, Object> document = new TreeMap<>();
                document.put("url", store.uri());
                access.trusted().ifPresent(trusted -> document.put("trusted", trusted));
                access.version().ifPresent(version -> document.put("version", version));
                out.accept((pretty ? Json.writeIndented(document) : Json.write(document)) + "\n");
                return;
            }
            console.err("Store URL: " + Latin1.toUnicode(store.uri()) + "\n");
            access.version().ifPresent(version -> console.err("Version: " + version + "\n"));
            access.trusted()
                .ifPresent(trusted -> console.err("Trusted: " + (trusted ? 1 : 0) + "\n"));
        }
    }

    /// The path with a hash part (CppNix `src/nix/path-from-hash-part.cc`).
    record FromHashPart(String hashPart) implements StoreFacts {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            Store store = state.world().store();
            out.accept(store.findByHashPart(Latin1.ofUnicode(hashPart))
                .map(store.storeDir()::print)
                .orElseThrow(() -> SessionErrors.error(Emphasis.format(
                        "there is no store path corresponding to '%s'",
                        Latin1.ofUnicode(hashPart))))
                    + "\n");
        }
    }
}

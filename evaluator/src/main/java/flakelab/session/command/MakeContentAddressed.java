package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.ContentAddressing;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Latin1;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// `nix store make-content-addressed` (CppNix `src/nix/make-content-addressed.cc`).
///
/// @param to the address of the store the rewritten paths go to
public record MakeContentAddressed(StorePaths paths, String to, boolean json,
        boolean pretty) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store from = state.world().store();
        List<StorePath> wanted = paths.find(state, console, true);
        try (Store destination = state.world().open(to)) {
            Map<StorePath, StorePath> made = ContentAddressing.rewrite(from, destination, wanted);
            Map<String, Object> rewrites = new TreeMap<>();
            for (StorePath path : wanted) {
                String old = from.storeDir().print(path);
                String now = from.storeDir().print(made.getOrDefault(path, path));
                rewrites.put(old, now);
                if (!json) {
                    console.err(Latin1.toUnicode("rewrote '" + old + "' to '" + now + "'\n"));
                }
            }
            if (json) {
                Object document = new TreeMap<>(Map.of("rewrites", rewrites));
                out.accept((pretty ? Json.writeIndented(document) : Json.write(document)) + "\n");
            }
        }
    }
}

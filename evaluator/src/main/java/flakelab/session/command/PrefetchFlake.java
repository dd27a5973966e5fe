package flakelab.session.command;

import flakelab.fetch.Fetchers;
import flakelab.fetch.Input;
import flakelab.fetch.Json;
import flakelab.flake.FlakeRef;
import flakelab.flake.Registries;
import flakelab.flake.Sources;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// `nix flake prefetch` (CppNix `CmdFlakePrefetch`, `src/nix/flake.cc`).
///
/// @param reference the flake, whose `flake.nix` is not looked at
/// @param json      print JSON
/// @param pretty    in lines
/// @param outLink   where to put a link to the source
public record PrefetchFlake(String reference, boolean json, boolean pretty,
        Optional<String> outLink) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        FlakeRef ref = state.flakes().plainReference(reference);
        Sources sources = state.flakes().flakes().locker().sources();
        Sources.Found found = sources.find(ref.input(), Registries.Use.ALL);
        Fetchers.Stored stored = sources.store(found.fetched(), found.resolved());
        FlakeRef locked = ref.with(found.fetched().locked());
        String path = state.world().store().storeDir().print(stored.path());
        String hash = state.world().store().require(stored.path()).narHash().toSri();
        if (json) {
            SortedMap<String, Object> report = new TreeMap<>();
            report.put("storePath", path);
            report.put("hash", hash);
            report.put("original", attributes(ref.with(found.resolved())));
            report.put("locked", attributes(locked));
            String text = Json.write(report);
            out.accept((pretty ? Documents.pretty(text) : text) + "\n");
        } else {
            state.world()
                .notice(Emphasis.format("Downloaded '%s' to '%s' (hash '%s').", locked, path,
                        hash));
        }
        if (outLink.isPresent()) {
            if (!(state.world().store() instanceof LocalStore local)) {
                throw SessionErrors.error("'--out-link' is not supported for this Nix store");
            }
            local.addPermanentRoot(stored.path(), state.directory().resolve(outLink.get()));
        }
    }

    private static Object attributes(FlakeRef ref) {
        return ref.with(withoutMark(ref.input())).attributes().values();
    }

    private static Input withoutMark(Input input) {
        return input.without("__final");
    }
}

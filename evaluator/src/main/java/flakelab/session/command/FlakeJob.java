package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.flake.FlakeRef;
import flakelab.flake.LockedFlake;
import flakelab.flake.Metadata;
import flakelab.flake.Output;
import flakelab.flake.cache.OutputWalk;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.text.Verbosity;
import flakelab.text.Latin1;
import java.time.ZoneId;
import java.util.function.Consumer;

/// `nix flake show`, `metadata`, `lock` and `update` (CppNix `src/nix/flake.cc`).
///
/// @param reference  the flake
/// @param json       print JSON
/// @param pretty     print JSON in lines
/// @param colours    whether standard output shows them
/// @param allSystems with `SHOW`: look into the outputs of other systems too
/// @param legacy     with `SHOW`: look into `legacyPackages`
public record FlakeJob(Action action, String reference, Locking locking, boolean json,
        boolean pretty, boolean colours,
        boolean allSystems, boolean legacy) implements Job {
    public enum Action {
        SHOW, METADATA, LOCK
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        FlakeRef ref = state.flakes().plainReference(reference);
        if (action == Action.LOCK) {
            state.settings().put(StandardSettings.TARBALL_TTL, 0L);
            locking.lock(state, ref);
            return;
        }
        LockedFlake locked = state.flakes().lock(ref, locking.flags(state));
        switch (action) {
            case LOCK -> {
            }
            case METADATA -> {
                Metadata metadata = new Metadata(locked, state.world().fetchers());
                print(out,
                        json ? json(metadata.toJson()) : metadata.toText(ZoneId.systemDefault()));
            }
            case SHOW -> {
                state.settings().putStandard(StandardSettings.IMPORT_FROM_DERIVATION, false);
                Output output = outputs(state, locked,
                        new OutputWalk.Options(state.settings().get(StandardSettings.SYSTEM), allSystems, legacy, false,
                                json, json),
                        line -> console.log(Verbosity.INFO, Latin1.toUnicode(line)));
                if (!json) {
                    print(out, output.toText(locked.flake().locked().toString()));
                }
                output.failure().ifPresent(failure -> {
                    throw failure;
                });
                if (json) {
                    print(out, json(output.toJson()));
                }
            }
        }
    }

    /// Everything a flake provides.
    static Output outputs(State state, LockedFlake locked, OutputWalk.Options options, Consumer<String> progress) {
        return new OutputWalk(options, state.world().fetchers().log(), progress)
            .walk(state.flakes().outputs(locked).root());
    }

    private String json(Object value) {
        String text = Json.write(value);
        return (pretty ? Documents.pretty(text) : text) + "\n";
    }

    private void print(Consumer<String> out, String text) {
        out.accept(colours ? text : flakelab.text.Ansi.filter(text, true));
    }
}

package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.fetch.Log;
import flakelab.flake.FlakeRef;
import flakelab.flake.LockedFlake;
import flakelab.flake.Metadata;
import flakelab.flake.Output;
import flakelab.flake.OutputSchema;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;
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
                Output output = outputs(state, locked, allSystems, legacy, false,
                        json ? state.world().fetchers().log() : Log.SILENT);
                print(out,
                        json
                                ? json(output.toJson())
                                : output.toText(locked.flake().locked().toString()));
            }
        }
    }

    /// Everything a flake provides. A tolerant walk shows failures where they are.
    static Output outputs(State state, LockedFlake locked, boolean allSystems, boolean legacy,
            boolean tolerant,
            Log log) {
        Attrs flake = state.evaluator()
            .forceAttrs(state.flakes().flakes().call(locked), Positions.NONE,
                    "while evaluating a flake to get its outputs");
        Value outputs = state.evaluator()
            .requireAttr(flake, Symbol.of("outputs"),
                    "while evaluating the outputs of a flake");
        OutputSchema.Options options = new OutputSchema.Options(
                state.settings().get(StandardSettings.SYSTEM), allSystems,
                legacy, tolerant);
        return new OutputSchema(state.evaluator(), log, options).walk(outputs);
    }

    private String json(Object value) {
        String text = Json.write(value);
        return (pretty ? Documents.pretty(text) : text) + "\n";
    }

    private void print(Consumer<String> out, String text) {
        out.accept(colours ? text : flakelab.text.Ansi.filter(text, true));
    }
}

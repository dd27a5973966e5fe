package flakelab.session.command;

import flakelab.flake.FlakeRefParser;
import flakelab.flake.LockFile;
import flakelab.flake.LockedFlake;
import flakelab.flake.UsedInputs;
import flakelab.flake.cache.Cursor;
import flakelab.flake.cache.EvalCache;
import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import flakelab.session.display.InputTable;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `:inputs [FLAKE]` and `:inputs FLAKE#OUTPUT`.
@Command(name = "inputs", description = "List a flake's own inputs: what was asked for, what it is locked to, its hash and age. "
        + "':inputs .#OUTPUT' evaluates that output and tells which inputs it needed.")
final class Inputs implements SessionCommand {
    private static final Symbol TYPE = Symbol.of("type");
    private static final Symbol DRV_PATH = Symbol.of("drvPath");

    @Parameters(paramLabel = "FLAKE", arity = "0..1")
    private String reference = "";

    @Override
    public Answer run(State state, Console console) {
        Instant now = Instant.ofEpochSecond(state.world().currentTime());
        if (!reference.contains("#")) {
            return new Answer.Shown(InputTable.own(FlakeScope.locked(state, reference), now));
        }
        FlakeRefParser.WithFragment ref = state.flakes()
            .reference(reference.startsWith("#") ? state.currentFlake() + reference : reference);
        LockedFlake locked = state.flakes().lookAt(ref.ref());
        Attrs flake = FlakeScope.open(state, locked).flake();
        Cursor outputs = EvalCache.without(state.evaluator(),
                () -> state.evaluator()
                    .requireAttr(flake, Symbol.of("outputs"), "while evaluating the outputs of a flake"))
            .root();
        Installables.Found.Evaluated output = Installables.inFlake(state, locked, outputs, ref);
        complete(output.value(), Collections.newSetFromMap(new IdentityHashMap<>()));
        Set<LockFile.Node> used = UsedInputs.of(locked.lockFile(), flake);
        return new Answer.Shown(InputTable.used(locked, output.what(), used, now));
    }

    /// Evaluates everything in a value, of a derivation what it takes to build it.
    private static void complete(Value value, Set<Value> seen) {
        switch (value.force(Positions.NONE)) {
            case Attrs set when seen.add(set) -> {
                Value type = set.get(TYPE);
                Value drvPath = set.get(DRV_PATH);
                if (drvPath != null && type != null
                        && type.force(Positions.NONE) instanceof StringValue text
                        && text.text().equals("derivation")) {
                    drvPath.force(Positions.NONE);
                    return;
                }
                for (int i = 0; i < set.size(); i++) {
                    complete(set.valueAt(i), seen);
                }
            }
            case ListValue list when seen.add(list) -> {
                for (int i = 0; i < list.size(); i++) {
                    complete(list.get(i), seen);
                }
            }
            default -> {
            }
        }
    }
}

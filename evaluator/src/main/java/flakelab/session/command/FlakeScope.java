package flakelab.session.command;

import flakelab.flake.FlakeRefParser;
import flakelab.flake.LockFileJson;
import flakelab.flake.LockedFlake;
import flakelab.session.State;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// A flake opened for looking at: its lock and its values. A lock that is missing or out of date is computed in memory.
record FlakeScope(LockedFlake locked, Attrs flake) {
    private static final Symbol SELF = Symbol.of("self");
    private static final Symbol LOCK = Symbol.of("lock");

    /// A flake's lock, of the one loaded last if none is named.
    static LockedFlake locked(State state, String reference) {
        FlakeRefParser.WithFragment ref = state.flakes()
            .reference(reference.isEmpty() ? state.currentFlake() : reference);
        return state.flakes().lookAt(ref.ref());
    }

    static FlakeScope open(State state, String reference) {
        return open(state, locked(state, reference));
    }

    static FlakeScope open(State state, LockedFlake locked) {
        Value called = state.flakes().flakes().call(locked);
        return new FlakeScope(locked, state.evaluator()
            .forceAttrs(called, Positions.NONE,
                    "while evaluating a flake to get its outputs"));
    }

    /// Everything an explorer wants at hand: the outputs' attributes, `self`, `inputs`, `outputs`, `lock`, source info.
    Attrs names(State state) {
        AttrsBuilder names = new AttrsBuilder(flake.size() + 2);
        for (int i = 0; i < flake.size(); i++) {
            if (flake.nameAt(i) != SELF && flake.nameAt(i) != LOCK) {
                names.put(flake.nameAt(i), flake.valueAt(i), flake.positionAt(i));
            }
        }
        return names.put(SELF, flake).put(LOCK, lock(state)).build();
    }

    /// The lock file as a set.
    private Value lock(State state) {
        Value fromJson = state.evaluator().builtins().get(Symbol.of("fromJSON"));
        StringValue text = StringValue.of(LockFileJson.write(locked.lockFile()).text());
        return fromJson == null ? text : state.evaluator().lazyCall(fromJson, text);
    }
}

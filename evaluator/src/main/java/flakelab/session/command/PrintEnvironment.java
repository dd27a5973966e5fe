package flakelab.session.command;

import flakelab.derivation.Derivation;
import flakelab.derivation.Derivations;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.text.Latin1;
import java.util.function.Consumer;

/// A derivation's environment and arguments in a form shells read (`nix-store --print-env`).
public record PrintEnvironment(String path) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store store = state.world().store();
        Derivation derivation = Derivations.read(store,
                store.storeDir().parse(Latin1.ofUnicode(path)));
        derivation.env()
            .forEach((name, value) -> out
                .accept("export " + name + "; " + name + "=" + quoted(value) + "\n"));
        out.accept("export _args; _args=" + quoted(String.join(" ", derivation.args())) + "\n");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}

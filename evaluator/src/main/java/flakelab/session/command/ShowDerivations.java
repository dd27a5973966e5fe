package flakelab.session.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flakelab.derivation.DerivationJson;
import flakelab.derivation.Derivations;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Latin1;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Consumer;

/// `nix derivation show` (CppNix `src/nix/derivation-show.cc`).
///
/// @param recursive also show what they depend on
/// @param pretty    in lines
public record ShowDerivations(Installables source, List<String> installables, boolean recursive,
        boolean pretty) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store store = state.world().store();
        SortedSet<StorePath> paths = StorePaths.derivations(state, source, installables);
        if (recursive) {
            paths = store.closure(paths);
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode derivations = root.putObject("derivations");
        for (StorePath path : paths) {
            if (path.isDerivation()) {
                derivations.set(path.baseName(),
                        DerivationJson.write(Derivations.read(store, path)));
            }
        }
        root.put("version", DerivationJson.VERSION);
        String json = Latin1.ofUnicode(root.toString());
        out.accept((pretty ? Documents.pretty(json) : json) + "\n");
    }
}

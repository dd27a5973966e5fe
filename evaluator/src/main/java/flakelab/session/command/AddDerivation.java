package flakelab.session.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationHashes;
import flakelab.derivation.DerivationJson;
import flakelab.derivation.Derivations;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.util.function.Consumer;

/// `nix derivation add`: a derivation of JSON on standard input (CppNix `src/nix/derivation-add.cc`).
public record AddDerivation(boolean dryRun) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store store = state.world().store();
        DerivationHashes hashes = new DerivationHashes(store.storeDir(),
                path -> Derivations.read(store, path));
        Derivation derivation = Derivations.fillInOutputPaths(store.storeDir(),
                DerivationJson.read(parse(Latin1.toUnicode(state.stdin()))), hashes);
        out.accept(store.storeDir().print(Derivations.write(store, derivation, dryRun)) + "\n");
    }

    private static JsonNode parse(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw SessionErrors.error(Emphasis.format("cannot parse derivation: %s",
                    e.getOriginalMessage()));
        }
    }
}

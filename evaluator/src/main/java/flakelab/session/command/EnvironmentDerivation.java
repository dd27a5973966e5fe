package flakelab.session.command;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationHashes;
import flakelab.derivation.DerivationOutput;
import flakelab.derivation.Derivations;
import flakelab.fetch.Json;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The environment of a package's builder, found by building: the package's derivation with a builder that only sets up
/// and writes down what it sees, `get-env.sh` (CppNix `getDerivationEnvironment`, `src/nix/develop.cc`).
///
/// The script is our own, so these derivations have other hashes than CppNix's.
final class EnvironmentDerivation {
    private static final String SCRIPT = "get-env.sh";
    private static final Set<String> CHECKS = Set.of("allowedReferences", "allowedRequisites",
            "disallowedReferences", "disallowedRequisites", "name");

    private EnvironmentDerivation() {}

    /// The file that holds the environment of a derivation, built.
    static StorePath build(State state, Console console, StorePath derivation) {
        Store store = state.world().store();
        StorePath made = Derivations.write(store, of(store, Derivations.read(store, derivation)),
                false);
        state.world()
            .builds()
            .build(List.of(new Wanted.Built(made, new TreeSet<>())),
                    new BuildLines(console, BuildLines.Style.HIDDEN));
        return Built.outputs(store, made)
            .values()
            .stream()
            .filter(output -> isWritten(store, output))
            .findFirst()
            .orElseThrow(
                    () -> SessionErrors.error("get-env.sh failed to produce an environment"));
    }

    private static boolean isWritten(Store store, StorePath output) {
        try {
            return Files.size(store.realPath(output)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Derivation of(Store store, Derivation original) {
        if (!original.builder().substring(original.builder().lastIndexOf('/') + 1).equals("bash")) {
            throw SessionErrors.error("'nix develop' only works on derivations that use 'bash'"
                    + " as their builder");
        }
        StorePath script = store.addText(SCRIPT, script(), Set.of());
        String name = original.name() + "-env";
        SortedMap<String, String> env = new TreeMap<>(original.env());
        if (original.structuredAttrs().isEmpty()) {
            env.keySet().removeAll(CHECKS);
        }
        env.put("name", name);
        SortedMap<String, DerivationOutput> outputs = new TreeMap<>(original.outputs());
        outputs.replaceAll((output, kind) -> switch (kind) {
            case DerivationOutput.InputAddressed _,DerivationOutput.FixedOutput _ -> {
                env.put(output, "");
                yield new DerivationOutput.Deferred();
            }
            case DerivationOutput.Floating _,DerivationOutput.Deferred _,DerivationOutput.Impure _ -> kind;
        });
        SortedSet<StorePath> sources = new TreeSet<>(original.inputSrcs());
        sources.add(script);
        Derivation changed = new Derivation(name, outputs, original.inputDrvs(), sources,
                original.system(), original.builder(), List.of(store.storeDir().print(script)), env,
                original.structuredAttrs().map(EnvironmentDerivation::withoutChecks));
        return Derivations.fillInOutputPaths(store.storeDir(), changed,
                new DerivationHashes(store.storeDir(), path -> Derivations.read(store, path)));
    }

    private static String withoutChecks(String structuredAttrs) {
        try {
            SortedMap<String, Object> attrs = new TreeMap<>(Json.items(Json.parse(structuredAttrs)));
            attrs.remove("outputChecks");
            return Json.write(attrs);
        } catch (Json.SyntaxException e) {
            throw SessionErrors.error(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] script() {
        try (InputStream in = EnvironmentDerivation.class.getResourceAsStream(SCRIPT)) {
            return Optional.ofNullable(in).orElseThrow().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package flakelab.session.command;

import flakelab.nar.FileNames;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.StringContext;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The `manifest.nix` of a profile that `nix-env` made: a list of derivations (CppNix `queryInstalled`,
/// `src/nix/nix-env/user-env.cc`).
final class OldManifest {
    private OldManifest() {}

    static List<ProfileElement> read(State state, Path profile) throws IOException {
        Store store = state.world().store();
        Path file = profile.resolve("manifest.nix").toRealPath();
        for (Path each : List.of(profile.toRealPath(), file)) {
            state.world().allow(store.storeDir().parseInside(FileNames.latin1(each)).path());
        }
        Value packages = state.evaluator()
            .evalFile(state.path(file.toString()));
        List<ProfileElement> elements = new ArrayList<>();
        for (Package each : Packages.of(state.evaluator(), packages, Attrs.EMPTY)) {
            Value out = Optional.ofNullable(each.attributes().get(Symbol.of("outPath"))).orElseThrow();
            StorePath path = state.evaluator()
                .coerceToStorePath(out, new StringContext.Builder(), Positions.NONE,
                        "while evaluating the output path of a derivation");
            elements.add(new ProfileElement(new TreeSet<>(List.of(path)), Optional.empty(), true,
                    ProfileElement.STANDARD_PRIORITY));
        }
        return elements;
    }
}

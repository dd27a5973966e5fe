package flakelab.session.command;

import flakelab.hash.HashAlgorithm;
import flakelab.nar.FileNames;
import flakelab.nar.Tree;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// `nix store add`, `nix-store --add`, `nix-store --add-fixed` (CppNix `src/nix/add-to-store.cc`).
///
/// @param name   what to call it in the store; empty: as the file is called
/// @param dryRun only compute the path
public record AddToStore(List<String> files, Optional<String> name, String mode, String algorithm,
        boolean dryRun) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        ContentAddressMethod method = ContentAddressMethod.parse(mode);
        HashAlgorithm known = HashAlgorithm.parse(algorithm);
        Store store = state.world().store();
        for (String file : files) {
            Path path = state.directory().resolve(file).normalize();
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw SessionErrors.error(Emphasis.format("path '%s' does not exist", path));
            }
            String called = name.map(Latin1::ofUnicode).orElseGet(() -> FileNames.name(path));
            StorePath.checkName(called);
            Tree tree = Tree.of(path);
            StorePath made = dryRun
                    ? ContentHash.storePath(store.storeDir(), called, tree, method, known, Set.of())
                    : store.addToStore(called, tree, method, known, Set.of());
            out.accept(store.storeDir().print(made) + "\n");
        }
    }
}

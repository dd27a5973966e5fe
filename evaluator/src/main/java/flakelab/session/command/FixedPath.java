package flakelab.session.command;

import flakelab.hash.Hash;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.ContentAddressMethod;
import flakelab.store.References;
import flakelab.store.StoreDir;
import flakelab.text.Latin1;
import java.util.Optional;
import java.util.function.Consumer;

/// The path of what has a given hash (`nix-store --print-fixed-path`).
///
/// @param recursive the hash is of an archive
public record FixedPath(String algorithm, String hash, String name,
        boolean recursive) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        StoreDir dir = state.world().store().storeDir();
        Hash parsed = Hash.parseAny(hash, Optional.of(HashConvert.algorithm(algorithm)));
        out.accept(dir.print(dir.makeFixedOutputPath(
                recursive ? ContentAddressMethod.NAR : ContentAddressMethod.FLAT, parsed,
                Latin1.ofUnicode(name), References.NONE)) + "\n");
    }
}

package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Verbosity;
import flakelab.store.PathInfo;
import flakelab.store.SecretKey;
import flakelab.store.Signature;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.TrustedKeys;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Keys and signatures: `nix key`, `nix store sign|copy-sigs|verify` (CppNix `src/nix/sigs.cc`, `verify.cc`).
public sealed interface Signing extends Job {
    /// Makes a key and prints it.
    record Generate(String name) implements Signing {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            out.accept(SecretKey.generate(Latin1.ofUnicode(name)).reveal());
        }
    }

    /// Makes a pair of key files (`nix-store --generate-binary-cache-key`).
    record GenerateFiles(String name, String secretFile, String publicFile) implements Signing {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            SecretKey key = SecretKey.generate(Latin1.ofUnicode(name));
            try {
                Files.writeString(state.directory().resolve(publicFile), key.publicKey().toString(),
                        StandardCharsets.ISO_8859_1);
                Path secret = state.directory().resolve(secretFile);
                Files.deleteIfExists(secret);
                Files.createFile(secret, PosixFilePermissions
                    .asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(secret, key.reveal(), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Prints the public key of the secret one on standard input.
    record ToPublic() implements Signing {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            out.accept(SecretKey.parse(state.stdin()).publicKey().toString());
        }
    }

    /// Signs paths with a key from a file.
    record Sign(StorePaths paths, String keyFile) implements Signing {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            Store store = state.world().store();
            SecretKey key = key(state);
            int added = 0;
            for (StorePath path : paths.find(state, console, false)) {
                PathInfo info = store.require(path);
                String signature = key.sign(info.fingerprint(store.storeDir())).toString();
                if (!info.signatures().contains(signature)) {
                    store.addSignatures(path, List.of(signature));
                    added++;
                }
            }
            console.log(Verbosity.INFO, "added " + added + " signatures");
        }

        private SecretKey key(State state) {
            try {
                return SecretKey.parse(Files.readString(state.directory().resolve(keyFile),
                        StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw SessionErrors.error("opening file \"" + keyFile + "\": "
                        + Emphasis.of("No such file or directory"));
            }
        }
    }

    /// Takes over the signatures other stores have of paths.
    record Copy(StorePaths paths, List<String> substituters) implements Signing {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            if (substituters.isEmpty()) {
                throw SessionErrors
                    .usage("you must specify at least one substituter using '-s'");
            }
            Store store = state.world().store();
            List<Store> others = open(state, substituters);
            int added = 0;
            for (StorePath path : paths.find(state, console, false)) {
                PathInfo info = store.require(path);
                SortedSet<String> more = new TreeSet<>();
                for (Store other : others) {
                    other.query(path)
                        .filter(there -> same(info, there))
                        .ifPresent(there -> more.addAll(there.signatures()));
                }
                info.signatures().forEach(more::remove);
                if (!more.isEmpty()) {
                    store.addSignatures(path, more);
                    added += more.size();
                }
            }
            others.forEach(Store::close);
            console.log(Verbosity.INFO, "imported " + added + " signatures");
        }

        private static boolean same(PathInfo here, PathInfo there) {
            return here.narHash().equals(there.narHash()) && here.narSize() == there.narSize()
                    && new TreeSet<>(here.references()).equals(new TreeSet<>(there.references()));
        }
    }

    private static List<Store> open(State state, List<String> addresses) {
        return addresses.stream().map(state.world()::open).toList();
    }

    /// Checks the contents and signatures of paths.
    ///
    /// @param needed how many keys must have signed each
    record Verify(StorePaths paths, boolean contents, boolean trust, List<String> substituters,
            int needed) implements Signing {
        private static final int CORRUPTED = 1;
        private static final int UNTRUSTED = 2;
        private static final int FAILED = 4;

        @Override
        public void run(State state, Consumer<String> out, Console console) {
            Store store = state.world().store();
            List<Store> others = open(state, substituters);
            TrustedKeys keys = state.world().builds().defaultKeys();
            int status = 0;
            for (StorePath path : paths.find(state, console, false)) {
                try {
                    PathInfo info = store.require(path);
                    if (contents && !VerifyStore.isGood(store, info, console)) {
                        status |= CORRUPTED;
                    }
                    if (trust && !isTrusted(store, info, others, keys)) {
                        console.err("path '" + Latin1.toUnicode(store.storeDir().print(path))
                                + "' is untrusted\n");
                        status |= UNTRUSTED;
                    }
                } catch (NixException e) {
                    console.err("\u001b[31;1merror:\u001b[0m " + Latin1.toUnicode(e.text()) + "\n");
                    status |= FAILED;
                }
            }
            others.forEach(Store::close);
            if (status != 0) {
                throw SessionErrors.silent(status);
            }
        }

        private boolean isTrusted(Store store, PathInfo info, List<Store> others,
                TrustedKeys keys) {
            if (info.ultimate() && needed == 0 || info.isContentAddressed(store.storeDir())) {
                return true;
            }
            Set<String> signers = new HashSet<>();
            Set<String> signatures = new HashSet<>(info.signatures());
            for (Store other : others) {
                Optional<PathInfo> there = other.query(info.path());
                if (there.isPresent() && there.get().isContentAddressed(store.storeDir())) {
                    return true;
                }
                there.ifPresent(it -> signatures.addAll(it.signatures()));
            }
            for (String signature : signatures) {
                if (keys.signed(store.storeDir(), info, Signature.parse(signature))) {
                    signers.add(signature);
                }
            }
            return signers.size() >= Math.max(1, needed);
        }
    }
}

package flakelab.session.command;

import flakelab.flake.OutputSchema.Purpose;
import flakelab.nar.FileNames;
import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.LocalStore;
import flakelab.store.local.Profile;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which environment `nix develop` and `nix print-dev-env` are about, and the shell code that makes it
/// (CppNix `Common`, `src/nix/develop.cc`).
///
/// @param redirects installables and the directories that are to stand for them
/// @param profile   a profile to keep the environment in
public record DevelopmentShell(Installables source, String installable,
        List<Map.Entry<String, String>> redirects, Optional<String> profile) {
    /// What a shell keeps of its own.
    private static final Set<String> KEPT = Set.of("BASHOPTS", "HOME", "NIX_BUILD_TOP",
            "NIX_ENFORCE_PURITY", "NIX_LOG_FD", "NIX_REMOTE", "PPID", "SHELLOPTS", "SSL_CERT_FILE",
            "TEMP", "TEMPDIR", "TERM", "TMP", "TMPDIR", "TZ", "UID");
    /// What the environment's value is put in front of.
    private static final List<String> EXTENDED = List.of("PATH", "XDG_DATA_DIRS");

    /// An environment and the file in the store that describes it.
    record Ready(Installables.Found found, StorePath file, BuildEnvironment environment) {}

    /// Finds or builds it.
    Ready ready(State state, Console console) {
        Store store = state.world().store();
        Installables.Found found = source.with(Purpose.DEVELOP)
            .find(state, List.of(installable))
            .getFirst();
        StorePath file = found instanceof Installables.Found.InStore(Wanted.Opaque(StorePath path))
                && path.name().endsWith("-env")
                        ? path
                        : EnvironmentDerivation.build(state, console, derivation(state, found));
        profile.ifPresent(link -> updateProfile(state, console, link, file));
        String json = new String(store.readFile(file), StandardCharsets.ISO_8859_1);
        return new Ready(found, file, BuildEnvironment.parse(json));
    }

    private StorePath derivation(State state, Installables.Found found) {
        List<StorePath> derivations = new ArrayList<>();
        for (Wanted wanted : source.wanted(state, found)) {
            derivations.add(switch (wanted) {
                case Wanted.Built(StorePath derivation, var _) -> derivation;
                case Wanted.Opaque(StorePath path) when path.isDerivation() -> path;
                case Wanted.Opaque _ -> throw SessionErrors.error(Emphasis.format(
                        "argument '%s' did not evaluate to a derivation",
                        Latin1.ofUnicode(installable)));
            });
        }
        if (derivations.size() != 1) {
            throw SessionErrors.error(Emphasis.format(
                    "'%s' needs to evaluate to a single derivation, but it evaluated to %s derivations",
                    Latin1.ofUnicode(installable), derivations.size()));
        }
        return derivations.getFirst();
    }

    static void updateProfile(State state, Console console, String link, StorePath path) {
        if (!(state.world().store() instanceof LocalStore local)) {
            throw SessionErrors.error("'--profile' is not supported for this Nix store");
        }
        new Profile(local, state.directory().resolve(link), text -> console.err(text + "\n"))
            .update(path);
    }

    /// The shell code. Files of structured attributes are put into `temporary`.
    String script(State state, Console console, BuildEnvironment environment, Path temporary) {
        StringBuilder code = new StringBuilder("unset shellHook\n");
        EXTENDED.forEach(name -> code.append(name + "=${" + name + ":-}\n")
            .append("nix_saved_" + name + "=\"$" + name + "\"\n"));
        code.append(environment.bash(KEPT));
        EXTENDED.forEach(name -> code.append(
                name + "=\"$" + name + "${nix_saved_" + name + ":+:$nix_saved_" + name + "}\"\n"));
        code.append("export NIX_BUILD_TOP=\"$(mktemp -d -t nix-shell.XXXXXX)\"\n");
        List.of("TMP", "TMPDIR", "TEMP", "TEMPDIR")
            .forEach(name -> code.append("export " + name + "=\"$NIX_BUILD_TOP\"\n"));
        code.append("eval \"${shellHook:-}\"\n");
        String script = code.toString();
        SortedMap<String, String> rewrites = new TreeMap<>();
        environment.outputs()
            .forEach((name, path) -> rewrites.put(path,
                    FileNames.latin1(state.directory().resolve("outputs")) + "/" + name));
        redirect(state, console, script, rewrites);
        environment.attributes().forEach((name, content) -> {
            Path file = temporary.resolve(name);
            write(file, content);
            String variable = name.equals(".attrs.sh") ? "NIX_ATTRS_SH_FILE" : "NIX_ATTRS_JSON_FILE";
            rewrites.put(environment.text(variable), FileNames.latin1(file));
        });
        for (Map.Entry<String, String> rewrite : rewrites.entrySet()) {
            script = rewrite.getKey().isEmpty()
                    ? script
                    : script.replace(rewrite.getKey(), rewrite.getValue());
        }
        return script;
    }

    private void redirect(State state, Console console, String script,
            Map<String, String> rewrites) {
        Store store = state.world().store();
        for (Map.Entry<String, String> redirect : redirects) {
            String target = FileNames.latin1(state.directory().resolve(redirect.getValue()).normalize());
            for (Installables.Found found : source.find(state, List.of(redirect.getKey()))) {
                for (Wanted wanted : source.wanted(state, found)) {
                    for (StorePath path : BuildJob.outputs(store, wanted).values()) {
                        String from = store.storeDir().print(path);
                        if (script.contains(from)) {
                            console.err("redirecting '" + from + "' to '\"" + target + "\"'\n");
                            rewrites.put(from, target);
                        } else {
                            console.err("\u001b[35;1mwarning:\u001b[0m '" + redirect.getKey()
                                    + "' (path '" + from
                                    + "') is not used by this build environment\n");
                        }
                    }
                }
            }
        }
    }

    /// Writes a byte string.
    static void write(Path file, String latin1) {
        try {
            Files.write(file, latin1.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw SessionErrors.error("writing file '" + file + "': " + e.getMessage());
        }
    }
}

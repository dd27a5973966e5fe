package flakelab.session.command;

import flakelab.flake.FlakeRef;
import flakelab.flake.LockFile;
import flakelab.flake.LockedFlake;
import flakelab.flake.OutputsSpec;
import flakelab.nar.FileNames;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Launch;
import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// `nix develop`: a shell with the environment of a package's builder (CppNix `src/nix/develop.cc`).
///
/// @param action  what the shell is for
/// @param verbose let the shell show what it does
public record Develop(DevelopmentShell shell, Action action, Variables variables,
        boolean verbose) implements Launch {
    /// What the shell does once it is set up.
    public sealed interface Action {
        /// A person types.
        record Interactive() implements Action {}

        record Command(List<String> words) implements Action {}

        /// A phase of stdenv, such as `build`.
        record Phase(String name) implements Action {}
    }

    /// The bash to use and whether it is one made for people.
    record Bash(String file, boolean interactive) {}

    @Override
    public Program prepare(State state, Console console) {
        DevelopmentShell.Ready ready = shell.ready(state, console);
        return program(state, console, ready, bash(state, console, ready.found()));
    }

    /// The shell for an environment.
    Program program(State state, Console console, DevelopmentShell.Ready ready, Bash bash) {
        Store store = state.world().store();
        Path rc = Temporary.file(state, "nix-shell");
        Path attributes = ready.environment().attributes().isEmpty()
                ? rc
                : Temporary.directory(state, "nix-develop");
        StringBuilder script = new StringBuilder(
                shell.script(state, console, ready.environment(), attributes));
        if (verbose) {
            script.append("set -x\n");
        }
        script.append("command rm -f '").append(FileNames.latin1(rc)).append("'\n");
        finish(state, script);
        SortedMap<String, String> environment = variables.of(Programs.environment(state));
        environment.put("NIX_GCROOT", store.storeDir().print(ready.file()));
        environment.put("SHELL", bash.file());
        script.append("SHELL=\"").append(bash.file()).append("\"\n");
        if (bash.interactive()) {
            script.append("PATH=\"")
                .append(bash.file(), 0, bash.file().lastIndexOf('/'))
                .append("${PATH:+:$PATH}\"\n");
        }
        DevelopmentShell.write(rc, script.toString());
        List<String> words = new ArrayList<>(
                List.of(bash.file().substring(bash.file().lastIndexOf('/') + 1)));
        if (action instanceof Action.Interactive) {
            words.add("--rcfile"); // anything else is not to end in a prompt when interrupted
        }
        words.add(FileNames.latin1(rc));
        return Programs.inStore(state, new Program(bash.file(), words, environment,
                action instanceof Action.Phase ? source(state, ready.found()) : Optional.empty()));
    }

    private void finish(State state, StringBuilder script) {
        switch (action) {
            case Action.Phase(String name) -> script.append("foundMakefile=1\nrunHook ")
                .append(Latin1.ofUnicode(name))
                .append("Phase\n");
            case Action.Command(List<String> words) -> script.append("exec ")
                .append(words.stream()
                    .map(word -> BuildEnvironment.quoted(Latin1.ofUnicode(word)))
                    .collect(Collectors.joining(" ")))
                .append('\n');
            case Action.Interactive() -> {
                script.insert(0, "[ -n \"$PS1\" ] && [ -e ~/.bashrc ] && source ~/.bashrc;\n"
                        + "shopt -u expand_aliases\n");
                script.append("\nshopt -s expand_aliases\n");
                prompt(state, script, StandardSettings.BASH_PROMPT, "PS1=%s;");
                prompt(state, script, StandardSettings.BASH_PROMPT_PREFIX, "PS1=%s\"$PS1\";");
                prompt(state, script, StandardSettings.BASH_PROMPT_SUFFIX, "PS1+=%s;");
            }
        }
    }

    private static void prompt(State state, StringBuilder script,
            flakelab.session.Setting<String> setting, String code) {
        String text = state.settings().get(setting);
        if (!text.isEmpty()) {
            script.append("[ -n \"$PS1\" ] && ")
                .append(code.formatted(BuildEnvironment.quoted(Latin1.ofUnicode(text))))
                .append('\n');
        }
    }

    /// `bashInteractive` of the package's own nixpkgs, or the bash of this machine.
    private static Bash bash(State state, Console console, Installables.Found found) {
        try {
            Store store = state.world().store();
            Installables plain = new Installables(Optional.empty(), Optional.empty(),
                    Locking.STANDARD);
            Installables.Found bash = plain.ofFlake(state, nixpkgs(found),
                    new OutputsSpec.Default(),
                    List.of("legacyPackages." + state.settings().get(StandardSettings.SYSTEM)
                            + ".bashInteractive", "bashInteractive"));
            List<Wanted> wanted = plain.wanted(state, bash);
            state.world().builds().build(wanted, new BuildLines(console, BuildLines.Style.HIDDEN));
            for (Wanted each : wanted) {
                for (StorePath path : BuildJob.outputs(store, each).values()) {
                    if (Files.exists(store.realPath(path).resolve("bin/bash"))) {
                        return new Bash(store.storeDir().print(path) + "/bin/bash", true);
                    }
                }
            }
            throw SessionErrors
                .error("package 'nixpkgs#bashInteractive' does not provide a 'bin/bash'");
        } catch (NixException e) {
            console.err("\u001b[31;1merror (ignored):\u001b[0m " + Latin1.toUnicode(e.text()) + "\n");
            return new Bash("bash", false);
        }
    }

    private static FlakeRef nixpkgs(Installables.Found found) {
        return flake(found).flatMap(flake -> flake.lockFile().find(List.of("nixpkgs")))
            .flatMap(LockFile.Node::lock)
            .filter(LockFile.Lock::isFlake)
            .map(LockFile.Lock::locked)
            .orElseGet(() -> FlakeRef.indirect("nixpkgs"));
    }

    private static Optional<LockedFlake> flake(Installables.Found found) {
        return found instanceof Installables.Found.Evaluated evaluated
                ? evaluated.flake()
                : Optional.empty();
    }

    /// Phases expect to run in the directory of the flake, where it has one.
    private static Optional<Path> source(State state, Installables.Found found) {
        return flake(found)
            .flatMap(flake -> state.flakes().sourceDirectory(flake.flake().resolved().input()));
    }
}

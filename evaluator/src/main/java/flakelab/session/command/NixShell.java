package flakelab.session.command;

import flakelab.build.ShellEnvironment;
import flakelab.derivation.Derivation;
import flakelab.derivation.Derivations;
import flakelab.derivation.InputOutputs;
import flakelab.nar.FileNames;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
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
import flakelab.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// `nix-shell`: a shell with the variables of a derivation, its inputs built (CppNix
/// `src/nix/nix-build/nix-build.cc`). As a job it only says what would be built.
///
/// @param pure        keep only some variables of this process, and those of `keep`
/// @param exclude     patterns; inputs one of them finds are not built
/// @param interactive a person types
/// @param command     what the shell is to run, with what it is to do then; may be empty
public record NixShell(ShellSubject subject, boolean pure, Set<String> keep, List<String> exclude,
        boolean interactive, String command) implements Launch, Job {
    /// What a pure shell keeps (proxies: CppNix `src/libcmd/network-proxy.cc`).
    private static final Set<String> KEPT = Set.of("HOME", "XDG_RUNTIME_DIR", "USER", "LOGNAME",
            "DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "PATH", "TERM", "IN_NIX_SHELL",
            "NIX_SHELL_PRESERVE_PROMPT", "TZ", "PAGER", "NIX_BUILD_SHELL", "SHLVL", "http_proxy",
            "https_proxy", "ftp_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY",
            "FTP_PROXY", "ALL_PROXY", "NO_PROXY");

    /// The shell to run: a file, or the derivation that has it.
    private record Bash(String file, Optional<StorePath> derivation) {}

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Derivation derivation = Derivations.read(state.world().store(), subject.find(state, console));
        plan(state, console, wanted(state, derivation, bash(state, console)));
    }

    @Override
    public Program prepare(State state, Console console) {
        Store store = state.world().store();
        Derivation derivation = Derivations.read(store, subject.find(state, console));
        Bash bash = bash(state, console);
        List<Wanted> wanted = wanted(state, derivation, bash);
        plan(state, console, wanted);
        state.world().builds().build(wanted, new BuildLines(console, BuildLines.Style.PLAIN));
        String shell = bash.derivation()
            .map(built -> store.storeDir()
                .print(Optional.ofNullable(Built.outputs(store, built).get("out")).orElseThrow())
                    + "/bin/bash")
            .orElse(bash.file());
        Path directory = Temporary.directory(state, "nix-shell");
        ShellEnvironment made = ShellEnvironment.of(store, derivation, directory);
        made.files()
            .forEach((name, content) -> DevelopmentShell.write(directory.resolve(name), content));
        SortedMap<String, String> environment = environment(state, directory);
        environment.putAll(made.variables());
        Path rc = directory.resolve("rc");
        DevelopmentShell.write(rc, script(state, directory, shell, made.attributes()));
        List<String> words = interactive
                ? List.of("bash", "--rcfile", FileNames.latin1(rc))
                : List.of("bash", FileNames.latin1(rc));
        return new Program(shell, words, environment, Optional.empty());
    }

    private static void plan(State state, Console console, List<Wanted> wanted) {
        if (state.settings().get(StandardSettings.PRINT_MISSING)) {
            state.world()
                .builds()
                .plan(wanted)
                .lines(state.world().store().storeDir())
                .forEach(line -> console.err(Latin1.toUnicode(line) + "\n"));
        }
    }

    /// `NIX_BUILD_SHELL`, `bashInteractive` of `<nixpkgs>`, or the bash of this machine.
    private static Bash bash(State state, Console console) {
        String chosen = state.options().environment().get("NIX_BUILD_SHELL");
        if (chosen != null) {
            return new Bash(Latin1.ofUnicode(chosen), Optional.empty());
        }
        try {
            Value value = state.evaluator()
                .eval(state.parse("(import <nixpkgs> {}).bashInteractive"),
                        state.evaluator().baseScope());
            return new Bash("", Packages.single(state.evaluator(), value)
                .map(Package::derivation)
                .or(() -> {
                    throw SessionErrors.error("the 'bashInteractive' attribute in <nixpkgs> did not"
                            + " evaluate to a derivation");
                }));
        } catch (NixException e) {
            console.err(new flakelab.text.DiagnosticRenderer(console.colours(), state.showTrace(),
                    false)
                .render(e.diagnostic())
                .stripTrailing() + "\n");
            console.err("uses bash from your environment\n");
            return new Bash("bash", Optional.empty());
        }
    }

    private List<Wanted> wanted(State state, Derivation derivation, Bash bash) {
        List<Wanted> wanted = new ArrayList<>();
        bash.derivation()
            .ifPresent(path -> wanted.add(new Wanted.Built(path, new TreeSet<>(List.of("out")))));
        for (Map.Entry<StorePath, InputOutputs> input : derivation.inputDrvs().entrySet()) {
            String path = state.world().store().storeDir().print(input.getKey());
            if (exclude.stream().noneMatch(pattern -> Pattern.compile(pattern).matcher(path).find())
                    && !input.getValue().names().isEmpty()) {
                wanted.add(new Wanted.Built(input.getKey(), input.getValue().names()));
            }
        }
        derivation.inputSrcs().forEach(source -> wanted.add(new Wanted.Opaque(source)));
        return wanted;
    }

    private SortedMap<String, String> environment(State state, Path directory) {
        SortedMap<String, String> environment = new TreeMap<>(Programs.environment(state));
        environment.put("IN_NIX_SHELL", pure ? "pure" : "impure");
        if (pure) {
            environment.keySet().removeIf(name -> !KEPT.contains(name) && !keep.contains(name));
            environment.put("__ETC_PROFILE_SOURCED", "1"); // or /etc/bashrc of NixOS reads the profile
        }
        for (String name : List.of("NIX_BUILD_TOP", "TMPDIR", "TEMPDIR", "TMP", "TEMP")) {
            environment.put(name, FileNames.latin1(directory));
        }
        environment.put("NIX_STORE", state.world().store().storeDir().path());
        long cores = state.settings().get(StandardSettings.CORES);
        environment.put("NIX_BUILD_CORES",
                Long.toString(cores == 0 ? Runtime.getRuntime().availableProcessors() : cores));
        return environment;
    }

    /// The shell's first steps: sets up the package's own environment around the `PATH` there is.
    private String script(State state, Path directory, String shell, String attributes) {
        String place = BuildEnvironment.quoted(FileNames.latin1(directory));
        String quoted = BuildEnvironment.quoted(shell);
        int slash = shell.lastIndexOf('/');
        String zone = state.options().environment().get("TZ");
        String colour = "root".equals(System.getProperty("user.name")) ? "31" : "32";
        StringBuilder rc = new StringBuilder();
        rc.append("_nix_shell_clean_tmpdir() { command rm -rf ").append(place).append("; };");
        rc.append("trap _nix_shell_clean_tmpdir EXIT; ");
        rc.append("exitHooks+=(_nix_shell_clean_tmpdir); ");
        rc.append("failureHooks+=(_nix_shell_clean_tmpdir); ");
        rc.append(pure
                ? ""
                : "[ -n \"$PS1\" ] && [ -e ~/.bashrc ] && source ~/.bashrc;p=$PATH; ");
        rc.append("unset PATH;dontAddDisableDepTrack=1;\n").append(attributes);
        rc.append("\n[ -e $stdenv/setup ] && source $stdenv/setup; ");
        rc.append(pure ? "" : "PATH=$PATH:$p; unset p; ");
        rc.append("PATH=")
            .append(BuildEnvironment.quoted(slash < 0 ? "" : shell.substring(0, slash)))
            .append(":\"$PATH\"; SHELL=")
            .append(quoted)
            .append("; BASH=")
            .append(quoted)
            .append("; set +e; ");
        rc.append("[ -n \"$PS1\" -a -z \"$NIX_SHELL_PRESERVE_PROMPT\" ] && PS1='\\n\\[\\033[1;")
            .append(colour)
            .append("m\\][nix-shell:\\w]\\$\\[\\033[0m\\] '; ");
        rc.append("if [ \"$(type -t runHook)\" = function ]; then runHook shellHook; fi; ");
        rc.append("unset NIX_ENFORCE_PURITY; shopt -u nullglob; unset TZ; ");
        if (zone != null) {
            rc.append("export TZ=").append(BuildEnvironment.quoted(Latin1.ofUnicode(zone))).append("; ");
        }
        return rc.append("shopt -s execfail;").append(command).toString();
    }
}

package flakelab.session.command;

import flakelab.flake.FlakeRefParser;
import flakelab.flake.OutputsSpec;
import flakelab.nar.FileNames;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.Launch;
import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.Profile;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// `flakelab rebuild`: builds a NixOS configuration of a flake and switches this machine to it, as `nixos-rebuild --flake`
/// does. As a job it only builds.
///
/// A generation is registered before the system's own `bin/switch-to-configuration` runs, which then has this process'
/// place: what it prints and how it ends is what the user sees.
///
/// @param flake          the flake, perhaps with the host's name; of the directory `/etc/nixos` if empty
/// @param rollback       go back to the generation before instead of building
/// @param bootloader     install the boot loader anew
/// @param specialisation which variant of the system to activate
/// @param outLink        for the job: where a link to the system is made
public record Rebuild(Action action, Locking locking, Optional<String> flake, SystemProfile profile,
        boolean rollback, boolean bootloader, Optional<String> specialisation,
        Optional<String> outLink, BuildLines.Style logs) implements Launch, Job {
    /// What is done with the system.
    public enum Action {
        BUILD, TEST, BOOT, SWITCH, DRY_ACTIVATE;

        /// The word for it in command lines.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean makesGeneration() {
            return this == BOOT || this == SWITCH;
        }
    }

    private static final String ACTIVATE = "bin/switch-to-configuration";
    private static final String USUAL_FLAKE = "/etc/nixos";

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        StorePath system = build(state, console);
        outLink.ifPresent(link -> BuildJob.link(state, new TreeMap<>(Map.of("out", system)), link, 0));
        out.accept(state.world().store().storeDir().print(system) + "\n");
    }

    @Override
    public Program prepare(State state, Console console) {
        profile.require(action.word());
        Profile generations = profile.open(state, console);
        Path system = rollback
                ? rollBack(generations)
                : built(state, console, generations);
        return activation(state, system);
    }

    private Path built(State state, Console console, Profile generations) {
        Store store = state.world().store();
        StorePath path = build(state, console);
        Path system = store.realPath(path);
        checkSystem(system);
        if (action.makesGeneration()) {
            makeDirectory(generations.link());
            try (Store.Lock _ = generations.lock()) {
                generations.update(path);
            }
        }
        return system;
    }

    private static void makeDirectory(Path link) {
        try {
            Files.createDirectories(link.resolveSibling("."));
        } catch (IOException e) {
            throw SessionErrors.error("creating directory of '" + link + "': " + e.getMessage());
        }
    }

    /// The generation before; the profile goes back to it where the action keeps generations.
    private Path rollBack(Profile generations) {
        if (action.makesGeneration()) {
            generations.rollBack(Optional.empty(), false);
            return system(generations.link());
        }
        long current = generations.current().orElse(0L);
        return generations.generations()
            .stream()
            .filter(each -> each.number() < current)
            .reduce((first, second) -> second)
            .map(each -> system(each.path()))
            .orElseThrow(() -> SessionErrors.error("no profile version older than the current ("
                    + current + ") exists"));
    }

    private static Path system(Path link) {
        Path system = SystemProfile.target(link)
            .orElseThrow(() -> SessionErrors.error("the generation '" + link + "' is gone"));
        checkSystem(system);
        return system;
    }

    private static void checkSystem(Path system) {
        if (!Files.isExecutable(system.resolve(ACTIVATE))) {
            throw SessionErrors.error(Emphasis.format(
                    "'%s' is no NixOS system: it has no '%s'", FileNames.latin1(system), ACTIVATE));
        }
    }

    private Program activation(State state, Path system) {
        Path variant = specialisation.map(name -> system.resolve("specialisation").resolve(name))
            .orElse(system);
        if (!Files.isDirectory(variant)) {
            throw SessionErrors.error(Emphasis.format("the system has no specialisation '%s'",
                    specialisation.orElse("")));
        }
        SortedMap<String, String> all = Programs.environment(state);
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("NIXOS_INSTALL_BOOTLOADER", bootloader ? "1" : "0");
        for (String name : List.of("LOCALE_ARCHIVE", "PATH", "TERM")) {
            if (all.containsKey(name)) {
                environment.put(name, all.getOrDefault(name, ""));
            }
        }
        return Program.of(FileNames.latin1(variant.resolve(ACTIVATE)), List.of(action.word()),
                environment);
    }

    private StorePath build(State state, Console console) {
        Installables plain = new Installables(Optional.empty(), Optional.empty(), locking);
        FlakeRefParser.WithFragment ref = state.flakes().reference(flake.orElse(USUAL_FLAKE));
        String host = ref.fragment().isEmpty() ? host() : ref.fragment();
        Installables.Found.Evaluated found = plain.ofFlake(state, ref.ref(),
                new OutputsSpec.Default(), List.of("nixosConfigurations.\"" + Latin1.ofUnicode(host)
                        + "\".config.system.build.toplevel"));
        List<Wanted> wanted = plain.wanted(state, found);
        Store store = state.world().store();
        state.world()
            .builds()
            .plan(wanted)
            .lines(store.storeDir())
            .forEach(line -> console.err(Latin1.toUnicode(line) + "\n"));
        state.world().builds().build(wanted, new BuildLines(console, logs));
        List<StorePath> paths = new ArrayList<>();
        wanted.forEach(each -> paths.addAll(BuildJob.outputs(store, each).values()));
        return paths.getFirst();
    }

    /// This machine's name, by which its configuration is called.
    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw SessionErrors.error("cannot tell this machine's name; say '--flake FLAKE#HOST'");
        }
    }
}

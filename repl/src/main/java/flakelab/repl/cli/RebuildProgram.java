package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.BuildLines;
import flakelab.session.SessionErrors;
import flakelab.session.command.ListGenerations;
import flakelab.session.command.Rebuild;
import flakelab.session.command.Rebuild.Action;
import flakelab.session.command.SystemProfile;
import flakelab.text.Emphasis;
import flakelab.text.Suggestions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `flakelab rebuild`, with the flags of `nixos-rebuild` that are about flakes and generations.
final class RebuildProgram {
    private static final String LIST = "list-generations";

    private final List<String> words = new ArrayList<>();
    private @Nullable String flake;
    private String profile = SystemProfile.STANDARD;
    private String root = "/";
    private @Nullable String specialisation;
    private @Nullable String outLink = "result";
    private boolean rollback;
    private boolean bootloader;
    private boolean json;
    private BuildLines.Style logs = BuildLines.Style.NAMED;

    static void run(Invocation call, Shell shell) {
        new RebuildProgram().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags locking = new InstallableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell,
                "flakelab rebuild build|test|boot|switch|dry-activate|list-generations",
                "Build a NixOS configuration of a flake, and switch this machine to it.");
        own(flags);
        common.addTo(locking.addLocking(flags)
            .words("ACTION",
                    (into, index, prefix) -> into.addAll(actions(), prefix)))
            .parse(call.arguments(), words::add);
        if (words.size() != 1) {
            throw SessionErrors.usage("say what to do with the system: " + String.join(", ", actions()));
        }
        SystemProfile system = new SystemProfile(profile, call.directory().resolve(Path.of(root)).normalize());
        if (words.getFirst().equals(LIST)) {
            shell.run(common.options(), new ListGenerations(system, json));
            return;
        }
        Rebuild job = new Rebuild(action(words.getFirst()), locking.locking(),
                Optional.ofNullable(flake), system, rollback, bootloader,
                Optional.ofNullable(specialisation), Optional.ofNullable(outLink), logs);
        if (job.action() == Action.BUILD) {
            shell.run(common.options(), job);
        } else {
            shell.become(common.options(), job);
        }
    }

    private void own(Flags flags) {
        flags
            .value(text -> flake = text, "FLAKE[#HOST]",
                    "The flake, by default /etc/nixos, and the name of its configuration, by default this machine's.",
                    "--flake")
            .completedBy(InstallableFlags::completeFlake)
            .value(text -> profile = text, "NAME",
                    "Keep generations in the system profile of this name.", "-p", "--profile-name")
            .toggle(() -> rollback = true, "Go back to the generation before instead of building.",
                    "--rollback")
            .toggle(() -> bootloader = true, "Install the boot loader anew.",
                    "--install-bootloader")
            .value(text -> specialisation = text, "NAME", "Activate this variant of the system.",
                    "-c", "--specialisation")
            .value(text -> root = text, "DIRECTORY",
                    "Look for NixOS and keep the profile below this directory. The system's activation script"
                            + " is started all the same and acts on this machine: for trying things out.",
                    "--root")
            .value(text -> outLink = text, "PATH", "build: what to call the link to the system.",
                    "-o", "--out-link")
            .toggle(() -> outLink = null, "build: make no link.", "--no-link")
            .toggle(() -> logs = BuildLines.Style.HIDDEN, "Do not show build output.",
                    "-Q", "--no-build-output")
            .toggle(() -> json = true, "list-generations: print JSON.", "--json");
    }

    private static List<String> actions() {
        return Stream.concat(Stream.of(Action.values()).map(Action::word), Stream.of(LIST)).toList();
    }

    private static Action action(String word) {
        return Stream.of(Action.values())
            .filter(action -> action.word().equals(word))
            .findFirst()
            .orElseThrow(() -> {
                var error = SessionErrors.usage(
                        Emphasis.format("'%s' is nothing that can be done with a system", word));
                error.addSuggestions(Suggestions.best(word, actions()));
                return error;
            });
    }
}

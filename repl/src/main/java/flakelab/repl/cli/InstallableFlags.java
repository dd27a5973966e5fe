package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.command.Installables;
import flakelab.session.command.Locking;
import flakelab.session.command.Proposals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The flags of commands that work on installables: where they are looked for, and how flakes are locked on the way.
final class InstallableFlags {
    private @Nullable String file;
    private @Nullable String expression;
    private boolean stdin;
    private final Locking.Builder locking = new Locking.Builder();
    private Function<List<String>, List<String>> flakes = words -> words.isEmpty() ? List.of(".") : words;

    /// Flags and words of a command that takes installables.
    Flags addTo(Flags flags) {
        flags.words("INSTALLABLE", this::completeInstallable)
            .in("Options of installables")
            .value(text -> file = text, "FILE", "Installables are attribute paths in this file.",
                    "-f", "--file")
            .completedBy(Completions.Completer.PATH)
            .value(text -> expression = text, "EXPR",
                    "Installables are attribute paths in this expression.", "--expr");
        return locking(flags);
    }

    /// As above, of a command that takes any number.
    Flags addSeveralTo(Flags flags) {
        flags.toggle(() -> stdin = true, "Read installables from standard input; none is meant by default.", "--stdin");
        return addTo(flags);
    }

    /// What was named, on standard input too; `.` where nothing was.
    List<String> named(List<String> words, Invocation call) {
        if (!stdin || call.isTerminal(0)) {
            return words.isEmpty() ? List.of(".") : words;
        }
        List<String> all = new ArrayList<>(words);
        Scanner scanner = new Scanner(call.in(), StandardCharsets.UTF_8);
        scanner.forEachRemaining(all::add);
        return all;
    }

    /// Flags and words of a command that takes flakes: only the flags about locking.
    Flags addLocking(Flags flags) {
        return locking(flags.words("FLAKE", InstallableFlags::completeFlake));
    }

    private Flags locking(Flags flags) {
        return flags.in("Options of flakes")
            .toggle(() -> {
                warn(flags, "'--recreate-lock-file' is deprecated and will be removed in a future version; "
                        + "use 'nix flake update' instead.");
                locking.recreate();
            }, "", "--recreate-lock-file")
            .toggle(locking::noUpdate, "Fail where the lock file would change.",
                    "--no-update-lock-file")
            .toggle(locking::noWrite, "Do not write a changed lock file.", "--no-write-lock-file")
            .toggle(() -> {
                warn(flags, "'--no-registries' is deprecated; use '--no-use-registries'");
                locking.noRegistries();
            }, "", "--no-registries")
            .toggle(locking::commit, "Commit a changed lock file.", "--commit-lock-file")
            .value(input -> {
                warn(flags, "'--update-input' is a deprecated alias for 'flake update' "
                        + "and will be removed in a future version.");
                locking.update(input);
            }, "INPUT", "", "--update-input")
            .completedBy(this::completeInput)
            .pair(locking::override, "INPUT FLAKE", "Take an input from elsewhere.",
                    "--override-input")
            .completedBy((into, index, prefix) -> {
                if (index == 0) {
                    completeInput(into, index, prefix);
                } else {
                    completeFlake(into, index, prefix);
                }
            })
            .value(locking::inputsFrom, "FLAKE",
                    "Names of flakes stand for the inputs of this one.", "--inputs-from")
            .completedBy(InstallableFlags::completeFlake)
            .value(locking::reference, "FILE", "Read this lock file instead.",
                    "--reference-lock-file")
            .completedBy(Completions.Completer.PATH)
            .value(locking::output, "FILE", "Write this lock file instead.", "--output-lock-file")
            .completedBy(Completions.Completer.PATH)
            .in(Flags.OWN);
    }

    private static void warn(Flags flags, String message) {
        flags.help().ifPresent(help -> help.shell().warn(message));
    }

    /// Completion looks for inputs in these flakes rather than in the command's words.
    void inputsOf(Supplier<String> flake) {
        flakes = words -> List.of(flake.get());
    }

    /// Proposes inputs of the flakes the command is about.
    void completeInput(Completions into, int index, String prefix) {
        into.run(new Proposals.Inputs(flakes.apply(into.words()), prefix));
    }

    /// Proposes references of flakes.
    static void completeFlake(Completions into, int index, String prefix) {
        if (prefix.isEmpty()) {
            into.add(".");
        }
        into.paths(prefix, true);
        into.run(new Proposals.Flakes(prefix));
    }

    private void completeInstallable(Completions into, int index, String prefix) {
        if (file == null && !prefix.contains("#")) {
            completeFlake(into, index, prefix);
            return;
        }
        into.kind(Completions.Kind.ATTRS);
        if (file != null) {
            into.impure();
        }
        into.run(new Proposals.Attributes(Optional.ofNullable(file), locking(), prefix));
    }

    Locking.Builder builder() {
        return locking;
    }

    Locking locking() {
        return locking.build();
    }

    /// What was said, after the command line was read; a file makes evaluation impure.
    Installables installables(EvalFlags common) {
        if (file != null) {
            if (common.settings.isSet(StandardSettings.PURE_EVAL)
                    && common.settings.get(StandardSettings.PURE_EVAL)) {
                throw SessionErrors.usage("'--file' is not compatible with '--pure-eval'");
            }
            common.settings.put(StandardSettings.PURE_EVAL, false);
        }
        return new Installables(Optional.ofNullable(file), Optional.ofNullable(expression),
                locking());
    }
}

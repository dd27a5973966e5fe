package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.BuildLines;
import flakelab.session.SessionErrors;
import flakelab.session.command.Installables;
import flakelab.session.command.ProfileAdd;
import flakelab.session.command.ProfileList;
import flakelab.session.command.ProfileList.View;
import flakelab.session.command.ProfileMatch;
import flakelab.session.command.ProfileRemove;
import flakelab.session.command.ProfileUpgrade;
import flakelab.session.command.ProfileVersions;
import flakelab.session.command.ProfileVersions.Change;
import flakelab.session.command.UserProfile;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `nix profile …`, with the flags of CppNix's (`src/nix/profile.cc`).
final class NixProfile {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(Map.of("add",
            (call, shell) -> new NixProfile().add(call, shell), "remove",
            (call, shell) -> new NixProfile().remove(call, shell), "upgrade",
            (call, shell) -> new NixProfile().upgrade(call, shell), "list",
            (call, shell) -> new NixProfile().list(call, shell), "diff-closures",
            (call, shell) -> new NixProfile().show(call, shell, View.CLOSURES), "history",
            (call, shell) -> new NixProfile().show(call, shell, View.HISTORY), "rollback",
            (call, shell) -> new NixProfile().rollBack(call, shell), "wipe-history",
            (call, shell) -> new NixProfile().wipe(call, shell)));

    private final List<String> words = new ArrayList<>();
    private final List<String> regex = new ArrayList<>();
    private final InstallableFlags where = new InstallableFlags();
    private final Flags flags = new Flags();
    private @Nullable String profile;
    private @Nullable Long number;
    private @Nullable String age;
    private boolean all;
    private boolean dryRun;
    private boolean json;
    private @Nullable Boolean pretty;
    private BuildLines.Style logs = BuildLines.Style.HIDDEN;

    static void run(Invocation call, Shell shell) {
        Subcommands.run("profile", "Manage Nix profiles.", COMMANDS, Map.of("install", "add"), call,
                shell);
    }

    private EvalFlags begin(Invocation call, Shell shell, String usage, String summary) {
        Help.addTo(flags, shell, call.program() + " profile " + usage, summary);
        flags.value(path -> profile = path, "PATH", "The profile, instead of ~/.nix-profile.",
                "--profile");
        return Nix.commonFlags(call, shell);
    }

    private void parse(Invocation call, EvalFlags common) {
        common.addTo(flags).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
    }

    private void add(Invocation call, Shell shell) {
        EvalFlags common = begin(call, shell, "add [INSTALLABLE…]", "Add a package to a profile.");
        flags.value(this::number, "PRIORITY", "The priority of the package to add.", "--priority");
        logFlag();
        where.addTo(flags);
        parse(call, common);
        if (words.isEmpty()) {
            words.add(".");
        }
        Installables source = where.installables(common);
        shell.run(common.options(),
                new ProfileAdd(profile(), source, words, Optional.ofNullable(number), logs));
    }

    private void remove(Invocation call, Shell shell) {
        EvalFlags common = begin(call, shell, "remove PACKAGE…", "Remove packages from a profile.");
        matchFlags();
        parse(call, common);
        shell.run(common.options(), new ProfileRemove(profile(), match()));
    }

    private void upgrade(Invocation call, Shell shell) {
        EvalFlags common = begin(call, shell, "upgrade PACKAGE…",
                "Upgrade packages using their most recent flake.");
        matchFlags();
        logFlag();
        where.addLocking(flags);
        parse(call, common);
        shell.run(common.options(),
                new ProfileUpgrade(profile(), match(), where.locking(), logs));
    }

    private void list(Invocation call, Shell shell) {
        flags.toggle(() -> json = true, "Print as JSON.", "--json")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty");
        EvalFlags common = begin(call, shell, "list", "List packages in the profile.");
        parse(call, common);
        words.forEach(Flags::refuse);
        shell.run(common.options(), new ProfileList(profile(), View.PACKAGES, json,
                pretty == null ? call.isTerminal(1) : pretty));
    }

    private void show(Invocation call, Shell shell, View view) {
        EvalFlags common = view == View.HISTORY
                ? begin(call, shell, "history", "Show all versions of a profile.")
                : begin(call, shell, "diff-closures",
                        "Show the closure difference between each version of a profile.");
        parse(call, common);
        words.forEach(Flags::refuse);
        shell.run(common.options(), new ProfileList(profile(), view, false, false));
    }

    private void rollBack(Invocation call, Shell shell) {
        EvalFlags common = begin(call, shell, "rollback",
                "Roll back to the previous version or a specified version of a profile.");
        flags
            .value(this::number, "VERSION", "The profile version to roll back to.", "--to")
            .toggle(() -> dryRun = true, "Only say what would be done.", "--dry-run");
        parse(call, common);
        words.forEach(Flags::refuse);
        shell.run(common.options(), new ProfileVersions(profile(),
                new Change.RollBack(Optional.ofNullable(number)), dryRun));
    }

    private void wipe(Invocation call, Shell shell) {
        EvalFlags common = begin(call, shell, "wipe-history",
                "Delete non-current versions of a profile.");
        flags
            .value(text -> age = text, "AGE", "Only versions not in use for so long, such as 30d.",
                    "--older-than")
            .toggle(() -> dryRun = true, "Only say what would be done.", "--dry-run");
        parse(call, common);
        words.forEach(Flags::refuse);
        shell.run(common.options(), new ProfileVersions(profile(),
                new Change.Wipe(Optional.ofNullable(age)), dryRun));
    }

    private void matchFlags() {
        flags.toggle(() -> all = true, "Match all packages in the profile.", "--all")
            .value(regex::add, "PATTERN",
                    "A regular expression to match one or more packages in the profile.",
                    "--regex");
    }

    private void logFlag() {
        flags.toggle(() -> logs = BuildLines.Style.NAMED, "Show build logs.", "-L",
                "--print-build-logs");
    }

    private ProfileMatch match() {
        return new ProfileMatch(all, List.copyOf(regex), List.copyOf(words));
    }

    private UserProfile profile() {
        return new UserProfile(Optional.ofNullable(profile));
    }

    private void number(String text) {
        try {
            number = Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw SessionErrors.usage(Emphasis.format("'%s' is not an integer", text));
        }
    }
}

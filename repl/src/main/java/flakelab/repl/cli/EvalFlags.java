package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.AutoArg;
import flakelab.session.SessionErrors;
import flakelab.text.Emphasis;
import flakelab.session.SessionException;
import flakelab.session.SessionOptions;
import flakelab.session.Setting;
import flakelab.session.Settings;
import flakelab.session.StandardSettings;
import flakelab.session.Verbosity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The flags every program takes: settings, search path, arguments for functions, how much to say.
///
/// CppNix `MixCommonArgs`, `LegacyArgs`, `MixEvalArgs` (`src/libmain`, `src/libcmd/common-eval-args.cc`).
final class EvalFlags {
    private final Invocation call;
    private final Shell shell;
    final Settings settings;
    private final Map<String, AutoArg> autoArgs = new LinkedHashMap<>();
    private final List<String> searchPath = new ArrayList<>();
    private final Map<String, String> overrides = new LinkedHashMap<>();
    private boolean readOnly;
    private Path base;

    EvalFlags(Invocation call, Shell shell) {
        this.call = call;
        this.shell = shell;
        this.base = shell.base();
        this.settings = Settings.read(call.environment(), call.program().equals("flakelab")
                ? List.of("flakes", "nix-command")
                : List.of());
    }

    /// Adds the flags; those a program has of its own must be there before.
    Flags addTo(Flags flags) {
        flags.common(this);
        evaluation(flags.in("Options of evaluation"));
        logging(flags.in("Options of logging"));
        flags.in("Other options")
            .pair(this::option, "NAME VALUE", "Set the setting NAME, over nix.conf.", "--option")
            .completedBy(EvalFlags::completeSetting)
            .value(jobs -> settings.set("max-jobs", jobs), "JOBS", "How many builds run at a time.",
                    "-j", "--max-jobs")
            .toggle(() -> settings.put(StandardSettings.KEEP_FAILED, true),
                    "Keep directories of failed builds.", "-K", "--keep-failed")
            .toggle(() -> settings.put(StandardSettings.KEEP_GOING, true),
                    "Go on with other builds after a failure.", "-k", "--keep-going")
            .pair(overrides::put, "FLAKE FLAKE",
                    "Let a reference to a flake stand for another, before any registry.",
                    "--override-flake")
            .value(address -> settings.put(StandardSettings.STORE, address), "URI",
                    "The store to use.", "--store")
            .toggle(() -> settings.put(StandardSettings.TARBALL_TTL, 0L),
                    "Take nothing fetched before as fresh.", "--refresh")
            .toggle(this::offline, "Use no network, and take everything fetched before as fresh.",
                    "--offline", "--no-net");
        return flags.later(this::addSettings);
    }

    private void evaluation(Flags flags) {
        flags
            .pair((name, text) -> autoArg(AutoArg.Kind.EXPRESSION, name, text), "NAME EXPR",
                    "Pass the value EXPR as the argument NAME to functions.", "--arg")
            .pair((name, text) -> autoArg(AutoArg.Kind.STRING, name, text), "NAME STRING",
                    "Pass STRING as the argument NAME to functions.", "--argstr")
            .pair((name, text) -> autoArg(AutoArg.Kind.FILE, name, text), "NAME PATH",
                    "Pass a file's contents as the argument NAME to functions.", "--arg-from-file")
            .completedBy(Completions.Completer.PATH)
            .value(name -> autoArg(AutoArg.Kind.STDIN, name, ""), "NAME",
                    "Pass standard input as the argument NAME to functions.", "--arg-from-stdin")
            .value(searchPath::add, "PATH", "Add PATH to the search path of <…>.", "-I",
                    "--include")
            .toggle(() -> settings.put(StandardSettings.PURE_EVAL, false),
                    "Allow access to mutable paths and repositories.", "--impure")
            .toggle(() -> readOnly = true, "Do not write to the store.", "--readonly-mode",
                    "--read-only")
            .value(address -> {}, "URI", "", "--eval-store");
    }

    private void logging(Flags flags) {
        flags.toggle(() -> shell.verbosity(shell.verbosity().plus(1)), "Say more.", "-v", "--verbose")
            .toggle(() -> shell.verbosity(shell.verbosity().plus(-1)), "Say less.", "--quiet")
            .toggle(() -> shell.verbosity(Verbosity.DEBUG), "Say everything.", "--debug")
            .toggle(() -> shell.showBuildLogs(true), "Show what builders print.", "-L", "--print-build-logs")
            .toggle(() -> {}, "Do not show build output.", "-Q", "--no-build-output")
            .toggle(() -> {}, "", "--no-gc-warning")
            .value(this::logFormat, "FORMAT", "How to log: raw, internal-json, bar or bar-with-logs.",
                    "--log-format");
    }

    /// There is no progress bar yet, and no log for machines: they are as `raw`.
    private void logFormat(String format) {
        switch (format) {
            case "raw", "internal-json", "bar" -> {
            }
            case "raw-with-logs", "bar-with-logs" -> shell.showBuildLogs(true);
            default -> throw SessionErrors.error(Emphasis.format("option 'log-format' has an invalid value '%s'", format));
        }
    }

    private static void completeSetting(Completions into, int index, String prefix) {
        if (index == 0) {
            StandardSettings.all()
                .stream()
                .map(Setting::name)
                .filter(name -> name.startsWith(prefix))
                .forEach(name -> into.add(name, "Set the `" + name + "` setting."));
        }
    }

    /// Every setting is a flag: `--NAME`, `--no-NAME` for switches, `--NAME VALUE`, `--extra-NAME VALUE` for others.
    private void addSettings(Flags flags) {
        for (Setting<?> setting : StandardSettings.all()) {
            addSetting(flags, setting, setting.name());
            setting.aliases().forEach(alias -> addSetting(flags, setting, alias));
        }
    }

    private void addSetting(Flags flags, Setting<?> setting, String flag) {
        String name = setting.name();
        if (setting == StandardSettings.SANDBOX) {
            flags.toggle(() -> settings.set(name, "true"), "", "--" + flag)
                .toggle(() -> settings.set(name, "false"), "", "--no-" + flag)
                .toggle(() -> settings.set(name, "relaxed"), "", "--relaxed-" + flag);
        } else if (setting.isFlag()) {
            flags.toggle(() -> settings.set(name, "true"), "", "--" + flag);
            flags.toggle(() -> settings.set(name, "false"), "", "--no-" + flag);
        } else {
            flags.value(value -> settings.set(name, value), "VALUE", "", "--" + flag);
        }
        if (setting.appendable()) {
            flags.value(value -> settings.set("extra-" + name, value), "VALUE", "", "--extra-" + flag);
        }
    }

    private void option(String name, String value) {
        try {
            settings.set(name, value);
        } catch (SessionException e) {
            shell.warn(e.text());
        }
    }

    private void offline() {
        settings.putStandard(StandardSettings.SUBSTITUTE, false);
        settings.putStandard(StandardSettings.TARBALL_TTL, (long) Integer.MAX_VALUE);
        settings.putStandard(StandardSettings.DOWNLOAD_ATTEMPTS, 0L);
    }

    private void autoArg(AutoArg.Kind kind, String name, String text) {
        autoArgs.put(name, new AutoArg(kind, name, text));
    }

    /// What the session is to be opened with, after the command line was read.
    SessionOptions options() {
        return new SessionOptions(call.inherited(), base, settings, entries(),
                List.copyOf(autoArgs.values()), readOnly, call.in(), overrides);
    }

    /// Lets expressions and files start from another directory; the search path does not.
    void startFrom(Path directory) {
        base = directory;
    }

    private List<String> entries() {
        return base.equals(call.directory())
                ? searchPath
                : searchPath.stream().map(this::absolute).toList();
    }

    private String absolute(String entry) {
        int path = entry.indexOf('=') + 1;
        String place = entry.substring(path);
        return place.contains(":")
                ? entry
                : entry.substring(0, path) + call.directory().resolve(place);
    }

    void readOnly() {
        readOnly = true;
    }
}

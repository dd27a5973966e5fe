package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.AutoArg;
import flakelab.session.SessionException;
import flakelab.session.SessionOptions;
import flakelab.session.Setting;
import flakelab.session.Settings;
import flakelab.session.StandardSettings;
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
    private boolean readOnly;
    int verbosity;

    EvalFlags(Invocation call, Shell shell) {
        this.call = call;
        this.shell = shell;
        this.settings = Settings.read(call.environment(), call.program().equals("flakelab")
                ? List.of("flakes", "nix-command")
                : List.of());
    }

    /// Adds the flags; those a program has of its own must be there before.
    Flags addTo(Flags flags) {
        return flags
            .pair((name, text) -> autoArg(AutoArg.Kind.EXPRESSION, name, text), "NAME EXPR",
                    "Pass the value EXPR as the argument NAME to functions.", "--arg")
            .pair((name, text) -> autoArg(AutoArg.Kind.STRING, name, text), "NAME STRING",
                    "Pass STRING as the argument NAME to functions.", "--argstr")
            .pair((name, text) -> autoArg(AutoArg.Kind.FILE, name, text), "NAME PATH",
                    "Pass a file's contents as the argument NAME to functions.", "--arg-from-file")
            .value(name -> autoArg(AutoArg.Kind.STDIN, name, ""), "NAME",
                    "Pass standard input as the argument NAME to functions.", "--arg-from-stdin")
            .value(searchPath::add, "PATH", "Add PATH to the search path of <…>.", "-I",
                    "--include")
            .toggle(() -> settings.put(StandardSettings.PURE_EVAL, false),
                    "Allow access to mutable paths and repositories.", "--impure")
            .toggle(() -> readOnly = true, "Do not write to the store.", "--readonly-mode",
                    "--read-only")
            .value(address -> settings.put(StandardSettings.STORE, address), "URI",
                    "The store to use.", "--store")
            .value(address -> {}, "URI", "", "--eval-store")
            .pair(this::option, "NAME VALUE", "Set the setting NAME, over nix.conf.", "--option")
            .value(jobs -> settings.set("max-jobs", jobs), "JOBS", "How many builds run at a time.",
                    "-j",
                    "--max-jobs")
            .toggle(() -> settings.put(StandardSettings.KEEP_FAILED, true),
                    "Keep directories of failed builds.", "-K", "--keep-failed")
            .toggle(() -> settings.put(StandardSettings.KEEP_GOING, true),
                    "Go on with other builds after a failure.", "-k", "--keep-going")
            .toggle(() -> verbosity++, "Say more.", "-v", "--verbose")
            .toggle(() -> verbosity--, "Say less.", "--quiet")
            .toggle(() -> verbosity = 4, "", "--debug")
            .toggle(() -> {}, "Do not show build output.", "-Q", "--no-build-output")
            .toggle(() -> {}, "", "--no-gc-warning")
            .value(format -> {}, "FORMAT", "", "--log-format")
            .toggle(() -> settings.put(StandardSettings.TARBALL_TTL, 0L),
                    "Take nothing fetched before as fresh.", "--refresh")
            .toggle(this::offline, "Use no network.", "--offline")
            .later(this::addSettings);
    }

    /// Every setting is a flag: `--NAME`, `--no-NAME` for switches, `--NAME VALUE`, `--extra-NAME VALUE` for others.
    private void addSettings(Flags flags) {
        for (Setting<?> setting : StandardSettings.all()) {
            String name = setting.name();
            if (setting.isFlag()) {
                flags.toggle(() -> settings.set(name, "true"), "", "--" + name);
                flags.toggle(() -> settings.set(name, "false"), "", "--no-" + name);
            } else {
                flags.value(value -> settings.set(name, value), "VALUE", "", "--" + name);
            }
            if (setting.appendable()) {
                flags.value(value -> settings.set("extra-" + name, value), "VALUE", "",
                        "--extra-" + name);
            }
            for (String alias : setting.aliases()) {
                flags.value(value -> settings.set(name, value), "VALUE", "", "--" + alias);
            }
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
        shell.sayMore(verbosity);
        return new SessionOptions(call.environment(), call.directory(), settings, searchPath,
                List.copyOf(autoArgs.values()), readOnly, call.in());
    }

    void readOnly() {
        readOnly = true;
    }
}

package flakelab.repl.cli;

import flakelab.session.ConfigFiles;
import flakelab.session.StandardSettings;
import flakelab.text.Verbosity;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a program is for, and its flags `--help` and `--version`.
final class Help {
    static final String VERSION = "2.34.8";

    private final Shell shell;
    private final String usage;
    private final String summary;
    private String documentation = "";
    private @Nullable Supplier<String> page;
    private boolean wanted;
    private boolean versionWanted;

    private Help(Shell shell, String usage, String summary) {
        this.shell = shell;
        this.usage = usage;
        this.summary = summary;
    }

    /// Declares what a program is for, and adds both flags.
    ///
    /// @param usage   how it is called, such as `nix eval [INSTALLABLE]`
    /// @param summary one line
    static Help addTo(Flags flags, Shell shell, String usage, String summary) {
        Help help = new Help(shell, usage, summary);
        flags.explainedBy(help);
        flags.toggle(() -> help.wanted = true, "Show usage information.", "--help")
            .toggle(() -> help.versionWanted = true, "Show version information.", "--version");
        return help;
    }

    /// More about the program, in Markdown.
    Help documentation(String markdown) {
        documentation = markdown;
        return this;
    }

    /// Another page than that of the flags.
    void page(Supplier<String> text) {
        page = text;
    }

    Shell shell() {
        return shell;
    }

    String usage() {
        return usage;
    }

    String summary() {
        return summary;
    }

    String documentation() {
        return documentation;
    }

    /// Whether mistakes in the command line do not matter, as it is explained or completed.
    boolean explains() {
        return wanted || shell.completions().isPresent();
    }

    /// Prints what was asked for, if anything was, and ends the program.
    void answer(Flags flags, Optional<EvalFlags> common) {
        if (wanted) {
            shell.text(page == null ? new Manual(shell).page(this, flags) : page.get());
            throw new Exit(0);
        }
        if (versionWanted) {
            shell.out(version(common));
            throw new Exit(0);
        }
    }

    /// One line, and with `--verbose` what the program works with (CppNix `printVersion`, `src/libmain/shared.cc`).
    private String version(Optional<EvalFlags> common) {
        String name = usage.split(" ")[0];
        StringBuilder text = new StringBuilder(name + " (Flakelab, as Nix) " + VERSION + "\n");
        common.filter(flags -> shell.verbosity().compareTo(Verbosity.INFO) > 0).ifPresent(flags -> {
            line(text, "System type", flags.settings.get(StandardSettings.SYSTEM));
            line(text, "Additional system types",
                    String.join(", ", flags.settings.get(StandardSettings.EXTRA_PLATFORMS)));
            line(text, "System configuration file",
                    ConfigFiles.systemFile(shell.environment()).toString());
            line(text, "User configuration files", ConfigFiles.userFiles(shell.environment())
                .stream()
                .map(Path::toString)
                .collect(Collectors.joining(":")));
        });
        return text.toString();
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append(what).append(": ").append(value).append('\n');
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.BuildFormatter;
import flakelab.session.command.Format;
import flakelab.session.command.Installables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `nix fmt` and `nix formatter run|build`, with the flags of CppNix's (`src/nix/formatter.cc`).
final class NixFormatter {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(
            Map.of("run", NixFormatter::format, "build", NixFormatter::build));

    private NixFormatter() {}

    static void run(Invocation call, Shell shell) {
        Subcommands.run("formatter", "Use a flake's own formatter: build or run the formatter.", COMMANDS, call, shell);
    }

    /// `nix fmt`.
    static void format(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        List<String> words = new ArrayList<>();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " fmt [ARGUMENT…]",
                "With the formatter of the flake, reformat your code in the standard style.");
        common.addTo(where.addTo(flags)).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        Installables source = where.installables(common);
        shell.become(common.options(), new Format(source, words));
    }

    private static void build(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        Flags flags = new Flags();
        OutLink link = new OutLink();
        Help.addTo(flags, shell, call.program() + " formatter build",
                "Build the current flake's formatter.");
        link.addTo(flags);
        common.addTo(where.addTo(flags)).parse(call.arguments(), Flags::refuse);
        Nix.requireFeature(common, "nix-command");
        Installables source = where.installables(common);
        shell.run(common.options(), new BuildFormatter(source, link.name()));
    }

    /// `--out-link` and `--no-link`.
    private static final class OutLink {
        private @Nullable String name = "result";

        void addTo(Flags flags) {
            flags
                .value(text -> name = text, "PATH", "What to call the link to the result.", "-o",
                        "--out-link")
                .toggle(() -> name = null, "Make no link.", "--no-link");
        }

        Optional<String> name() {
            return Optional.ofNullable(name);
        }
    }
}

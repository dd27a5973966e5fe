package flakelab.flake;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What Nix expects under the names that outputs of flakes have: the one table behind `flake show` and `flake check`
/// (CppNix `CmdFlakeShow` and `CmdFlakeCheck`, `src/nix/flake.cc`).
public enum OutputKind {
    CHECKS("checks", Layout.BY_SYSTEM_AND_NAME, Content.DERIVATION), PACKAGES("packages", Layout.BY_SYSTEM_AND_NAME,
            Content.DERIVATION), DEV_SHELLS("devShells", Layout.BY_SYSTEM_AND_NAME, Content.DERIVATION), APPS("apps",
                    Layout.BY_SYSTEM_AND_NAME,
                    Content.APP), BUNDLERS("bundlers", Layout.BY_SYSTEM_AND_NAME, Content.BUNDLER), FORMATTER(
                            "formatter", Layout.BY_SYSTEM, Content.DERIVATION), LEGACY_PACKAGES("legacyPackages",
                                    Layout.BY_SYSTEM, Content.ANYTHING), OVERLAYS("overlays", Layout.BY_NAME,
                                            Content.OVERLAY), NIXOS_MODULES("nixosModules", Layout.BY_NAME,
                                                    Content.MODULE), NIXOS_CONFIGURATIONS("nixosConfigurations",
                                                            Layout.BY_NAME, Content.CONFIGURATION), TEMPLATES(
                                                                    "templates", Layout.BY_NAME,
                                                                    Content.TEMPLATE), HYDRA_JOBS("hydraJobs",
                                                                            Layout.ALONE, Content.JOBS),

    DEFAULT_PACKAGE("defaultPackage", Layout.BY_SYSTEM, Content.DERIVATION, "packages.<system>.default"), DEV_SHELL(
            "devShell", Layout.BY_SYSTEM, Content.DERIVATION, "devShells.<system>.default"), DEFAULT_APP("defaultApp",
                    Layout.BY_SYSTEM, Content.APP, "apps.<system>.default"), DEFAULT_BUNDLER("defaultBundler",
                            Layout.BY_SYSTEM, Content.BUNDLER,
                            "bundlers.<system>.default"), DEFAULT_TEMPLATE("defaultTemplate", Layout.ALONE,
                                    Content.TEMPLATE, "templates.default"), OVERLAY("overlay", Layout.ALONE,
                                            Content.OVERLAY, "overlays.default"), NIXOS_MODULE("nixosModule",
                                                    Layout.ALONE, Content.MODULE, "nixosModules.default"),

    // Known, but nobody's to judge.
    LIB("lib"), DARWIN_CONFIGURATIONS("darwinConfigurations"), DARWIN_MODULES("darwinModules"), FLAKE_MODULE(
            "flakeModule"), FLAKE_MODULES("flakeModules"), HERCULES_CI("herculesCI"), HOME_CONFIGURATIONS(
                    "homeConfigurations"), HOME_MODULE(
                            "homeModule"), HOME_MODULES("homeModules"), NIXOPS_CONFIGURATIONS("nixopsConfigurations");

    /// How deep below the output's name its things are.
    public enum Layout {
        ALONE(0), BY_NAME(1), BY_SYSTEM(1), BY_SYSTEM_AND_NAME(2);

        private final int depth;

        Layout(int depth) {
            this.depth = depth;
        }

        /// Names between the output's own and its things.
        public int depth() {
            return depth;
        }

        /// Whether the first of these names is a system.
        public boolean hasSystems() {
            return this == BY_SYSTEM || this == BY_SYSTEM_AND_NAME;
        }
    }

    /// What each of its things is.
    public enum Content {
        DERIVATION, APP, OVERLAY, MODULE, CONFIGURATION, TEMPLATE, BUNDLER, JOBS, ANYTHING
    }

    private static final Map<String, OutputKind> BY_OUTPUT = Arrays.stream(values())
        .collect(Collectors.toMap(OutputKind::output, Function.identity()));

    private final String output;
    private final Layout layout;
    private final Content content;
    private final Optional<String> replacement;

    OutputKind(String output) {
        this(output, Layout.ALONE, Content.ANYTHING);
    }

    OutputKind(String output, Layout layout, Content content) {
        this.output = output;
        this.layout = layout;
        this.content = content;
        this.replacement = Optional.empty();
    }

    OutputKind(String output, Layout layout, Content content, String replacement) {
        this.output = output;
        this.layout = layout;
        this.content = content;
        this.replacement = Optional.of(replacement);
    }

    /// The kind of an output, if its name means something.
    public static Optional<OutputKind> of(String output) {
        return Optional.ofNullable(BY_OUTPUT.get(output));
    }

    /// The output's name.
    public String output() {
        return output;
    }

    public Layout layout() {
        return layout;
    }

    public Content content() {
        return content;
    }

    /// What it is called today, if its name is from before.
    public Optional<String> replacement() {
        return replacement;
    }
}

package flakelab.flake.cache;

import flakelab.eval.EvalException;
import flakelab.fetch.Log;
import flakelab.flake.Output;
import flakelab.flake.OutputKind;
import flakelab.text.NixException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The walk through all that a flake provides, evaluating no more than names and what things are (CppNix `CmdFlakeShow`,
/// `src/nix/flake.cc`).
public final class OutputWalk {
    /// Outputs that `flake show` does not look into.
    private static final Set<OutputKind> CLOSED = EnumSet.of(OutputKind.BUNDLERS, OutputKind.DEFAULT_BUNDLER);
    /// Outputs whose names are left out where nothing is below them: frameworks give more sets than they fill.
    private static final Set<OutputKind> OFTEN_EMPTY = EnumSet.of(OutputKind.APPS, OutputKind.CHECKS,
            OutputKind.DEV_SHELLS, OutputKind.LEGACY_PACKAGES, OutputKind.PACKAGES, OutputKind.FORMATTER,
            OutputKind.NIXOS_CONFIGURATIONS, OutputKind.NIXOS_MODULES, OutputKind.OVERLAYS);

    private final Options options;
    private final Log log;
    private final Consumer<String> progress;
    private boolean stopped;

    /// How far to look.
    ///
    /// @param system       the system whose outputs are looked into
    /// @param allSystems   whether those of others are too
    /// @param legacy       whether `legacyPackages` are
    /// @param tolerant     whether the walk goes on after a failure
    /// @param descriptions whether descriptions of derivations are wanted
    /// @param warnings     whether what is left out is warned of
    public record Options(String system, boolean allSystems, boolean legacy, boolean tolerant,
            boolean descriptions, boolean warnings) {}

    /// `progress` is told what is being looked at.
    public OutputWalk(Options options, Log log, Consumer<String> progress) {
        this.options = options;
        this.log = log;
        this.progress = progress;
    }

    /// Looks at everything below the root of a flake's outputs. A failure becomes [Output.Failed] where it happened; unless
    /// the walk is tolerant, what would come after it is [Output.Reason#NOT_REACHED].
    public Output walk(Cursor root) {
        return visit(root, List.of());
    }

    private Output visit(Cursor at, List<String> path) {
        if (stopped) {
            return new Output.Omitted(Output.Reason.NOT_REACHED);
        }
        progress.accept("evaluating '" + at.path() + "'...");
        try {
            return look(at, path);
        } catch (NixException e) {
            if (forgives(e, path)) {
                return new Output.Omitted(Output.Reason.NO_DERIVATION);
            }
            return failed(e, false);
        }
    }

    /// Nixpkgs' own packages fail in many places.
    private boolean forgives(NixException e, List<String> path) {
        return !options.tolerant() && e instanceof EvalException failure && !failure.isConditional()
                && !path.isEmpty() && path.getFirst().equals(OutputKind.LEGACY_PACKAGES.output());
    }

    private Output failed(NixException e, boolean inside) {
        stopped = !options.tolerant();
        return new Output.Failed(e, inside);
    }

    private Output look(Cursor at, List<String> path) {
        if (path.isEmpty()) {
            return group(at);
        }
        Optional<OutputKind> known = OutputKind.of(path.getFirst()).filter(kind -> !CLOSED.contains(kind));
        if (known.isEmpty()) {
            return opaque(Optional.empty());
        }
        OutputKind kind = known.get();
        if (kind == OutputKind.LEGACY_PACKAGES) {
            return legacy(at, path);
        }
        int depth = path.size() - 1;
        if (depth < kind.layout().depth()) {
            return group(at);
        }
        return switch (kind.content()) {
            case DERIVATION -> ofSystem(path) ? derivation(at, path) : omitted(Output.Reason.OTHER_SYSTEM, path);
            case JOBS -> guarded(path, () -> at.isDerivation() ? named(at, kind) : group(at));
            case APP -> app(at);
            case TEMPLATE -> new Output.Template(at.get("description").string());
            case OVERLAY, MODULE, CONFIGURATION, BUNDLER, ANYTHING -> opaque(known);
        };
    }

    private boolean ofSystem(List<String> path) {
        return options.allSystems() || path.get(1).equals(options.system());
    }

    private Output group(Cursor at) {
        SortedMap<String, Output> members = new TreeMap<>();
        List<String> names;
        try {
            names = at.attributes()
                .stream()
                .filter(name -> hasContent(at.get(name), at.names(name)))
                .toList();
        } catch (EvalException.NeedsBuild e) {
            throw e;
        } catch (NixException e) {
            return forgives(e, at.names()) ? new Output.Group(members) : failed(e, true);
        }
        for (String name : names) {
            members.put(name, visit(at.get(name), at.names(name)));
        }
        return new Output.Group(members);
    }

    private boolean hasContent(Cursor at, List<String> path) {
        boolean mayBeEmpty = OutputKind.of(path.getFirst())
            .filter(OFTEN_EMPTY::contains)
            .filter(kind -> path.size() <= (kind == OutputKind.LEGACY_PACKAGES ? 2 : kind.layout().depth()))
            .isPresent();
        if (!mayBeEmpty) {
            return true;
        }
        try {
            return at.attributes()
                .stream()
                .anyMatch(name -> hasContent(at.get(name), at.names(name)));
        } catch (EvalException e) {
            if (e.isConditional()) {
                throw e;
            }
            return true;
        }
    }

    private Output derivation(Cursor at, List<String> path) {
        return guarded(path, () -> {
            if (at.isDerivation()) {
                return named(at, OutputKind.of(path.getFirst()).orElseThrow());
            }
            log.warn(at.path("name") + " is not a derivation");
            return new Output.Omitted(Output.Reason.NO_DERIVATION);
        });
    }

    private Output named(Cursor at, OutputKind kind) {
        String name = at.get("name").string();
        String what = switch (kind) {
            case DEV_SHELL, DEV_SHELLS -> "development environment";
            case CHECKS, HYDRA_JOBS -> "derivation";
            default -> "package";
        };
        return new Output.Derivation(what, name, options.descriptions() ? description(at).orElse("") : "");
    }

    private static Optional<String> description(Cursor at) {
        return at.find("meta").flatMap(meta -> meta.find("description")).map(Cursor::string);
    }

    private Output legacy(Cursor at, List<String> path) {
        if (path.size() == 1) {
            return group(at);
        }
        if (!options.legacy()) {
            return omitted(Output.Reason.LEGACY, path);
        }
        if (!ofSystem(path)) {
            return omitted(Output.Reason.OTHER_SYSTEM, path);
        }
        return guarded(path, () -> at.isDerivation()
                ? named(at, OutputKind.LEGACY_PACKAGES)
                : path.size() <= 2 ? group(at) : new Output.Omitted(Output.Reason.NO_DERIVATION));
    }

    /// Leaves out what can only be known by building something first.
    private Output guarded(List<String> path, Supplier<Output> look) {
        try {
            return look.get();
        } catch (EvalException.NeedsBuild e) {
            return omitted(Output.Reason.IMPORT_FROM_DERIVATION, path);
        }
    }

    /// In JSON nothing tells of what is left out, so a warning does.
    private Output omitted(Output.Reason reason, List<String> path) {
        if (options.warnings()) {
            log.warn(String.join(".", path) + " " + reason.what() + reason.advice());
        }
        return new Output.Omitted(reason);
    }

    private static Output app(Cursor at) {
        Optional<Cursor> type = at.find("type");
        Optional<String> description = description(at);
        if (type.isEmpty() || !type.get().string().equals("app")) {
            throw new EvalException("not an app definition");
        }
        return new Output.App(description);
    }

    private static Output opaque(Optional<OutputKind> kind) {
        return switch (kind.map(OutputKind::content).orElse(OutputKind.Content.ANYTHING)) {
            case OVERLAY -> new Output.Opaque("nixpkgs-overlay", "Nixpkgs overlay");
            case CONFIGURATION -> new Output.Opaque("nixos-configuration", "NixOS configuration");
            case MODULE -> new Output.Opaque("nixos-module", "NixOS module");
            case DERIVATION, APP, TEMPLATE, BUNDLER, JOBS, ANYTHING -> new Output.Opaque("unknown", "unknown");
        };
    }
}

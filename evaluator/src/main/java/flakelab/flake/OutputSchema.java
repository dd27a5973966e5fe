package flakelab.flake;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.fetch.Log;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What Nix expects flakes to provide under which names, and the walk through all that one provides (CppNix
/// `CmdFlakeShow`, `src/nix/flake.cc`).
public final class OutputSchema {
    private static final Set<String> ONE_LEVEL = Set.of("defaultPackage", "devShell", "formatter",
            "nixosConfigurations", "nixosModules", "defaultApp", "templates", "overlays");
    private static final Set<String> BY_SYSTEM = Set.of("checks", "packages", "devShells", "apps");

    private final Evaluator ev;
    private final Log log;
    private final Options options;

    public OutputSchema(Evaluator ev, Log log, Options options) {
        this.ev = ev;
        this.log = log;
        this.options = options;
    }

    /// How far to look.
    ///
    /// @param system     the system whose outputs are looked into
    /// @param allSystems whether those of others are too
    /// @param legacy     whether `legacyPackages` are
    /// @param tolerant   whether what fails becomes [Output.Failed]; otherwise it ends the walk
    public record Options(String system, boolean allSystems, boolean legacy, boolean tolerant) {}

    // Where commands look for what they are asked for

    /// What an installable is used for.
    public enum Purpose {
        BUILD, RUN, DEVELOP, FORMAT, SEARCH, REPL
    }

    /// The attribute paths of what is meant when none is named, in order.
    public static List<String> defaults(Purpose purpose, String system) {
        List<String> packages = List.of("packages." + system + ".default",
                "defaultPackage." + system);
        return switch (purpose) {
            case BUILD -> packages;
            case RUN ->
                concat(List.of("apps." + system + ".default", "defaultApp." + system), packages);
            case DEVELOP ->
                concat(List.of("devShells." + system + ".default", "devShell." + system), packages);
            case FORMAT -> List.of("formatter." + system);
            case SEARCH -> List.of("packages." + system, "legacyPackages." + system);
            case REPL -> List.of("");
        };
    }

    /// What is put before an attribute path that is named, in order; the path alone is tried last.
    public static List<String> prefixes(Purpose purpose, String system) {
        List<String> packages = List.of("packages." + system + ".",
                "legacyPackages." + system + ".");
        return switch (purpose) {
            case BUILD, SEARCH, REPL -> packages;
            case RUN -> concat(List.of("apps." + system + "."), packages);
            case DEVELOP -> concat(List.of("devShells." + system + "."), packages);
            case FORMAT -> List.of();
        };
    }

    /// All attribute paths to try for a fragment, in order; a fragment that starts with a dot is meant as it is.
    public static List<String> candidates(String fragment, Purpose purpose, String system) {
        return candidates(fragment, defaults(purpose, system), prefixes(purpose, system));
    }

    /// As above, with defaults and prefixes of one's own.
    public static List<String> candidates(String fragment, List<String> defaults,
            List<String> prefixes) {
        if (fragment.startsWith(".")) {
            return List.of(fragment.substring(1));
        }
        if (fragment.isEmpty()) {
            return defaults;
        }
        List<String> paths = new ArrayList<>();
        prefixes.forEach(prefix -> paths.add(prefix + fragment));
        paths.add(fragment);
        return paths;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    // The walk

    /// Looks at all outputs of a flake, given the set of its outputs.
    ///
    /// @throws NixException if something fails and the walk is not tolerant
    public Output walk(Value outputs) {
        return visit(outputs, List.of());
    }

    private Output visit(Value value, List<String> path) {
        try {
            return look(value, path);
        } catch (EvalException e) {
            if (!options.tolerant() && !at(path, 0).equals("legacyPackages")) {
                throw e;
            }
            return new Output.Failed(e);
        } catch (NixException e) {
            if (!options.tolerant()) {
                throw e;
            }
            return new Output.Failed(e);
        }
    }

    private static String at(List<String> path, int index) {
        return index < path.size() ? path.get(index) : "";
    }

    private Output look(Value value, List<String> path) {
        String kind = at(path, 0);
        int depth = path.size();
        if (depth == 0 || depth == 1 && ONE_LEVEL.contains(kind)
                || depth <= 2 && BY_SYSTEM.contains(kind)) {
            return group(value, path);
        }
        return switch (kind) {
            case "defaultPackage", "devShell", "formatter" ->
                depth == 2 ? derivationOfSystem(value, path) : opaque(path);
            case "checks", "packages", "devShells" ->
                depth == 3 ? derivationOfSystem(value, path) : opaque(path);
            case "hydraJobs" -> guarded(path,
                    () -> isDerivation(value) ? derivation(value, path) : group(value, path));
            case "legacyPackages" -> legacy(value, path);
            case "defaultApp" -> depth == 2 ? app(value, path) : opaque(path);
            case "apps" -> depth == 3 ? app(value, path) : opaque(path);
            case "defaultTemplate" -> depth == 1 ? template(value, path) : opaque(path);
            case "templates" -> depth == 2 ? template(value, path) : opaque(path);
            default -> opaque(path);
        };
    }

    private Output group(Value value, List<String> path) {
        Attrs attrs = attrs(value, path);
        SortedMap<String, Output> members = new TreeMap<>();
        for (int i = 0; i < attrs.size(); i++) {
            List<String> inner = InputPath.append(path, attrs.nameAt(i).name);
            if (hasContent(attrs.valueAt(i), inner)) {
                members.put(attrs.nameAt(i).name, visit(attrs.valueAt(i), inner));
            }
        }
        return new Output.Group(members);
    }

    /// Frameworks give more sets than they fill; the empty ones are left out.
    private boolean hasContent(Value value, List<String> path) {
        String kind = path.getFirst();
        boolean bySystem = path.size() <= 2
                && (BY_SYSTEM.contains(kind) || kind.equals("legacyPackages"));
        boolean flat = path.size() == 1
                && Set.of("formatter", "nixosConfigurations", "nixosModules", "overlays")
                    .contains(kind);
        if (!bySystem && !flat) {
            return true;
        }
        try {
            Attrs attrs = attrs(value, path);
            for (int i = 0; i < attrs.size(); i++) {
                if (hasContent(attrs.valueAt(i), InputPath.append(path, attrs.nameAt(i).name))) {
                    return true;
                }
            }
            return false;
        } catch (EvalException e) {
            return true;
        }
    }

    private Output derivationOfSystem(Value value, List<String> path) {
        if (!options.allSystems() && !path.get(1).equals(options.system())) {
            return omitted(Output.Reason.OTHER_SYSTEM, path);
        }
        return guarded(path, () -> {
            if (isDerivation(value)) {
                return derivation(value, path);
            }
            log.warn(String.join(".", path) + ".name is not a derivation");
            return new Output.Omitted(Output.Reason.NO_DERIVATION);
        });
    }

    private Output legacy(Value value, List<String> path) {
        if (path.size() == 1) {
            return group(value, path);
        }
        if (!options.legacy()) {
            return omitted(Output.Reason.LEGACY, path);
        }
        if (!options.allSystems() && !path.get(1).equals(options.system())) {
            return omitted(Output.Reason.OTHER_SYSTEM, path);
        }
        return guarded(path, () -> isDerivation(value)
                ? derivation(value, path)
                : path.size() <= 2
                        ? group(value, path)
                        : new Output.Omitted(Output.Reason.NO_DERIVATION));
    }

    /// Leaves out what can only be known by building something first.
    private Output guarded(List<String> path, java.util.function.Supplier<Output> look) {
        try {
            return look.get();
        } catch (EvalException e) {
            if (e.text().contains("import from derivation")
                    || e.text().contains("allow-import-from-derivation")) {
                return omitted(Output.Reason.IMPORT_FROM_DERIVATION, path);
            }
            throw e;
        }
    }

    /// In JSON nothing tells of what is left out, so a warning does.
    private Output omitted(Output.Reason reason, List<String> path) {
        log.notice(String.join(".", path) + " " + reason.what + reason.advice);
        return new Output.Omitted(reason);
    }

    private Output derivation(Value value, List<String> path) {
        String name = text(need(value, "name", path), InputPath.append(path, "name"));
        String kind = switch (at(path, 0)) {
            case "devShell" -> path.size() == 2 ? "development environment" : "package";
            case "devShells" -> "development environment";
            case "checks" -> path.size() == 3 ? "derivation" : "package";
            case "hydraJobs" -> "derivation";
            default -> "package";
        };
        return new Output.Derivation(kind, name, description(value, path).orElse(""));
    }

    private Output app(Value value, List<String> path) {
        Value type = get(value, "type");
        Optional<String> description = description(value, path);
        if (type == null || !text(type, InputPath.append(path, "type")).equals("app")) {
            throw new EvalException("not an app definition");
        }
        return new Output.App(description);
    }

    private Output template(Value value, List<String> path) {
        return new Output.Template(
                text(need(value, "description", path), InputPath.append(path, "description")));
    }

    private static Output opaque(List<String> path) {
        return switch (path.size() + " " + at(path, 0)) {
            case "1 overlay", "2 overlays" ->
                new Output.Opaque("nixpkgs-overlay", "Nixpkgs overlay");
            case "2 nixosConfigurations" ->
                new Output.Opaque("nixos-configuration", "NixOS configuration");
            case "1 nixosModule", "2 nixosModules" ->
                new Output.Opaque("nixos-module", "NixOS module");
            default -> new Output.Opaque("unknown", "unknown");
        };
    }

    // Values

    private Optional<String> description(Value value, List<String> path) {
        Value meta = get(value, "meta");
        Value description = meta == null ? null : get(meta, "description");
        return description == null
                ? Optional.empty()
                : Optional.of(text(description,
                        InputPath.append(InputPath.append(path, "meta"), "description")));
    }

    private boolean isDerivation(Value value) {
        Value type = get(value, "type");
        return type != null && text(type, List.of("type")).equals("derivation");
    }

    private @Nullable Value get(Value value, String name) {
        return ev.force(value, Positions.NONE) instanceof Attrs attrs
                ? attrs.get(Symbol.of(name))
                : null;
    }

    private Value need(Value value, String name, List<String> path) {
        Value found = get(value, name);
        if (found == null) {
            throw FlakeErrors.error("attribute '%s' does not exist",
                    String.join(".", InputPath.append(path, name)));
        }
        return found;
    }

    private Attrs attrs(Value value, List<String> path) {
        if (ev.force(value, Positions.NONE) instanceof Attrs attrs) {
            return attrs;
        }
        throw new EvalException(
                Emphasis.format("'%s' is not an attribute set", String.join(".", path)));
    }

    private String text(Value value, List<String> path) {
        return switch (ev.force(value, Positions.NONE)) {
            case StringValue text -> text.text();
            case PathValue file -> file.shown();
            case Value other -> throw new EvalException(
                    Emphasis.format("'%s' is not a string but %s", String.join(".", path),
                            other.typeName()));
        };
    }
}

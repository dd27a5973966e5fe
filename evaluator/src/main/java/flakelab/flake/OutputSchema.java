package flakelab.flake;

import java.util.ArrayList;
import java.util.List;

/// Where commands look for what they are asked for in a flake (CppNix `getDefaultFlakeAttrPaths` and its like).
public final class OutputSchema {
    private OutputSchema() {}

    /// What an installable is used for.
    public enum Purpose {
        BUILD, RUN, DEVELOP, FORMAT, SEARCH, REPL, TEMPLATE
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
            case TEMPLATE -> List.of("templates.default", "defaultTemplate");
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
            case TEMPLATE -> List.of("templates.");
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
}

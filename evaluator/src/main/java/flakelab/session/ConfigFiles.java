package flakelab.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `nix.conf`: the system's, the user's, `NIX_CONFIG`, in Nix's order; `NIX_PATH` last.
///
/// Format and order as CppNix: `parseConfigFiles` (`src/libutil/configuration.cc`), `loadConfFile`
/// (`src/libstore/globals.cc`).
public final class ConfigFiles {
    private record Line(String name, String value) {}

    private ConfigFiles() {}

    /// Applies all configuration a process with this environment is under.
    ///
    /// @throws SessionException on a line that is none
    public static void apply(Map<String, String> environment, Settings settings) {
        if (Set.of("1", "yes", "true").contains(environment.getOrDefault("NIX_ABORT_ON_WARN", ""))) {
            settings.putStandard(StandardSettings.ABORT_ON_WARN, true);
        }
        applyFile(systemFile(environment), environment, settings);
        userFiles(environment).reversed().forEach(file -> applyFile(file, environment, settings));
        String variable = environment.get("NIX_CONFIG");
        if (variable != null) {
            applyText(variable, "\"NIX_CONFIG\"", Path.of(""), environment, settings);
        }
        String path = environment.get("NIX_PATH");
        if (path != null) {
            settings.put(StandardSettings.NIX_PATH, splitNixPath(path));
        }
        String certificates = environment.getOrDefault("NIX_SSL_CERT_FILE",
                environment.get("SSL_CERT_FILE"));
        if (certificates != null) {
            settings.putStandard(StandardSettings.SSL_CERT_FILE, certificates);
        }
    }

    /// The system's `nix.conf`.
    public static Path systemFile(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("NIX_CONF_DIR", "/etc/nix"), "nix.conf");
    }

    /// The user's `nix.conf` files, the strongest first.
    public static List<Path> userFiles(Map<String, String> environment) {
        List<Path> files = new ArrayList<>();
        String explicit = environment.get("NIX_USER_CONF_FILES");
        if (explicit != null) {
            for (String file : explicit.split(":")) {
                files.add(Path.of(file.isEmpty() ? "." : file));
            }
            return files;
        }
        String own = environment.get("NIX_CONFIG_HOME");
        Path first = own != null
                ? Path.of(own)
                : Directories.of(environment).config().resolve("nix");
        files.add(first.resolve("nix.conf"));
        for (String dir : environment.getOrDefault("XDG_CONFIG_DIRS", "/etc/xdg").split(":")) {
            files.add(Path.of(dir, "nix", "nix.conf"));
        }
        return files;
    }

    private static void applyFile(Path file, Map<String, String> environment, Settings settings) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return; // as Nix: no file, no settings
        }
        applyText(text, '"' + file.toString() + '"', file.toAbsolutePath(), environment, settings);
    }

    private static void applyText(String text, String shownName, Path file,
            Map<String, String> environment,
            Settings settings) {
        List<Line> lines = new ArrayList<>();
        parse(text, shownName, file, lines);
        for (Line line : lines) {
            if (isFeatures(line)) {
                settings.set(line.name(), line.value());
            }
        }
        boolean pathFromEnvironment = environment.containsKey("NIX_PATH");
        for (Line line : lines) {
            boolean masked = pathFromEnvironment
                    && (line.name().equals("nix-path") || line.name().equals("extra-nix-path"));
            if (!isFeatures(line) && !masked) {
                settings.set(line.name(), line.value());
            }
        }
    }

    private static boolean isFeatures(Line line) {
        return line.name().equals("experimental-features")
                || line.name().equals("extra-experimental-features");
    }

    private static void parse(String text, String shownName, Path file, List<Line> into) {
        for (String raw : text.split("\n")) {
            int hash = raw.indexOf('#');
            String line = hash < 0 ? raw : raw.substring(0, hash);
            List<String> words = new ArrayList<>(List.of(line.trim().split("[ \t\r]+")));
            if (words.getFirst().isEmpty()) {
                continue;
            }
            boolean include = words.getFirst().equals("include")
                    || words.getFirst().equals("!include");
            if (words.size() < 2 || (include && words.size() != 2)
                    || (!include && !words.get(1).equals("="))) {
                throw SessionErrors.badLine(line, shownName);
            }
            if (include) {
                include(words.get(1), words.getFirst().startsWith("!"), shownName, file, into);
            } else {
                into.add(new Line(words.getFirst(),
                        String.join(" ", words.subList(2, words.size()))));
            }
        }
    }

    private static void include(String name, boolean optional, String from, Path fromFile,
            List<Line> into) {
        Path file = fromFile.resolveSibling(name).normalize();
        if (!Files.exists(file)) {
            if (!optional) {
                throw SessionErrors.missingInclude('"' + file.toString() + '"', from);
            }
            return;
        }
        try {
            parse(Files.readString(file, StandardCharsets.UTF_8), '"' + file.toString() + '"', file,
                    into);
        } catch (IOException e) {
            // An unreadable include is ignored, as in Nix.
        }
    }

    /// Splits `NIX_PATH` at colons, except those of URLs (`EvalSettings::parseNixPath`).
    public static List<String> splitNixPath(String text) {
        List<String> entries = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int start = at;
            int value = at;
            while (at < text.length() && text.charAt(at) != ':') {
                if (text.charAt(at) == '=') {
                    value = at + 1;
                }
                at++;
            }
            if (at < text.length() && isUrl(text.substring(value))) {
                do {
                    at++;
                } while (at < text.length() && text.charAt(at) != ':');
            }
            if (at > start || at < text.length()) {
                entries.add(text.substring(start, at));
            }
            at++;
        }
        return entries;
    }

    /// Whether a search path entry or file argument names something to fetch.
    public static boolean isUrl(String text) {
        if (text.startsWith("channel:") || text.startsWith("flake:")) {
            return true;
        }
        int colon = text.indexOf("://");
        return colon >= 0 && switch (text.substring(0, colon)) {
            case "http", "https", "file", "channel", "git", "s3", "ssh" -> true;
            default -> false;
        };
    }
}

package flakelab.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;

/// Submodules: `.gitmodules`, and the URLs in it.
final class GitModules {
    private GitModules() {}

    /// @param branch empty if none is named; `.` means that of the repository itself
    record Module(String path, String url, String branch) {}

    /// What the file says; nothing if there is none.
    static List<Module> read(Path file) throws IOException {
        return Files.exists(file)
                ? parse(Files.readString(file, StandardCharsets.ISO_8859_1))
                : List.of();
    }

    static List<Module> parse(String text) {
        Config config = new Config();
        try {
            config.fromText(text);
        } catch (ConfigInvalidException e) {
            throw FetchErrors.error("parsing .gitmodules file: %s", String.valueOf(e.getMessage()));
        }
        List<Module> modules = new ArrayList<>();
        for (String name : config.getSubsections("submodule").stream().sorted().toList()) {
            String path = config.getString("submodule", name, "path");
            if (path != null) {
                modules.add(new Module(path.replaceAll("^/+|/+$", ""), orEmpty(config, name, "url"),
                        orEmpty(config, name, "branch")));
            }
        }
        return modules;
    }

    private static String orEmpty(Config config, String name, String key) {
        String value = config.getString("submodule", name, key);
        return value == null ? "" : value;
    }

    /// A submodule's URL; `./` and `../` are relative to the repository's remote, or to the repository itself.
    static String resolve(Repository repository, String url) {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return url;
        }
        String base = repository.getConfig().getString("remote", "origin", "url");
        if (base == null) {
            base = repository.isBare()
                    ? repository.getDirectory().getPath()
                    : repository.getWorkTree().getPath();
        }
        base = base.replaceAll("/+$", "");
        String rest = url;
        while (true) {
            if (rest.startsWith("./")) {
                rest = rest.substring(2);
            } else if (rest.startsWith("../")) {
                rest = rest.substring(3);
                int cut = Math.max(base.lastIndexOf('/'), base.lastIndexOf(':'));
                if (cut < 0) {
                    throw FetchErrors.error("resolving Git submodule URL '%s'", url);
                }
                base = base.substring(0, cut);
            } else {
                return base + "/" + rest;
            }
        }
    }
}

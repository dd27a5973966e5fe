package flakelab.kernel.install;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flakelab.kernel.wire.Codec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// One kernelspec in one Jupyter data directory, and the colours for Nix that all our kernelspecs there share.
public final class Installation {
    private static final String EXTENSION = "flakelab-nix";
    private static final JsonMapper JSON = JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build();

    private final Path data;
    private final String name;

    /// @throws IOException when Jupyter would not accept the name
    public Installation(Path data, String name) throws IOException {
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw new IOException("'" + name
                    + "' cannot name a kernel: use ASCII letters, digits, '-', '.' and '_'");
        }
        this.data = data.toAbsolutePath().normalize();
        this.name = name.toLowerCase(Locale.ROOT); // as Jupyter stores it
    }

    public Path kernelspec() {
        return data.resolve("kernels").resolve(name);
    }

    private Path extension() {
        return data.resolve("labextensions").resolve(EXTENSION);
    }

    /// Writes everything. `command` starts the kernel and gets the connection file as one more argument; its paths must be
    /// absolute, since frontends start it anywhere (VS Code replaces nothing but a bare `{connection_file}`).
    public void install(List<String> command, String displayName) throws IOException {
        Path kernel = Files.createDirectories(kernelspec());
        Files.write(kernel.resolve("kernel.json"),
                JSON.writeValueAsBytes(specification(command, displayName)));
        for (String logo : List.of("logo-32x32.png", "logo-64x64.png", "logo-svg.svg")) {
            Files.write(kernel.resolve(logo), resource(logo));
        }
        Files.writeString(kernel.resolve("kernel.js"), withMode("kernel.js"));
        Path entry = extension().resolve("static/remoteEntry.js");
        Files.createDirectories(entry.getParent());
        Files.writeString(entry, withMode("remoteEntry.js"));
        Files.write(extension().resolve("package.json"), resource("package.json"));
    }

    private static Map<String, Object> specification(List<String> command, String displayName) {
        Map<String, Object> specification = new LinkedHashMap<>();
        specification.put("argv",
                Stream.concat(command.stream(), Stream.of("{connection_file}")).toList());
        specification.put("display_name", displayName);
        specification.put("language", "nix");
        specification.put("interrupt_mode", "message");
        specification.put("kernel_protocol_version", Codec.PROTOCOL);
        specification.put("env", Map.of());
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("debugger", false);
        metadata.put("flakelab", true);
        specification.put("metadata", metadata);
        return specification;
    }

    /// Removes the kernelspec, and the colours when no other kernel of ours is left beside it. Returns whether there was
    /// anything to remove.
    ///
    /// @throws IOException when the kernelspec of that name is not ours
    public boolean uninstall() throws IOException {
        if (!Files.exists(kernelspec())) {
            return false;
        }
        if (!isOurs(kernelspec())) {
            throw new IOException(kernelspec() + " is not a Flakelab kernel; left alone");
        }
        delete(kernelspec());
        try (Stream<Path> others = Files.list(data.resolve("kernels"))) {
            if (others.noneMatch(Installation::isOurs)) {
                delete(extension());
            }
        }
        return true;
    }

    private static boolean isOurs(Path kernelspec) {
        try {
            JsonNode specification = JSON.readTree(kernelspec.resolve("kernel.json").toFile());
            return specification.path("metadata").path("flakelab").asBoolean(false);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    /// CodeMirror 5 and 6 run the same stream parser, which is therefore kept once.
    private static String withMode(String script) throws IOException {
        return new String(resource(script), UTF_8).replace("//NIX-MODE\n",
                new String(resource("nix-mode.js"), UTF_8));
    }

    private static byte[] resource(String file) throws IOException {
        try (InputStream in = Installation.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException(file);
            }
            return in.readAllBytes();
        }
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/// Does a little of everything, so that the JVM learns what to keep ready (its AOT cache). Prints nothing; writes nothing
/// but a folder of its own.
final class Training {
    private static final List<List<String>> COMMANDS = List.of(List.of("eval", "--expr", "1 + 1"),
            List.of("eval", "--json", "--expr",
                    "let f = { a, b ? 2 }: [ a b \"${toString a}\" ]; in f { a = 1; }"),
            List.of("eval", "--expr",
                    "builtins.attrNames (builtins.mapAttrs (n: v: v) { a = 1; })"),
            List.of("eval", "--expr", "builtins.missing"), List.of("doc", "builtins.map"),
            List.of("instantiate", "--eval", "--strict", "-E",
                    "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x * x) 100)"),
            List.of("instantiate", "--readonly-mode", "-E",
                    "derivation { name = \"a\"; builder = \"b\"; system = \"c\"; }"),
            List.of("instantiate", "--readonly-mode", "training.nix", "-A", "hello", "-A", "structured"),
            List.of("instantiate", "--readonly-mode", "--eval", "training.nix", "-A", "hello.drvPath"),
            List.of("instantiate", "--readonly-mode", "--eval", "--strict", "--json", "-E",
                    "import ./training.nix { }"),
            List.of("instantiate", "--readonly-mode", "--eval", "--strict", "-E", "import ./training.nix { }"));
    private static final String TYPED = "let\n a = 1;\nin a\n:type 1\n{ a = { b = 2; }; }\n:quit\n";
    private static final Map<String, String> FILES = Map.of("overlay.nix",
            "final: prev: { zlib = prev.zlib.override { }; extra = prev.hello or null; }", "package.nix",
            "{ stdenv, name, flag ? true, ... }: stdenv.mkDerivation { inherit name flag; version = \"1.0\"; }");

    private Training() {}

    static int run(Invocation call, ToIntFunction<Invocation> interactive) {
        Path folder = Path.of(call.environment().getOrDefault("TMPDIR", "/tmp"), "flakelab-training");
        Map<String, String> environment = new HashMap<>(call.environment());
        environment.put("XDG_STATE_HOME", folder.toString());
        environment.put("TERM", "dumb");
        unpack(folder);
        for (List<String> command : COMMANDS) {
            CommandLine.run(quiet(folder, environment, command, InputStream.nullInputStream()), interactive);
        }
        return interactive.applyAsInt(quiet(folder, environment, List.of("repl"),
                new ByteArrayInputStream(TYPED.getBytes(StandardCharsets.UTF_8))));
    }

    private static void unpack(Path folder) {
        try (InputStream program = Training.class.getResourceAsStream("training.nix")) {
            Files.createDirectories(folder);
            if (program != null) {
                Files.write(folder.resolve("training.nix"), program.readAllBytes());
            }
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Invocation quiet(Path directory, Map<String, String> environment, List<String> arguments,
            InputStream in) {
        return new Invocation("flakelab", arguments, environment, directory, in, OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/// Does a little of everything, so that the JVM learns what to keep ready (its AOT cache). Prints nothing; writes nothing
/// but a history of its own.
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
                    "derivation { name = \"a\"; builder = \"b\"; system = \"c\"; }"));
    private static final String TYPED = "let\n a = 1;\nin a\n:type 1\n{ a = { b = 2; }; }\n:quit\n";

    private Training() {}

    static int run(Invocation call, ToIntFunction<Invocation> interactive) {
        Map<String, String> environment = new HashMap<>(call.environment());
        environment.put("XDG_STATE_HOME",
                call.environment().getOrDefault("TMPDIR", "/tmp") + "/flakelab-training");
        environment.put("TERM", "dumb");
        for (List<String> command : COMMANDS) {
            CommandLine.run(quiet(call, environment, command, InputStream.nullInputStream()),
                    interactive);
        }
        return interactive.applyAsInt(quiet(call, environment, List.of("repl"),
                new ByteArrayInputStream(TYPED.getBytes(StandardCharsets.UTF_8))));
    }

    private static Invocation quiet(Invocation call, Map<String, String> environment,
            List<String> arguments,
            InputStream in) {
        return new Invocation("flakelab", arguments, environment, call.directory(), in,
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
    }
}

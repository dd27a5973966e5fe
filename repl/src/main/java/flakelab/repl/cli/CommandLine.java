package flakelab.repl.cli;

import flakelab.repl.Invocation;
import java.util.List;
import java.util.function.ToIntFunction;

/// Chooses what to run by the name the program was called by, and for `flakelab` by its first argument.
public final class CommandLine {
    private CommandLine() {}

    /// Runs to the end and gives the exit status. `interactive` is the terminal session, for `flakelab repl` and
    /// `nix repl`.
    public static int run(Invocation call, ToIntFunction<Invocation> interactive) {
        return switch (call.program()) {
            case "nix-instantiate" -> Shell.run(call, NixInstantiate::run);
            case "nix-build" -> Shell.run(call, NixBuild::run);
            case "nix-shell" -> Shell.run(call, NixShellProgram::run);
            case "nix-store" -> Shell.run(call, StoreProgram::run);
            case "nix-env" -> Shell.run(call, NixEnv::run);
            case "nix-prefetch-url" -> Shell.run(call, NixPrefetch::runOld);
            case "nix-hash" -> Shell.run(call, NixHash::runOld);
            case "nix-collect-garbage" -> Shell.run(call, GarbageProgram::run);
            case "nix" ->
                isRepl(call) ? interactive.applyAsInt(rest(call)) : Shell.run(call, Nix::run);
            default -> flakelab(call, interactive);
        };
    }

    private static int flakelab(Invocation call, ToIntFunction<Invocation> interactive) {
        List<String> words = call.arguments();
        String first = words.isEmpty() ? "repl" : words.getFirst();
        return switch (first) {
            case "repl" -> interactive.applyAsInt(words.isEmpty() ? call : rest(call));
            case "instantiate" -> Shell.run(rest(call), NixInstantiate::run);
            case "rebuild" -> Shell.run(rest(call), RebuildProgram::run);
            case "__train" -> Training.run(call, interactive);
            default -> Shell.run(call, Nix::run);
        };
    }

    private static boolean isRepl(Invocation call) {
        return !call.arguments().isEmpty() && call.arguments().getFirst().equals("repl");
    }

    private static Invocation rest(Invocation call) {
        return call.withArguments(call.arguments().subList(1, call.arguments().size()));
    }
}

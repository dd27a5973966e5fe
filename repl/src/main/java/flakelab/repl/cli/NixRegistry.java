package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.RegistryJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `nix registry list|add|remove|pin|resolve`, with the flags of CppNix's.
final class NixRegistry {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(Map.of("list",
            (call, shell) -> new NixRegistry().list(call, shell), "add",
            (call, shell) -> new NixRegistry().add(call, shell), "remove",
            (call, shell) -> new NixRegistry().remove(call, shell), "pin",
            (call, shell) -> new NixRegistry().pin(call, shell), "resolve",
            (call, shell) -> new NixRegistry().resolve(call, shell)));

    private final Flags flags = new Flags();
    private @Nullable String file;

    static void run(Invocation call, Shell shell) {
        Subcommands.run("registry", "Manage what names of flakes stand for.", COMMANDS, call, shell);
    }

    private void list(Invocation call, Shell shell) {
        EvalFlags common = describe(call, shell, "list", "List what names of flakes stand for.");
        parse(common, call, 0, 0);
        shell.run(common.options(), new RegistryJob.Show());
    }

    private void add(Invocation call, Shell shell) {
        EvalFlags common = describe(call, shell, "add FROM TO", "Let a name stand for a flake.");
        chooseFile();
        List<String> words = parse(common, call, 2, 2);
        shell.run(common.options(),
                new RegistryJob.Add(Optional.ofNullable(file), words.getFirst(), words.getLast()));
    }

    private void remove(Invocation call, Shell shell) {
        EvalFlags common = describe(call, shell, "remove NAME", "Forget a name.");
        chooseFile();
        List<String> words = parse(common, call, 1, 1);
        shell.run(common.options(),
                new RegistryJob.Remove(Optional.ofNullable(file), words.getFirst()));
    }

    private void pin(Invocation call, Shell shell) {
        EvalFlags common = describe(call, shell, "pin NAME [FLAKE]",
                "Let a name stand for exactly what a flake is now.");
        chooseFile();
        List<String> words = parse(common, call, 1, 2);
        shell.run(common.options(), new RegistryJob.Pin(Optional.ofNullable(file),
                words.getFirst(), words.stream().skip(1).findFirst()));
    }

    private void resolve(Invocation call, Shell shell) {
        EvalFlags common = describe(call, shell, "resolve NAME…", "Print what names stand for.");
        List<String> words = parse(common, call, 0, Integer.MAX_VALUE);
        shell.run(common.options(), new RegistryJob.Resolve(words));
    }

    private EvalFlags describe(Invocation call, Shell shell, String usage, String summary) {
        Help.addTo(flags, shell, call.program() + " registry " + usage, summary);
        return Nix.commonFlags(call, shell);
    }

    private void chooseFile() {
        flags.value(name -> file = name, "FILE", "The registry to change; else the user's.",
                "--registry");
    }

    private List<String> parse(EvalFlags common, Invocation call, int least, int most) {
        List<String> words = common.addTo(flags).parse(call.arguments(), least, most);
        Nix.requireFeature(common, "nix-command");
        return words;
    }
}

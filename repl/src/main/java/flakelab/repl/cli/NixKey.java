package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.Signing;
import flakelab.text.Emphasis;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// `nix key generate-secret|convert-secret-to-public`, with the flags of CppNix's.
final class NixKey {
    private static final SortedMap<String, Shell.Program> COMMANDS = new TreeMap<>(
            Map.of("generate-secret", NixKey::generate, "convert-secret-to-public",
                    NixKey::convert));

    private NixKey() {}

    static void run(Invocation call, Shell shell) {
        Subcommands.run("key", "Make and read keys that sign store paths.", COMMANDS, call, shell);
    }

    private static void generate(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        String[] name = {""};
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " key generate-secret --key-name NAME",
                "Make a key to sign store paths with.");
        flags.value(text -> name[0] = text, "NAME", "What to call it, as cache.example.org-1.",
                "--key-name");
        common.addTo(flags).parse(call.arguments(), Flags::refuse);
        Nix.requireFeature(common, "nix-command");
        if (name[0].isEmpty()) {
            throw SessionErrors.usage(Emphasis.format("required argument '--%s' is missing",
                    "key-name"));
        }
        shell.run(common.options(), new Signing.Generate(name[0]));
    }

    private static void convert(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " key convert-secret-to-public",
                "Print the public key of the secret one on standard input.");
        common.addTo(flags).parse(call.arguments(), Flags::refuse);
        Nix.requireFeature(common, "nix-command");
        shell.run(common.options(), new Signing.ToPublic());
    }
}

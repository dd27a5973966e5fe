package flakelab.repl.cli;

import flakelab.session.command.Variables;
import flakelab.text.Latin1;

/// The flags of commands that start programs: which variables these see (CppNix `MixEnvironment`).
final class VariableFlags {
    private final Variables.Builder wishes = new Variables.Builder();

    Flags addTo(Flags flags) {
        return flags
            .toggle(wishes::ignoreAll, "Start without the variables of this shell.", "--ignore-env",
                    "--ignore-environment", "-i")
            .value(name -> wishes.keep(Latin1.ofUnicode(name)), "NAME",
                    "Keep a variable, with --ignore-env.", "--keep-env-var", "--keep", "-k")
            .value(name -> wishes.unset(Latin1.ofUnicode(name)), "NAME", "Take a variable away.",
                    "--unset-env-var", "--unset", "-u")
            .pair((name, value) -> wishes.set(Latin1.ofUnicode(name), Latin1.ofUnicode(value)),
                    "NAME VALUE", "Set a variable.", "--set-env-var", "-s");
    }

    Variables variables() {
        return wishes.build();
    }
}

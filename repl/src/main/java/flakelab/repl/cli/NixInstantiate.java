package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.command.Instantiate;
import flakelab.session.command.Instantiate.Format;
import flakelab.session.command.Instantiate.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix-instantiate`, with the flags of CppNix's (`src/nix/nix-instantiate/nix-instantiate.cc`).
final class NixInstantiate {
    private final List<String> sources = new ArrayList<>();
    private final List<String> attributes = new ArrayList<>();
    private boolean expressions;
    private boolean stdin;
    private boolean readWrite;
    private boolean strict;
    private boolean locations = true;
    private Mode mode = Mode.INSTANTIATE;
    private Format format = Format.PLAIN;
    private @Nullable String root;

    static void run(Invocation call, Shell shell) {
        new NixInstantiate().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = new EvalFlags(call, shell);
        common.addTo(own(shell)).parse(call.arguments(), this::source);
        if (mode != Mode.INSTANTIATE && !readWrite) {
            common.readOnly();
        }
        if (sources.isEmpty() && !expressions && !stdin) {
            sources.add("./default.nix");
        }
        shell.run(common.options(), new Instantiate(sources, expressions, stdin,
                attributes.isEmpty() ? List.of("") : attributes, mode, format, strict, locations,
                Optional.ofNullable(root)));
    }

    private Flags own(Shell shell) {
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-instantiate [FILE…]",
                "Make store derivations of Nix expressions, or evaluate them.");
        return flags
            .toggle(() -> expressions = true, "The arguments are expressions, not files.", "-E",
                    "--expr")
            .toggle(() -> evaluate(Mode.EVALUATE), "Only evaluate, and print the result.", "--eval",
                    "--eval-only")
            .toggle(() -> evaluate(Mode.PARSE), "Only parse, and print the syntax tree.", "--parse",
                    "--parse-only")
            .toggle(() -> mode = Mode.FIND_FILE, "Look files up in the search path.", "--find-file")
            .toggle(() -> readWrite = true, "With --eval: let evaluation write to the store.",
                    "--read-write-mode")
            .oldValue(attributes::add, "PATH", "Take an attribute.", "-A", "--attr")
            .oldValue(name -> root = name, "PATH",
                    "Keep the result from garbage collection by a link.", "--add-root")
            .toggle(() -> {}, "", "--indirect")
            .toggle(() -> format = Format.RAW, "Print a string as it is.", "--raw")
            .toggle(() -> format = Format.XML, "Print as XML.", "--xml")
            .toggle(() -> format = Format.JSON, "Print as JSON.", "--json")
            .toggle(() -> locations = false, "Leave positions out of XML.", "--no-location")
            .toggle(() -> strict = true, "Evaluate lists and sets completely.", "--strict")
            .toggle(() -> {}, "", "--dry-run");
    }

    private void evaluate(Mode wanted) {
        if (mode != Mode.PARSE) {
            mode = wanted;
        }
    }

    private void source(String word) {
        if (word.equals("-")) {
            stdin = true;
        } else {
            sources.add(word);
        }
    }
}

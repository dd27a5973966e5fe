package flakelab.repl.cli;

import flakelab.repl.Invocation;
import java.util.SortedMap;

/// What a program says of itself: it is run up to where it would read its command line, and stops there by throwing this.
/// So help, completion and reference come from the same lines that make the program work.
final class Declaration extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// One command, or several under one name.
    sealed interface What {
        record Single(Flags flags) implements What {}

        record Group(String summary, SortedMap<String, Shell.Program> commands) implements What {}
    }

    private final transient What what;

    Declaration(What what) {
        super("declaration", null, false, false);
        this.what = what;
    }

    /// The declaration of a program called like this.
    static What of(Invocation call, Shell.Program program) {
        try {
            program.run(call.withArguments(java.util.List.of()), Shell.describing(call));
        } catch (Declaration declared) {
            return declared.what;
        }
        throw new IllegalStateException("a program that reads no command line");
    }
}

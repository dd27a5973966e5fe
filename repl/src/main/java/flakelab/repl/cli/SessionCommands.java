package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.Answer;
import flakelab.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The commands of a session in a shell: `flakelab doc builtins.map` is `:doc builtins.map`.
final class SessionCommands {
    private SessionCommands() {}

    /// Runs one; false if there is none of that name.
    static boolean run(String name, Invocation call, Shell shell) {
        EvalFlags common = new EvalFlags(call, shell);
        List<String> words = new ArrayList<>(call.arguments());
        try (Session session = Session.open(common.options())) {
            Optional<Answer> answer = session.command(name, words, shell);
            answer.ifPresent(got -> show(got, shell));
            return answer.isPresent();
        }
    }

    private static void show(Answer answer, Shell shell) {
        switch (answer) {
            case Answer.Shown(var display) -> shell.text(display.plain() + "\n");
            case Answer.Bound(var names, var display) -> shell.text(display.plain() + "\n");
            case Answer.Failed(var diagnostic, var display, var interrupted) -> {
                shell.err(display.plain() + "\n");
                throw new Exit(1);
            }
            case Answer.Silent() -> {
            }
            case Answer.Quit() -> {
            }
        }
    }
}

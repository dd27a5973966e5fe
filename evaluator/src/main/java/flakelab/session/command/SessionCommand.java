package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;

/// A command of a session. A class declares its name, other names, summary, options and argument with picocli's annotations;
/// a new object of it is filled from each command line.
///
/// The label of its argument says what that is: see [Argument].
public interface SessionCommand {
    /// Does the work. A user's mistakes are thrown as [flakelab.text.NixException].
    Answer run(State state, Console console);
}

package flakelab.repl.cli;

import flakelab.session.Console;
import flakelab.session.Display;
import java.util.Optional;

/// A console nobody reads: work for completion says nothing.
record Quiet(Shell shell) implements Console {
    @Override
    public void out(String text) {}

    @Override
    public void err(String text) {}

    @Override
    public void update(String displayId, Display display) {}

    @Override
    public Optional<String> ask(String prompt, boolean password) {
        return Optional.empty();
    }

    @Override
    public boolean colours() {
        return false;
    }

    @Override
    public int width() {
        return shell.width();
    }
}

package flakelab.session;

import flakelab.build.BuildException;
import flakelab.build.BuildListener;
import flakelab.store.StorePath;
import flakelab.text.Latin1;

/// Builds as lines on a console: what starts, what builders say after the derivation's name, what failed.
public record BuildLines(Console console) implements BuildListener {
    @Override
    public void started(StorePath derivation, String what) {
        say(what);
    }

    @Override
    public void line(StorePath derivation, String line) {
        String name = derivation.derivationName();
        console.err("\u001b[34m" + Latin1.toUnicode(name) + ">\u001b[0m " + Latin1.toUnicode(line) + "\n");
    }

    @Override
    public void failed(StorePath derivation, BuildException error) {
        console.err("\u001b[31;1merror:\u001b[0m " + Latin1.toUnicode(error.text()) + "\n");
    }

    @Override
    public void fetching(StorePath path, String what) {
        say(what);
    }

    @Override
    public void notice(String message) {
        say(message);
    }

    private void say(String what) {
        console.err(Latin1.toUnicode(what) + "\n");
    }
}

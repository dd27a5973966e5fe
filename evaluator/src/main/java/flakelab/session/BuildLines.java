package flakelab.session;

import flakelab.build.BuildException;
import flakelab.build.BuildListener;
import flakelab.store.StorePath;
import flakelab.text.Latin1;

/// Builds as lines on a console: what starts, what builders say, what failed.
public record BuildLines(Console console, Style style) implements BuildListener {
    /// How a builder's own lines are shown.
    public enum Style {
        /// After the derivation's name.
        NAMED,
        /// As they are, like `nix-build`.
        PLAIN,
        /// As the console wants it, mostly not at all; an error quotes the last of them.
        HIDDEN
    }

    @Override
    public void started(StorePath derivation, String what) {
        say(what + "...");
    }

    @Override
    public void line(StorePath derivation, String line) {
        switch (style == Style.HIDDEN && console.showsBuildLogs() ? Style.NAMED : style) {
            case NAMED -> console.err("\u001b[34m" + Latin1.toUnicode(derivation.derivationName()) + ">\u001b[0m "
                    + Latin1.toUnicode(line) + "\n");
            case PLAIN -> say(line);
            case HIDDEN -> {
            }
        }
    }

    @Override
    public void failed(StorePath derivation, BuildException error) {
        console.err("\u001b[31;1merror:\u001b[0m " + Latin1.toUnicode(error.text()) + "\n");
    }

    @Override
    public void fetching(StorePath path, String what) {
        say(what + "...");
    }

    @Override
    public void notice(String message) {
        say(message);
    }

    private void say(String what) {
        console.err(Latin1.toUnicode(what) + "\n");
    }
}

package flakelab.kernel;

import flakelab.session.Display;
import flakelab.session.Tree;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.regex.Pattern;

/// Displays as MIME bundles.
///
/// Plain text loses its colours: it is what `git diff` shows of a notebook, and frontends that can draw have HTML.
final class Bundle {
    private static final Pattern ANSI = Pattern.compile("\u001b\\[[0-9;]*m");

    private Bundle() {}

    static DisplayData of(Display display) {
        DisplayData bundle = new DisplayData();
        display.parts().forEach((type, content) -> {
            if (!(content instanceof Tree)) {
                bundle.putData(type, content);
            }
        });
        bundle.putData(Display.TEXT, plain(display.plain()));
        return bundle;
    }

    /// A bundle that later messages can replace by its id.
    static DisplayData of(Display display, String id) {
        DisplayData bundle = of(display);
        bundle.setDisplayId(id);
        return bundle;
    }

    /// Text without ANSI colours.
    static String plain(String text) {
        return ANSI.matcher(text).replaceAll("");
    }
}

package flakelab.kernel;

import flakelab.session.Display;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;

/// Displays as MIME bundles.
final class Bundle {
    private Bundle() {}

    static DisplayData of(Display display) {
        DisplayData bundle = new DisplayData();
        display.parts().forEach(bundle::putData);
        return bundle;
    }

    /// A bundle that later messages can replace by its id.
    static DisplayData of(Display display, String id) {
        DisplayData bundle = of(display);
        bundle.setDisplayId(id);
        return bundle;
    }
}

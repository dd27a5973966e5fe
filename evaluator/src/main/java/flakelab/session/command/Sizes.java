package flakelab.session.command;

import java.util.Locale;

/// Sizes for people (CppNix `renderSize`, `src/libutil/util.cc`).
final class Sizes {
    private static final String UNITS = "KMGTPEZY";
    private static final double STEP = 1024;

    private Sizes() {}

    /// Bytes in the largest unit, at least KiB, of which there is one or more; `align` pads to six places.
    static String human(long bytes, boolean align) {
        int unit = 0;
        double size = bytes / STEP;
        while (Math.abs(size) >= STEP && unit < UNITS.length() - 1) {
            unit++;
            size /= STEP;
        }
        return String.format(Locale.ROOT, align ? "%6.1f %siB" : "%.1f %siB", size,
                UNITS.charAt(unit));
    }
}

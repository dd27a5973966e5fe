package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.value.AttrsBuilder;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;

/// Version numbers and package names (CppNix `src/libstore/names.cc`).
public final class Versions {
    private Versions() {}

    @Builtin(doc = """
            Compare two versions: `-1` if *s1* is older than *s2*, `0` if they are the same, `1` if it is newer. Versions
            are compared component by component as by [`builtins.splitVersion`](#builtins-splitVersion): numbers by
            value, `pre` before everything else.
            """)
    static Value compareVersions(Evaluator ev, int pos, String s1, String s2) {
        return IntValue.of(compare(s1, s2));
    }

    @Builtin(doc = """
            The components of a version: runs of digits and runs of other characters, separated by dots, dashes or a
            change between the two kinds.

            ```nix
            builtins.splitVersion "1.2rc3"
            => [ "1" "2" "rc" "3" ]
            ```
            """)
    static Value splitVersion(Evaluator ev, int pos, String s) {
        List<Value> components = new ArrayList<>();
        Components rest = new Components(s);
        for (String component = rest.next(); !component.isEmpty(); component = rest.next()) {
            components.add(StringValue.of(component));
        }
        return ListValue.of(components.toArray(Value[]::new));
    }

    @Builtin(doc = """
            Split the name of a package from its version, at the first dash that no letter follows.

            ```nix
            builtins.parseDrvName "nix-0.12pre12876"
            => { name = "nix"; version = "0.12pre12876"; }
            ```
            """)
    static Value parseDrvName(Evaluator ev, int pos, String s) {
        int dash = versionDash(s);
        return new AttrsBuilder(2)
            .put(Names.NAME, StringValue.of(dash < 0 ? s : s.substring(0, dash)))
            .put("version", StringValue.of(dash < 0 ? "" : s.substring(dash + 1)))
            .build();
    }

    /// Where in a package name the dash before its version is; negative if it has no version.
    public static int versionDash(String s) {
        for (int i = 0; i + 1 < s.length(); i++) {
            if (s.charAt(i) == '-' && !isLetter(s.charAt(i + 1))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /// -1, 0 or 1, as `builtins.compareVersions`.
    public static int compare(String a, String b) {
        Components left = new Components(a);
        Components right = new Components(b);
        while (left.more() || right.more()) {
            String x = left.next();
            String y = right.next();
            if (isOlder(x, y)) {
                return -1;
            }
            if (isOlder(y, x)) {
                return 1;
            }
        }
        return 0;
    }

    private static boolean isOlder(String a, String b) {
        int x = number(a);
        int y = number(b);
        if (x >= 0 && y >= 0) {
            return x < y;
        }
        if (a.isEmpty() && y >= 0 || a.equals("pre") && !b.equals("pre")) {
            return true;
        }
        if (b.equals("pre")) {
            return false;
        }
        return y >= 0 || x < 0 && a.compareTo(b) < 0;
    }

    /// The value of a run of digits that fits 32 bits; otherwise -1.
    private static int number(String component) {
        if (component.isEmpty() || !isDigit(component.charAt(0))) {
            return -1;
        }
        try {
            return Integer.parseInt(component);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Takes components off a version.
    private static final class Components {
        private final String version;
        private int at;

        Components(String version) {
            this.version = version;
        }

        boolean more() {
            return at < version.length();
        }

        /// The next component; empty at the end.
        String next() {
            while (more() && isSeparator(version.charAt(at))) {
                at++;
            }
            int start = at;
            if (more()) {
                boolean digits = isDigit(version.charAt(at));
                while (more() && isDigit(version.charAt(at)) == digits
                        && !isSeparator(version.charAt(at))) {
                    at++;
                }
            }
            return version.substring(start, at);
        }

        private static boolean isSeparator(char c) {
            return c == '.' || c == '-';
        }
    }
}

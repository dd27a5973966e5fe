package flakelab.flake;

import flakelab.fetch.IndirectInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The way from a flake to one of its inputs, or to an input of an input: `nixpkgs`, `nixops/nixpkgs`.
public final class InputPath {
    /// Element by element, shorter first.
    public static final Comparator<List<String>> ORDER = (a, b) -> {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = a.get(i).compareTo(b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    };

    private InputPath() {}

    /// Reads a path; empty elements do not count.
    ///
    /// @throws FlakeException if an element is no name of an input
    public static List<String> parse(String text) {
        List<String> path = new ArrayList<>();
        for (String element : text.split("/")) {
            if (!element.isEmpty()) {
                if (!IndirectInput.ID.matcher(element).matches()) {
                    throw FlakeErrors.badElement(element);
                }
                path.add(element);
            }
        }
        return path;
    }

    public static String print(List<String> path) {
        return String.join("/", path);
    }

    static List<String> append(List<String> path, String element) {
        List<String> longer = new ArrayList<>(path);
        longer.add(element);
        return longer;
    }
}

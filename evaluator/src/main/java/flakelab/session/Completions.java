package flakelab.session;

import java.util.List;
import java.util.Optional;

/// What may stand between `start` and `end` (UTF-16 indices into the input) in place of what is there.
public record Completions(int start, int end, List<Completion> items) {
    public Completions {
        items = List.copyOf(items);
    }

    /// One proposal: the text to insert, how to show it in a list, what it is (`set`, `lambda`, `command`, `file`,
    /// `unforced`, …) and a short description if one is known without work.
    public record Completion(String text, String display, String kind, Optional<String> doc) {}
}

package flakelab.session.display;

import flakelab.fetch.Input;
import flakelab.flake.InputPath;
import flakelab.flake.LockChange;
import flakelab.flake.LockFile;
import flakelab.session.Display;
import flakelab.text.Latin1;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/// What changed between two locks, in words.
public final class LockChanges {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd")
        .withZone(ZoneOffset.UTC);
    private static final int SHORT = 7;

    private LockChanges() {}

    public static Display display(List<LockChange> changes) {
        if (changes.isEmpty()) {
            return Display.text("The locks are the same.");
        }
        StringBuilder text = new StringBuilder();
        Html html = new Html().markup(Html.STYLE).markup("<ul class=\"fl\">");
        for (LockChange change : changes) {
            String name = Latin1.toUnicode(InputPath.print(change.path()));
            String words = Latin1.toUnicode(words(change));
            text.append("\u001b[1m").append(name).append("\u001b[0m ").append(words).append('\n');
            html.markup("<li>").span("name", name).text(" " + words).markup("</li>");
        }
        return Display.text(text.toString().stripTrailing())
            .with(Display.HTML, html.markup("</ul>").toString());
    }

    private static String words(LockChange change) {
        return switch (change) {
            case LockChange.Added(_, LockFile.Edge edge) -> "is new: " + what(edge);
            case LockChange.Removed(_, LockFile.Edge edge) -> "is gone; it was " + what(edge);
            case LockChange.Moved(_, LockFile.Edge.Child before, LockFile.Edge.Child after) ->
                moved(before.node().lock().orElseThrow(), after.node().lock().orElseThrow());
            case LockChange.Moved(_, LockFile.Edge.Follows before, LockFile.Edge.Follows after) ->
                "follows '" + InputPath.print(after.path()) + "' instead of '"
                        + InputPath.print(before.path()) + "'";
            case LockChange.Moved(_, LockFile.Edge before, LockFile.Edge.Follows after) ->
                "now follows '" + InputPath.print(after.path()) + "'; it was " + what(before);
            case LockChange.Moved(_, LockFile.Edge before, LockFile.Edge after) ->
                "no longer " + what(before) + "; it is " + what(after);
        };
    }

    private static String what(LockFile.Edge edge) {
        return switch (edge) {
            case LockFile.Edge.Follows(List<String> path) ->
                "follows '" + InputPath.print(path) + "'";
            case LockFile.Edge.Child(LockFile.Node node) -> {
                LockFile.Lock lock = node.lock().orElseThrow();
                yield lock.locked() + day(lock.locked().input()).map(day -> " of " + day).orElse("");
            }
        };
    }

    private static String moved(LockFile.Lock before, LockFile.Lock after) {
        Input old = before.locked().input();
        Input now = after.locked().input();
        if (!before.original().equals(after.original())) {
            return "was " + before.original() + " and is " + after.original() + between(old, now);
        }
        Optional<String> from = revision(old);
        Optional<String> to = revision(now);
        String revisions = from.isPresent() && to.isPresent()
                ? " (" + from.get() + " to " + to.get() + ")"
                : "";
        return day(old).isPresent() && day(now).isPresent()
                ? "moved" + between(old, now) + revisions
                : "changed from " + before.locked() + " to " + after.locked();
    }

    /// ` from 2026-01-02 to 2026-03-04, 2 months newer`.
    private static String between(Input old, Input now) {
        if (old.lastModified().isEmpty() || now.lastModified().isEmpty()) {
            return "";
        }
        Duration step = Duration
            .ofSeconds(now.lastModified().getAsLong() - old.lastModified().getAsLong());
        String span = Age.span(step.abs());
        return " from " + day(old).orElseThrow() + " to " + day(now).orElseThrow()
                + (span.isEmpty() ? "" : ", " + span + (step.isNegative() ? " older" : " newer"));
    }

    private static Optional<String> day(Input input) {
        return input.lastModified().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        DAY.format(Instant.ofEpochSecond(input.lastModified().getAsLong())));
    }

    private static Optional<String> revision(Input input) {
        return input.rev().map(rev -> rev.toBase16().substring(0, SHORT));
    }
}

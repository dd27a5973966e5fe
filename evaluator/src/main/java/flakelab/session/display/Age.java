package flakelab.session.display;

import java.time.Duration;
import java.time.Instant;

/// How long ago something was, as a person would say it.
final class Age {
    private static final long[] SECONDS = {365L * 86_400, 30L * 86_400, 86_400, 3_600, 60};
    private static final String[] UNITS = {"year", "month", "day", "hour", "minute"};

    private Age() {}

    /// `3 months ago`; `just now` within a minute; what is still to come is `in 2 days`.
    static String of(Instant then, Instant now) {
        String span = span(Duration.between(then, now).abs());
        return span.isEmpty() ? "just now" : then.isAfter(now) ? "in " + span : span + " ago";
    }

    /// `3 months`, rounded down to whole units of the largest that fits; empty for less than a minute.
    static String span(Duration duration) {
        for (int i = 0; i < SECONDS.length; i++) {
            long count = duration.toSeconds() / SECONDS[i];
            if (count > 0) {
                return count + " " + UNITS[i] + (count == 1 ? "" : "s");
            }
        }
        return "";
    }
}

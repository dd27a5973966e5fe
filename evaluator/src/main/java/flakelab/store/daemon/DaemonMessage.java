package flakelab.store.daemon;

import java.util.List;

/// What a daemon says while it works. Levels and types are CppNix's numbers (`src/libutil/include/nix/util/logging.hh`);
/// fields are `Long` or `String`.
public sealed interface DaemonMessage {
    /// A line for people.
    record Line(String text) implements DaemonMessage {}

    record Started(long id, int level, int type, String text, List<Object> fields, long parent)
            implements
                DaemonMessage {}

    record Stopped(long id) implements DaemonMessage {}

    /// Something about an activity; type 101 is a line of a build's log.
    record Result(long id, int type, List<Object> fields) implements DaemonMessage {}
}

package flakelab.session;

/// Whether an input can be run as it stands, needs more lines (`indent` is what the next line should start with), or is
/// wrong however it goes on.
public record Completeness(Kind kind, String indent) {
    public enum Kind {
        COMPLETE, INCOMPLETE, INVALID
    }
}

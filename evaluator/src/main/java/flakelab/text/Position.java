package flakelab.text;

/// A byte offset in a source; line and column are computed only when asked for.
public record Position(Source source, int offset) {
    public int line() {
        return source.line(offset);
    }

    /// Counted in bytes, from 1.
    public int column() {
        return source.column(offset);
    }

    /// `file:line:column`, as messages and printed lambdas show it.
    public String shown() {
        return source.origin().shown() + ":" + line() + ":" + column();
    }
}

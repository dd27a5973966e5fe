package flakelab.session;

/// A piece of an input for colouring: UTF-16 indices and what it is.
public record Token(int start, int end, Kind kind) {
    public enum Kind {
        KEYWORD, STRING, ESCAPE, PATH, NUMBER, COMMENT, OPERATOR, BUILTIN, ATTRIBUTE, NAME, COMMAND, ERROR
    }
}

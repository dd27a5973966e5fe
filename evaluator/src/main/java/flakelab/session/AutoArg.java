package flakelab.session;

/// An argument for functions given on the command line (`--arg`, `--argstr`, …). `text` is an expression, the string
/// itself, a file's path or nothing.
public record AutoArg(Kind kind, String name, String text) {
    public enum Kind {
        EXPRESSION, STRING, FILE, STDIN
    }
}

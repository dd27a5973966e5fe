package flakelab.text;

/// The words of an error, for assertions.
public final class Words {
    private Words() {}

    /// The message of an error of ours, without emphasis.
    public static String of(Throwable error) {
        return Emphasis.strip(((NixException) error).text());
    }
}

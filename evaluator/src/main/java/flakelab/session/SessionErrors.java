package flakelab.session;

import flakelab.text.Emphasis;
import java.util.List;

/// The words of this room's errors; where CppNix has the same error, the words are CppNix's.
public final class SessionErrors {
    private SessionErrors() {}

    public static SessionException usage(String message) {
        return new SessionException(message, true);
    }

    public static SessionException error(String message) {
        return new SessionException(message, false);
    }

    /// Ends a program with a status when everything is said already.
    public static SessionException silent(int status) {
        return new SessionException("", false, status);
    }

    static SessionException badBoolean(String name, String text) {
        return usage(Emphasis.format("Boolean setting '%s' has invalid value '%s'", name, text));
    }

    static SessionException badNumber(String name, String text) {
        return usage(Emphasis.format("setting '%s' has invalid value '%s'", name, text));
    }

    static SessionException badOption(String name, String text) {
        return usage(Emphasis.format("option '%s' has invalid value '%s'", name, text));
    }

    static SessionException badLine(String line, String file) {
        return usage(Emphasis.format("syntax error in configuration line '%s' in %s", line, file));
    }

    static SessionException missingInclude(String file, String from) {
        return error(Emphasis.format("file %s included from %s not found", file, from));
    }

    public static SessionException unknownCommand(String name, List<String> meant) {
        SessionException error = error(Emphasis.format("unknown command '%s'", name));
        error.addSuggestions(meant);
        return error;
    }

    /// What CppNix says when it reads a directory as a file.
    public static SessionException readingDirectory() {
        return error("read of " + Emphasis.of(4096) + " bytes: Is a directory");
    }

    static SessionException interrupted() {
        return error("interrupted by the user");
    }

    static SessionException stackOverflow() {
        return error("stack overflow; max-call-depth exceeded");
    }
}

package flakelab.text;

/// CppNix's emphasis of values inside messages: every argument of a message is printed in bold magenta (`HintFmt`).
///
/// Renderers strip it where colours are off.
public final class Emphasis {
    private static final String START = "\u001b[35;1m";
    private static final String END = "\u001b[0m";

    private Emphasis() {}

    /// The value as messages show it.
    public static String of(Object value) {
        return START + value + END;
    }

    /// Replaces each `%s` of the template by an argument, emphasised.
    public static String format(String template, Object... arguments) {
        StringBuilder out = new StringBuilder(template.length() + 16 * arguments.length);
        int from = 0;
        for (Object argument : arguments) {
            int at = template.indexOf("%s", from);
            out.append(template, from, at).append(START).append(argument).append(END);
            from = at + 2;
        }
        return out.append(template, from, template.length()).toString();
    }

    /// The text without any emphasis, as CppNix's `Uncolored` arguments.
    public static String strip(String text) {
        return text.replace(START, "").replace(END, "");
    }
}

package flakelab.value;

import java.util.Set;

/// Values and names as Nix source text (CppNix `print.cc`).
public final class Literal {
    /// `«` and `»` as bytes.
    public static final String OPEN = "\u00c2\u00ab";
    public static final String CLOSE = "\u00c2\u00bb";

    private static final Set<String> KEYWORDS = Set.of("if", "then", "else", "assert", "with", "let", "in", "rec",
            "inherit");

    private Literal() {}

    /// `«what»`, for what cannot be written in Nix.
    public static String quoted(String what) {
        return OPEN + what + CLOSE;
    }

    /// A string in quotes, escaped.
    public static String string(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        appendString(out, text);
        return out.toString();
    }

    public static void appendString(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            appendEscaped(out, text, i);
        }
        out.append('"');
    }

    static void appendEscaped(StringBuilder out, String text, int at) {
        char c = text.charAt(at);
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '$' -> {
                boolean interpolates = at + 1 < text.length() && text.charAt(at + 1) == '{';
                out.append(interpolates ? "\\$" : "$");
            }
            default -> out.append(c);
        }
    }

    /// A name as an attribute or variable is written: quoted if it is no identifier.
    public static String name(String name) {
        if (KEYWORDS.contains(name)) {
            return '"' + name + '"';
        }
        boolean plain = !name.isEmpty() && isLetter(name.charAt(0)) && isIdentifierTail(name);
        return plain ? name : string(name);
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isIdentifierTail(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '\'' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /// A float as C++ streams print it: `%g` with six digits.
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return Double.doubleToRawLongBits(value) < 0 ? "-nan" : "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        java.math.BigDecimal rounded = new java.math.BigDecimal(value)
            .round(new java.math.MathContext(6, java.math.RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return rounded.stripTrailingZeros().toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString().replaceAll("0+$", "");
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (value < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? '-' : '+')
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /// A float as `toString` gives it: six decimals.
    public static String fixed(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return number(value);
        }
        String text = new java.math.BigDecimal(value).setScale(6, java.math.RoundingMode.HALF_EVEN).toPlainString();
        return value < 0 && !text.startsWith("-") || value == 0 && 1 / value < 0 ? "-" + text : text;
    }
}

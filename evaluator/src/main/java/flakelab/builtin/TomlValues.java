package flakelab.builtin;

import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.StringValue;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Single values of TOML: strings, numbers, Booleans, dates.
final class TomlValues {
    private static final Pattern DATE = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");
    private static final Pattern TIME = Pattern.compile("([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]+))?");
    private static final Pattern OFFSET = Pattern.compile("[Zz]|[+-][0-9]{2}:[0-9]{2}");
    private static final String DIGITS = "(?:0|[1-9](?:_?[0-9])*)";
    private static final String MORE_DIGITS = "[0-9](?:_?[0-9])*";
    private static final Pattern FLOAT = Pattern.compile("[+-]?(?:inf|nan|" + DIGITS + "(?:\\." + MORE_DIGITS
            + "(?:[eE][+-]?" + MORE_DIGITS + ")?|[eE][+-]?" + MORE_DIGITS + "))");
    private static final Pattern INTEGER = Pattern.compile("[+-]?" + DIGITS);
    private static final Pattern HEX = Pattern.compile("0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7](?:_?[0-7])*");
    private static final Pattern BINARY = Pattern.compile("0b[01](?:_?[01])*");

    private final String text;
    private final TomlErrors errors;
    /// The first escape in the current string that is no character.
    private @Nullable TomlMistake badCodePoint;

    TomlValues(String text, TomlErrors errors) {
        this.text = text;
        this.errors = errors;
    }

    /// The value at the reader's place, which moves past it.
    TomlNode read(TomlReader reader) {
        int at = reader.at();
        char c = at < text.length() ? text.charAt(at) : '\n';
        return switch (c) {
            case '"', '\'' -> {
                String string = text.startsWith("\"\"\"", at) || text.startsWith("'''", at)
                        ? longString(reader)
                        : shortString(reader);
                yield TomlNode.value(StringValue.of(string), at, reader.at());
            }
            case 't', 'f' -> bool(reader, c == 't');
            default -> number(reader);
        };
    }

    private TomlNode bool(TomlReader reader, boolean value) {
        int at = reader.at();
        String word = String.valueOf(value);
        if (!text.startsWith(word, at)) {
            throw errors.at(at,
                    "toml::parse_boolean: invalid boolean: boolean must be `true` or `false`, in lowercase. "
                            + "string must be surrounded by `\"`",
                    "expected true or false");
        }
        reader.moveTo(at + word.length());
        return TomlNode.value(BoolValue.of(value), at, reader.at());
    }

    // Strings

    /// `"…"` or `'…'`, on one line.
    String shortString(TomlReader reader) {
        badCodePoint = null;
        char quote = text.charAt(reader.at());
        StringBuilder out = new StringBuilder();
        int at = reader.at() + 1;
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at);
            int next = c == '\\' && quote == '"' ? escape(at, out) : isControl(c) ? -1 : at + 1;
            if (next < 0) {
                throw unterminated(at, quote, false);
            }
            if (next == at + 1) {
                out.append(c);
            }
            at = next;
        }
        if (at >= text.length()) {
            throw unterminated(at, quote, false);
        }
        reader.moveTo(at + 1);
        return checked(out);
    }

    private String longString(TomlReader reader) {
        badCodePoint = null;
        char quote = text.charAt(reader.at());
        String quotes = String.valueOf(quote).repeat(3);
        StringBuilder out = new StringBuilder();
        int at = reader.at() + 3;
        at += text.startsWith("\n", at) ? 1 : text.startsWith("\r\n", at) ? 2 : 0;
        while (!text.startsWith(quotes, at)) {
            if (at >= text.length()) {
                throw unterminated(at, quote, true);
            }
            char c = text.charAt(at);
            boolean newLine = c == '\n' || text.startsWith("\r\n", at);
            int next = c == '\\' && quote == '"' ? longEscape(at, out) : isControl(c) && !newLine ? -1 : at + 1;
            if (next < 0) {
                throw unterminated(at, quote, true);
            }
            if (next == at + 1) {
                out.append(c);
            }
            at = next;
        }
        at += 3;
        for (int extra = 0; extra < 2 && at < text.length() && text.charAt(at) == quote; extra++) {
            out.append(quote);
            at++;
        }
        reader.moveTo(at);
        return checked(out);
    }

    private TomlMistake unterminated(int at, char quote, boolean isLong) {
        String kind = (isLong ? "ml_" : "") + (quote == '"' ? "basic" : "literal");
        return errors.at(at, "toml::parse_" + kind + "_string: invalid string format",
                "expected " + String.valueOf(quote).repeat(isLong ? 3 : 1));
    }

    private static boolean isControl(char c) {
        return c < 0x20 && c != '\t' || c == 0x7f;
    }

    /// Adds what the escape at a place means and gives the place after it, at least two further; -1 if it is none.
    private int escape(int at, StringBuilder out) {
        char c = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        switch (c) {
            case 'b' -> out.append('\b');
            case 't' -> out.append('\t');
            case 'n' -> out.append('\n');
            case 'f' -> out.append('\f');
            case 'r' -> out.append('\r');
            case '"', '\\' -> out.append(c);
            case 'u' -> {
                return codePoint(at, 4, out);
            }
            case 'U' -> {
                return codePoint(at, 8, out);
            }
            default -> {
                return -1;
            }
        }
        return at + 2;
    }

    private int codePoint(int at, int digits, StringBuilder out) {
        int end = at + 2 + digits;
        if (end > text.length()) {
            return -1;
        }
        long code = 0;
        for (int i = at + 2; i < end; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || text.charAt(i) > 'f') {
                return -1;
            }
            code = code << 4 | digit;
        }
        if (code > Character.MAX_CODE_POINT || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
            badCodePoint = badCodePoint == null ? badCodePoint(code, text.substring(at, end)) : badCodePoint;
        } else {
            Utf8.append(out, (int) code);
        }
        return end;
    }

    private static TomlMistake badCodePoint(long code, String escape) {
        boolean large = code > Character.MAX_CODE_POINT;
        return new TomlErrors(escape, "internal temporary").of("toml::parse_utf8_codepoint: "
                + (large ? "input codepoint is too large." : "[0xD800, 0xDFFF] is not a valid UTF-8"),
                List.of(new TomlErrors.Mark(1, escape.length(),
                        large ? "must be in range [0x00, 0x10FFFF]" : "here")),
                "");
    }

    /// Escapes are looked at only once the whole string has been read.
    private String checked(StringBuilder string) {
        TomlMistake bad = badCodePoint;
        if (bad != null) {
            throw bad;
        }
        return string.toString();
    }

    /// As [#escape]; a backslash at the end of a line takes away all white space up to the next text.
    private int longEscape(int at, StringBuilder out) {
        int next = at + 1;
        while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
            next++;
        }
        if (next >= text.length() || text.charAt(next) != '\n' && !text.startsWith("\r\n", next)) {
            return escape(at, out);
        }
        while (next < text.length() && " \t\r\n".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        return next;
    }

    // Numbers and dates

    private boolean looking(Matcher matcher, int from) {
        matcher.region(from, text.length());
        return matcher.lookingAt();
    }

    private TomlNode number(TomlReader reader) {
        int at = reader.at();
        Matcher matcher = DATE.matcher(text);
        if (looking(matcher, at)) {
            return date(reader, matcher.toMatchResult().end());
        }
        if (looking(matcher.usePattern(TIME), at)) {
            String time = time(matcher, at);
            reader.moveTo(matcher.end());
            return TomlNode.timestamp(time, at, matcher.end());
        }
        if (looking(matcher.usePattern(FLOAT), at)) {
            return decimal(reader, matcher.group(), matcher.end());
        }
        return integer(reader, matcher);
    }

    private TomlNode decimal(TomlReader reader, String digits, int end) {
        if (end < text.length() && text.charAt(end) == '_') {
            throw errors.at(end, "bad float: `_` must be surrounded by digits", "invalid underscore",
                    TomlErrors.FLOAT_HINT);
        }
        String plain = digits.replace("_", "");
        double value = plain.endsWith("inf")
                ? plain.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY
                : plain.endsWith("nan")
                        ? plain.startsWith("-") ? Double.longBitsToDouble(0xfff8000000000000L) : Double.NaN
                        : Double.parseDouble(plain);
        if (Double.isInfinite(value) && !plain.endsWith("inf")) {
            throw errors.at(end, "toml::parse_floating: failed to read floating point value from stream", "here");
        }
        int start = reader.at();
        reader.moveTo(end);
        return TomlNode.value(FloatValue.of(value), start, end);
    }

    private TomlNode integer(TomlReader reader, Matcher matcher) {
        int at = reader.at();
        if (text.startsWith("0x", at)) {
            return radix(reader, matcher.usePattern(HEX), 16, "hex", "0xC0FFEE, 0xdead_beef", "hex [0-9a-fA-F]");
        }
        if (text.startsWith("0o", at)) {
            return radix(reader, matcher.usePattern(OCTAL), 8, "oct", "0o775, 0o04_44", "oct [0-7]");
        }
        if (text.startsWith("0b", at)) {
            return radix(reader, matcher.usePattern(BINARY), 2, "bin", "0b0101, 0b1111_0000", "bin [0-1]");
        }
        if (!looking(matcher.usePattern(INTEGER), at)) {
            throw unknown(at);
        }
        int end = matcher.end();
        checkAfter(end, matcher.group());
        try {
            TomlNode node = TomlNode.value(IntValue.of(Long.parseLong(matcher.group().replace("_", ""))), at, end);
            reader.moveTo(end);
            return node;
        } catch (NumberFormatException e) {
            throw errors.at(end, "toml::parse_dec_integer: too large integer: current max digits = 2^63",
                    "must be < 2^63");
        }
    }

    private TomlNode radix(TomlReader reader, Matcher matcher, int radix, String kind, String examples,
            String expected) {
        int at = reader.at();
        if (!looking(matcher, at)) {
            throw errors.at(at + 2, "toml::parse_" + kind + "_integer: invalid integer: " + kind + "_int must be like: "
                    + examples, "expected " + expected);
        }
        int end = matcher.end();
        checkAfter(end, matcher.group());
        try {
            long value = Long.parseLong(matcher.group().substring(2).replace("_", ""), radix);
            reader.moveTo(end);
            return TomlNode.value(IntValue.of(value), at, end);
        } catch (NumberFormatException e) {
            throw errors.at(end, "toml::parse_" + kind + "_integer: too large integer: current max value = 2^63",
                    "must be < 2^63");
        }
    }

    /// Refuses what cannot follow an integer.
    private void checkAfter(int end, String digits) {
        char c = end < text.length() ? text.charAt(end) : '\n';
        if (c == '_') {
            boolean zero = digits.equals("0") || digits.equals("-0") || digits.equals("+0");
            throw zero
                    ? errors.at(end, "bad integer: leading zero is not allowed in decimal int", "leading zero",
                            TomlErrors.NUMBER_HINT)
                    : errors.at(end, "bad integer: `_` must be surrounded by digits", "invalid underscore",
                            TomlErrors.NUMBER_HINT);
        }
        if (c == '0') {
            throw errors.at(end - 1, "bad integer: leading zero", "leading zero is not allowed",
                    TomlErrors.NUMBER_HINT);
        }
        if (c >= '1' && c <= '9') {
            throw errors.at(end, "bad integer: invalid digit after an integer", "this digit is not allowed",
                    TomlErrors.NUMBER_HINT);
        }
        if (c == ':' || c == '-') {
            throw errors.at(end, "bad datetime: invalid format", "here", TomlErrors.DATE_HINT);
        }
        if (c == '.' || c == 'e' || c == 'E') {
            throw errors.at(end, "bad float: invalid format", "here", TomlErrors.FLOAT_HINT);
        }
    }

    private TomlMistake unknown(int at) {
        char c = at < text.length() ? text.charAt(at) : '\n';
        return switch (c) {
            case '.' ->
                errors.at(at, "bad float: integer part is required before decimal point", "missing integer part",
                        TomlErrors.FLOAT_HINT);
            case '_' -> errors.at(at, "bad number: `_` must be surrounded by digits", "digits required before `_`",
                    TomlErrors.NUMBER_HINT);
            default -> errors.at(at, "bad format: unknown value appeared", "here");
        };
    }

    /// A date, or a date and a time, with or without an offset.
    private TomlNode date(TomlReader reader, int dateEnd) {
        int at = reader.at();
        String date = text.substring(at, dateEnd);
        int end = dateEnd;
        StringBuilder shown = new StringBuilder(date);
        Matcher matcher = TIME.matcher(text);
        boolean separated = end < text.length() && "Tt ".indexOf(text.charAt(end)) >= 0;
        checkDate(at, date);
        if (separated && looking(matcher, end + 1)) {
            shown.append('T').append(time(matcher, end + 1));
            end = matcher.end();
            if (looking(matcher.usePattern(OFFSET), end)) {
                String offset = matcher.group();
                boolean utc = offset.equalsIgnoreCase("z") || offset.endsWith("00:00");
                shown.append(utc ? "Z" : offset);
                end = matcher.end();
            }
        }
        reader.moveTo(end);
        return TomlNode.timestamp(shown.toString(), at, end);
    }

    private void checkDate(int at, String date) {
        int year = Integer.parseInt(date.substring(0, 4));
        int month = Integer.parseInt(date.substring(5, 7));
        int day = Integer.parseInt(date.substring(8, 10));
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = switch (month) {
            case 2 -> leap ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
        if (month < 1 || month > 12 || day < 1 || day > days) {
            throw errors.at(at, "toml::parse_local_date: invalid date.",
                    "month must be 01-12, day must be any of 01-28,29,30,31 depending on the month/year.");
        }
    }

    /// `hh:mm:ss` with as many groups of three fraction digits as say anything, at most nine digits.
    private String time(Matcher matcher, int at) {
        int hour = Integer.parseInt(matcher.group(1));
        int minute = Integer.parseInt(matcher.group(2));
        int second = Integer.parseInt(matcher.group(3));
        if (hour > 23 || minute > 59) {
            throw errors.at(at, "toml::parse_local_time: invalid time.", "hour must be 00-23, minute must be 00-59.");
        }
        if (second > 60) {
            throw errors.at(at, "toml::parse_local_time: invalid time.", "second must be 00-60.");
        }
        String whole = matcher.group(1) + ":" + matcher.group(2) + ":" + matcher.group(3);
        String fraction = matcher.group(4) == null ? "" : (matcher.group(4) + "00000000").substring(0, 9);
        while (fraction.endsWith("000")) {
            fraction = fraction.substring(0, fraction.length() - 3);
        }
        return fraction.isEmpty() ? whole : whole + "." + fraction;
    }
}

package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.syntax.Symbol;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/// `fromTOML`: TOML 1.0 as a Nix value.
final class FromToml {
    private static final Symbol TYPE = Symbol.of("_type");
    private static final Symbol VALUE = Symbol.of("value");

    /// Digits of a second beyond the ninth: TOML lets a reader drop them, Java's clock types cannot hold them.
    private static final Pattern FINER_THAN_NANOS = Pattern
        .compile("(\\d\\d:\\d\\d:\\d\\d\\.\\d{9})\\d+");

    private final Evaluator ev;

    private FromToml(Evaluator ev) {
        this.ev = ev;
    }

    @Builtin(global = true, doc = """
            The value a TOML text describes.

            ```nix
            builtins.fromTOML ''
              x = 1
              [table]
              y = 2
            ''
            ```

            is `{ table = { y = 2; }; x = 1; }`.
            """)
    static Value fromTOML(Evaluator ev,
            @Arg("while evaluating the argument passed to builtins.fromTOML") String e) {
        String text = new String(e.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        String readable = FINER_THAN_NANOS.matcher(text).replaceAll("$1");
        TomlParseResult result = Toml.parse(readable, TomlVersion.V1_0_0);
        if (result.hasErrors()) {
            throw BuiltinErrors.toml(complaint(result.errors().getFirst(), text));
        }
        return new FromToml(ev).table(result);
    }

    /// In the words and with the picture of the library CppNix uses.
    private static String complaint(TomlParseError error, String text) {
        int line = error.position().line();
        String source = text.lines().skip(line - 1L).findFirst().orElse("");
        boolean tooLarge = error.getMessage()
            .toLowerCase(java.util.Locale.ROOT)
            .contains("integer is too");
        int column = error.position().column() - 1;
        Matcher number = Pattern.compile("[+-]?[0-9_]+").matcher(source);
        if (tooLarge && number.find(Math.clamp(column, 0, source.length()))) {
            column = number.end();
        }
        String title = tooLarge
                ? "[error] toml::parse_dec_integer: too large integer: current max digits = 2^63"
                : "[error] toml: " + error.getMessage();
        String note = tooLarge ? "must be < 2^63" : "here";
        String margin = " ".repeat(Integer.toString(line).length());
        return title + "\n --> fromTOML\n " + margin + " |\n " + line + " | " + source + "\n "
                + margin + " | "
                + " ".repeat(Math.max(0, column)) + "^-- " + note + "\n";
    }

    private Value table(TomlTable table) {
        AttrsBuilder attrs = new AttrsBuilder(table.size());
        table.entrySet()
            .forEach(entry -> attrs.put(Symbol.of(bytes(entry.getKey())), value(entry.getValue())));
        return attrs.build();
    }

    private Value array(TomlArray array) {
        Value[] list = new Value[array.size()];
        for (int i = 0; i < list.length; i++) {
            list[i] = value(array.get(i));
        }
        return ListValue.of(list);
    }

    private Value value(Object value) {
        return switch (value) {
            case TomlTable table -> table(table);
            case TomlArray array -> array(array);
            case Boolean b -> BoolValue.of(b);
            case Long l -> IntValue.of(l);
            case Double d -> FloatValue.of(d);
            case String s -> StringValue.of(bytes(s));
            case TemporalAccessor time -> timestamp(time);
            default -> throw new IllegalStateException("not a TOML value: " + value.getClass());
        };
    }

    private static String bytes(String text) {
        String latin1 = new String(text.getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
        if (latin1.indexOf('\0') >= 0) {
            throw BuiltinErrors.toml("error: " + BuiltinErrors.nullByte(latin1).text());
        }
        return latin1;
    }

    private Value timestamp(TemporalAccessor time) {
        if (!ev.settings().hasFeature("parse-toml-timestamps")) {
            throw BuiltinErrors.toml("Dates and times are not supported");
        }
        String text = switch (time) {
            case OffsetDateTime t -> t.toLocalDate() + "T" + clock(t.toLocalTime())
                    + (t.getOffset().equals(ZoneOffset.UTC) ? "Z" : t.getOffset().getId());
            case LocalDateTime t -> t.toLocalDate() + "T" + clock(t.toLocalTime());
            case LocalDate t -> t.toString();
            case LocalTime t -> clock(t);
            default -> throw new IllegalStateException("not a TOML time: " + time.getClass());
        };
        return new AttrsBuilder(2).put(TYPE, StringValue.of("timestamp"))
            .put(VALUE, StringValue.of(text))
            .build();
    }

    /// `hh:mm:ss` with as many groups of three fraction digits as say anything.
    private static String clock(LocalTime time) {
        String whole = "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(),
                time.getSecond());
        String nanos = "%09d".formatted(time.get(ChronoField.NANO_OF_SECOND));
        String fraction = nanos.replaceFirst("(000)+$", "");
        return fraction.isEmpty() ? whole : whole + "." + fraction;
    }
}

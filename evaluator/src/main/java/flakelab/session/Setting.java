package flakelab.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The declaration of one setting: its Nix name, older names, the experimental feature that guards it, its default,
/// how its text is read, and a line of documentation. All of them stand in [StandardSettings].
///
/// Text forms and error words follow CppNix (`src/libutil/configuration.cc`).
public final class Setting<T> {
    private final String name;
    private final List<String> aliases;
    private final Optional<String> feature;
    private final T standard;
    private final Function<String, T> reader;
    private final @Nullable BinaryOperator<T> appender;
    private final String doc;

    private Setting(String name, List<String> aliases, Optional<String> feature, T standard,
            Function<String, T> reader, @Nullable BinaryOperator<T> appender, String doc) {
        this.name = name;
        this.aliases = List.copyOf(aliases);
        this.feature = feature;
        this.standard = standard;
        this.reader = reader;
        this.appender = appender;
        this.doc = doc;
    }

    static Setting<Boolean> flag(String name, boolean standard, String doc) {
        return plain(name, standard, text -> switch (text) {
            case "true", "yes", "1" -> true;
            case "false", "no", "0" -> false;
            default -> throw SessionErrors.badBoolean(name, text);
        }, doc);
    }

    static Setting<String> text(String name, String standard, String doc) {
        return plain(name, standard, text -> text, doc);
    }

    /// A whole number; the suffixes K, M, G and T multiply by powers of 1024.
    static Setting<Long> number(String name, long standard, String doc) {
        return plain(name, standard, text -> readNumber(name, text), doc);
    }

    /// One of a few words.
    static Setting<String> choice(String name, String standard, List<String> words, String doc) {
        return plain(name, standard, text -> {
            if (!words.contains(text)) {
                throw SessionErrors.badOption(name, text);
            }
            return text;
        }, doc);
    }

    /// Words in the order given.
    static Setting<List<String>> words(String name, List<String> standard, String doc) {
        return new Setting<>(name, List.of(), Optional.empty(), standard, Setting::split,
                (a, b) -> {
                    List<String> all = new ArrayList<>(a);
                    all.addAll(b);
                    return List.copyOf(all);
                }, doc);
    }

    /// Words as a set, sorted.
    static Setting<List<String>> set(String name, List<String> standard, String doc) {
        return new Setting<>(name, List.of(), Optional.empty(), standard,
                text -> List.copyOf(new TreeSet<>(split(text))), (a, b) -> {
                    TreeSet<String> all = new TreeSet<>(a);
                    all.addAll(b);
                    return List.copyOf(all);
                }, doc);
    }

    /// Words of the form `key=value`; others are ignored.
    static Setting<Map<String, String>> map(String name, String doc) {
        return new Setting<>(name, List.of(), Optional.empty(), Map.of(), text -> {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (String word : split(text)) {
                int equals = word.indexOf('=');
                if (equals >= 0) {
                    pairs.putIfAbsent(word.substring(0, equals), word.substring(equals + 1));
                }
            }
            return Map.copyOf(pairs);
        }, (a, b) -> {
            Map<String, String> all = new LinkedHashMap<>(b);
            all.putAll(a);
            return Map.copyOf(all);
        }, doc);
    }

    private static <T> Setting<T> plain(String name, T standard, Function<String, T> reader,
            String doc) {
        return new Setting<>(name, List.of(), Optional.empty(), standard, reader, null, doc);
    }

    /// The same setting, also known by older names.
    Setting<T> alias(String... names) {
        return new Setting<>(name, List.of(names), feature, standard, reader, appender, doc);
    }

    /// The same setting, ignored (with a warning) unless an experimental feature is enabled.
    Setting<T> needing(String experimental) {
        return new Setting<>(name, aliases, Optional.of(experimental), standard, reader, appender,
                doc);
    }

    public String name() {
        return name;
    }

    public List<String> aliases() {
        return aliases;
    }

    /// The experimental feature without which the setting is ignored.
    public Optional<String> feature() {
        return feature;
    }

    public T standard() {
        return standard;
    }

    public String doc() {
        return doc;
    }

    /// Whether `extra-NAME` exists.
    public boolean appendable() {
        return appender != null;
    }

    /// Whether `--NAME` and `--no-NAME` are flags without a value.
    public boolean isFlag() {
        return standard instanceof Boolean;
    }

    T read(String text) {
        return reader.apply(text);
    }

    T append(T before, T more) {
        return appender == null ? more : appender.apply(before, more);
    }

    /// A value as `nix config show` prints it.
    public static String show(Object value) {
        return switch (value) {
            case List<?> words -> String.join(" ", words.stream().map(String::valueOf).toList());
            case Map<?, ?> pairs -> String.join(" ",
                    pairs.entrySet()
                        .stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .sorted()
                        .toList());
            default -> value.toString();
        };
    }

    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.split("[ \t\n\r]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return List.copyOf(words);
    }

    private static long readNumber(String name, String text) {
        int digits = text.length();
        int shift = 0;
        if (!text.isEmpty()) {
            shift = switch (Character.toUpperCase(text.charAt(digits - 1))) {
                case 'K' -> 10;
                case 'M' -> 20;
                case 'G' -> 30;
                case 'T' -> 40;
                default -> 0;
            };
            digits -= shift == 0 ? 0 : 1;
        }
        try {
            return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), 1L << shift);
        } catch (NumberFormatException | ArithmeticException e) {
            throw SessionErrors.badNumber(name, text);
        }
    }
}

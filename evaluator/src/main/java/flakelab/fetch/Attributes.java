package flakelab.fetch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What describes an input, in a lock file or to `fetchTree`: names to a String (Latin-1 bytes), a Long or a Boolean,
/// sorted by name. Immutable. (CppNix `fetchers::Attrs`.)
public record Attributes(SortedMap<String, Object> values) {
    public static final Attributes EMPTY = new Attributes(new TreeMap<>());

    public Attributes {
        for (Object value : values.values()) {
            if (!(value instanceof String || value instanceof Long || value instanceof Boolean)) {
                throw new IllegalArgumentException(
                        "an attribute is a String, a Long or a Boolean: " + value);
            }
        }
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static Attributes of(Map<String, ?> values) {
        return new Attributes(new TreeMap<>(values));
    }

    public static Attributes of(String name, Object value) {
        return EMPTY.with(name, value);
    }

    /// From the object of a lock file, registry or cache.
    ///
    /// @throws FetchException if a value is not a string, number or Boolean
    public static Attributes ofJson(@Nullable Object json) {
        TreeMap<String, Object> values = new TreeMap<>();
        Json.items(json).forEach((name, value) -> values.put(name, switch (value) {
            case Double number -> (long) (double) number;
            case String _,Long _,Boolean _ -> value;
            case null, default ->
                throw FetchErrors.error("unsupported input attribute type in lock file");
        }));
        return new Attributes(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Optional<String> text(String name) {
        return switch (values.get(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            default ->
                throw FetchErrors.error("input attribute '%s' is not a string %s", name, toJson());
        };
    }

    public String needText(String name) {
        return text(name).orElseThrow(() -> FetchErrors.missingAttribute(name));
    }

    public OptionalLong number(String name) {
        return switch (values.get(name)) {
            case null -> OptionalLong.empty();
            case Long number -> OptionalLong.of(number);
            default -> throw FetchErrors.wrongType(name, "an integer");
        };
    }

    public long needNumber(String name) {
        return number(name).orElseThrow(() -> FetchErrors.missingAttribute(name));
    }

    /// Whether the Boolean is there and true.
    public boolean flag(String name) {
        return switch (values.get(name)) {
            case null -> false;
            case Boolean flag -> flag;
            default -> throw FetchErrors.wrongType(name, "a Boolean");
        };
    }

    public Attributes with(String name, Object value) {
        if (Objects.equals(values.get(name), value)) {
            return this;
        }
        TreeMap<String, Object> more = new TreeMap<>(values);
        more.put(name, value);
        return new Attributes(more);
    }

    /// With all of the other's, which win.
    public Attributes with(Attributes other) {
        TreeMap<String, Object> more = new TreeMap<>(values);
        more.putAll(other.values);
        return new Attributes(more);
    }

    public Attributes without(String name) {
        if (!has(name)) {
            return this;
        }
        TreeMap<String, Object> fewer = new TreeMap<>(values);
        fewer.remove(name);
        return new Attributes(fewer);
    }

    /// As parameters of a URL.
    SortedMap<String, String> toQuery() {
        TreeMap<String, String> query = new TreeMap<>();
        values.forEach((name, value) -> query.put(name, switch (value) {
            case Boolean flag -> flag ? "1" : "0";
            default -> value.toString();
        }));
        return query;
    }

    /// One line of JSON, as CppNix shows inputs in messages; no attributes are `null`.
    public String toJson() {
        return values.isEmpty() ? "null" : Json.write(new LinkedHashMap<>(values));
    }
}

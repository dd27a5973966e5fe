package flakelab.builtin;

import flakelab.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table, array or value of a TOML text, and where it stands; tables grow while the text is read.
final class TomlNode {
    /// How a table or array came to be, which decides whether more may be added to it.
    enum Form {
        /// A plain value, date or `[ … ]`.
        VALUE,
        /// `{ … }`.
        INLINE,
        /// `a` of `[a.b]`.
        IMPLICIT,
        /// `a` of `a.b = …`.
        DOTTED,
        /// `[a]`.
        HEADED,
        /// `[[a]]`.
        ARRAY_OF_TABLES
    }

    Form form;
    /// The bytes to point at in messages: the header or key of a table, the text of a value.
    int start;
    int end;
    final @Nullable Map<String, TomlNode> table;
    final @Nullable List<TomlNode> array;
    final @Nullable Value value;
    final @Nullable String timestamp;

    private TomlNode(Form form, int start, int end, @Nullable Map<String, TomlNode> table,
            @Nullable List<TomlNode> array, @Nullable Value value, @Nullable String timestamp) {
        this.form = form;
        this.start = start;
        this.end = end;
        this.table = table;
        this.array = array;
        this.value = value;
        this.timestamp = timestamp;
    }

    static TomlNode table(Form form, int start, int end) {
        return new TomlNode(form, start, end, new LinkedHashMap<>(), null, null, null);
    }

    static TomlNode array(Form form, List<TomlNode> elements, int start, int end) {
        return new TomlNode(form, start, end, null, elements, null, null);
    }

    static TomlNode value(Value value, int start, int end) {
        return new TomlNode(Form.VALUE, start, end, null, null, value, null);
    }

    static TomlNode timestamp(String text, int start, int end) {
        return new TomlNode(Form.VALUE, start, end, null, null, null, text);
    }

    /// Whether this is an array of nothing but tables, however written.
    boolean isArrayOfTables() {
        return array != null && !array.isEmpty() && array.stream().allMatch(element -> element.table != null);
    }
}

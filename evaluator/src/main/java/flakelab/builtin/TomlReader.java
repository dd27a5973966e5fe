package flakelab.builtin;

import flakelab.builtin.TomlErrors.Mark;
import flakelab.builtin.TomlNode.Form;
import flakelab.eval.EvalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads TOML 1.0: keys, tables and arrays here, single values in [TomlValues].
///
/// The text is bytes, one per char. Mistakes are reported as toml11 would, reading on after each ([TomlRecovery]).
final class TomlReader {
    private static final String INSERT = "toml::insert_value: ";

    private final String text;
    private final TomlErrors errors;
    private final TomlValues values;
    private final TomlRecovery recovery;
    private int at;

    private TomlReader(String text) {
        this.text = text;
        this.errors = new TomlErrors(text, "fromTOML");
        this.values = new TomlValues(text, errors);
        this.recovery = new TomlRecovery(text, this::isHeader);
    }

    /// @throws EvalException if the text is no TOML
    static TomlNode read(String text) {
        TomlReader reader = new TomlReader(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
        TomlNode root = TomlNode.table(Form.HEADED, 0, 0);
        reader.section(root);
        while (!reader.ended()) {
            reader.headedSection(root);
        }
        reader.errors.check();
        return root;
    }

    /// A key, possibly dotted, and where it stands.
    private record Key(List<String> names, int start, int end) {}

    // Spaces

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\n';
    }

    private boolean ended() {
        return at >= text.length();
    }

    private void skipSpace() {
        while (!ended() && (peek() == ' ' || peek() == '\t')) {
            at++;
        }
    }

    /// Skips spaces, line ends and comments; tells whether there was a line end.
    private boolean skipLines() {
        boolean newLine = false;
        while (!ended()) {
            char c = peek();
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == '\n' || text.startsWith("\r\n", at)) {
                newLine = true;
                at += c == '\n' ? 1 : 2;
            } else if (c == ' ' || c == '\t') {
                at++;
            } else {
                break;
            }
        }
        return newLine;
    }

    // Tables

    /// `[a]` or `[[a]]` and what follows, up to the next of these.
    private void headedSection(TomlNode root) {
        skipLines();
        int start = at;
        try {
            boolean array = text.startsWith("[[", at);
            Key header = header(array);
            skipSpace();
            int end = at;
            if (!skipLines() && !ended()) {
                throw errors.at(end, "toml::parse_file: newline (or EOF) expected",
                        "expected 0x0a(LINE FEED) or \r\n");
            }
            section(insert(root, header, array));
        } catch (TomlMistake mistake) {
            errors.report(mistake);
            at = recovery.nextTable(start);
        }
    }

    private Key header(boolean array) {
        int start = at;
        String invalid = "toml::parse_file: invalid " + (array ? "array-" : "") + "table key";
        at += array ? 2 : 1;
        skipSpace();
        List<String> names = headerNames();
        if (names.isEmpty()) {
            throw errors.at(at, invalid, "expected basic key([a-zA-Z0-9_-]) or quoted key(\" or ')");
        }
        skipSpace();
        if (!text.startsWith(array ? "]]" : "]", at)) {
            throw errors.at(at, invalid, array ? "expected ]]" : "expected ]");
        }
        at += array ? 2 : 1;
        return new Key(names, start, at);
    }

    /// As many names as there are, each with the dot before it.
    private List<String> headerNames() {
        List<String> names = new ArrayList<>(1);
        int end = at;
        try {
            do {
                names.add(simpleKey());
                end = at;
                skipSpace();
            } while (skip('.'));
        } catch (TomlMistake none) {
            // what is missing depends on what comes next
        }
        at = end;
        return names;
    }

    private boolean skip(char c) {
        boolean there = !ended() && peek() == c;
        if (there) {
            at++;
            skipSpace();
        }
        return there;
    }

    private boolean isHeader(int place) {
        int before = at;
        at = place;
        try {
            return text.startsWith("[", place) && header(text.startsWith("[[", place)).end > 0;
        } catch (TomlMistake none) {
            return false;
        } finally {
            at = before;
        }
    }

    /// The table of a header; if it may not be there, one that nobody looks at.
    private TomlNode insert(TomlNode root, Key header, boolean array) {
        TomlNode table = TomlNode.table(Form.HEADED, header.start, header.end);
        try {
            return array ? appendTable(root, header, table) : openTable(root, header, table);
        } catch (TomlMistake mistake) {
            errors.report(mistake);
            return table;
        }
    }

    /// The members of a table, and what comes after a mistake in them.
    private void section(TomlNode table) {
        int known = errors.count();
        try {
            members(table);
        } catch (TomlMistake mistake) {
            errors.report(mistake);
        }
        if (errors.count() > known) {
            at = recovery.nextTable(at);
        }
    }

    /// The `key = value` lines of a table.
    private void members(TomlNode table) {
        int known = errors.count();
        boolean newLine = true;
        while (true) {
            int start = at;
            newLine |= skipLines();
            if (ended() || peek() == '[') {
                at = errors.count() > known ? start : at;
                return;
            }
            if (!newLine) {
                throw errors.at(at, "toml::parse_table: newline (LF / CRLF) or EOF is expected", "here");
            }
            newLine = false;
            Member member = memberOrNull();
            if (member == null) {
                at = recovery.pastPair(at);
            } else {
                putIfAllowed(table, member);
            }
        }
    }

    private record Member(Key key, TomlNode value) {}

    private Member member() {
        int start = at;
        Key key;
        try {
            key = key();
            skipSpace();
            if (ended() || peek() != '=') {
                throw errors.at(at, "toml::parse_key_value_pair: invalid key value separator `=`", "expected =");
            }
        } catch (TomlMistake mistake) {
            at = start;
            throw mistake;
        }
        at++;
        skipSpace();
        return new Member(key, value());
    }

    /// Null after a mistake, which is reported.
    private @Nullable Member memberOrNull() {
        try {
            return member();
        } catch (TomlMistake mistake) {
            errors.report(mistake);
            return null;
        }
    }

    /// Tells whether it was.
    private boolean putIfAllowed(TomlNode table, Member member) {
        try {
            put(table, member);
            return true;
        } catch (TomlMistake mistake) {
            errors.report(mistake);
            return false;
        }
    }

    private void put(TomlNode table, Member member) {
        Key key = member.key;
        Map<String, TomlNode> into = Objects.requireNonNull(parent(table, key, true).table);
        TomlNode known = into.putIfAbsent(key.names.getLast(), member.value);
        if (known != null) {
            throw conflict("failed to insert a value, value already exists", key, "inserting this", known,
                    "but value already exists");
        }
    }

    private TomlMistake conflict(String what, Key key, String doing, TomlNode known, String why) {
        return errors.of(INSERT + what, List.of(new Mark(key.start, key.end, doing), mark(known, why)), "");
    }

    private static Mark mark(TomlNode node, String note) {
        return new Mark(node.start, node.end, note);
    }

    /// The table that the last name of a key goes into; tables on the way are made.
    private TomlNode parent(TomlNode root, Key key, boolean dotted) {
        TomlNode current = root;
        for (String name : key.names.subList(0, key.names.size() - 1)) {
            Map<String, TomlNode> table = Objects.requireNonNull(current.table);
            TomlNode next = table.get(name);
            if (next == null) {
                next = TomlNode.table(dotted ? Form.DOTTED : Form.IMPLICIT, key.start, key.end);
                table.put(name, next);
            }
            current = enter(next, key, dotted);
        }
        return current;
    }

    private TomlNode enter(TomlNode node, Key key, boolean dotted) {
        if (node.table != null) {
            if (node.form == Form.INLINE) {
                throw conflict("failed to insert a value: inline table is immutable", key, "inserting this", node,
                        "to this table");
            }
            if (dotted && node.form != Form.DOTTED) {
                throw conflict("reopening a table using dotted keys", key, "dotted key cannot reopen a table", node,
                        "this table is already closed");
            }
            return node;
        }
        if (node.array == null || !node.isArrayOfTables()) {
            throw conflict("failed to insert a value, value already exists", key, "while inserting this", node,
                    "non-table value already exists");
        }
        if (node.form != Form.ARRAY_OF_TABLES) {
            throw errors.of("toml::insert_value:inline array of tables are immutable",
                    List.of(new Mark(key.start, key.end, "inserting this"), mark(node, "inline array of tables")), "");
        }
        if (dotted) {
            throw errors.of("toml::insert_value:dotted key cannot reopen an array-of-tables",
                    List.of(new Mark(key.start, key.end, "inserting this"), mark(node, "to this array-of-tables.")),
                    "");
        }
        return node.array.getLast();
    }

    private TomlNode openTable(TomlNode root, Key header, TomlNode table) {
        Map<String, TomlNode> into = Objects.requireNonNull(parent(root, header, false).table);
        TomlNode known = into.putIfAbsent(header.names.getLast(), table);
        if (known == null) {
            return table;
        }
        if (known.table == null || known.form != Form.IMPLICIT) {
            throw conflict("failed to insert a table, table already defined", header, "inserting this", known,
                    "this table is explicitly defined");
        }
        known.form = Form.HEADED;
        known.start = table.start;
        known.end = table.end;
        return known;
    }

    private TomlNode appendTable(TomlNode root, Key header, TomlNode table) {
        Map<String, TomlNode> into = Objects.requireNonNull(parent(root, header, false).table);
        String name = header.names.getLast();
        TomlNode known = into.get(name);
        if (known == null) {
            known = TomlNode.array(Form.ARRAY_OF_TABLES, new ArrayList<>(), header.start, header.end);
            into.put(name, known);
        } else if (!known.isArrayOfTables()) {
            throw conflict("failed to insert an array of tables, value already exists", header,
                    "while inserting this", known, "non-table value already exists");
        } else if (known.form != Form.ARRAY_OF_TABLES) {
            throw conflict("failed to insert a table, inline array of tables is immutable", header,
                    "while inserting this", known, "this is inline array-of-tables");
        }
        Objects.requireNonNull(known.array).add(table);
        return table;
    }

    // Keys

    private Key key() {
        int start = at;
        List<String> names = new ArrayList<>(1);
        names.add(simpleKey());
        int end = at;
        skipSpace();
        while (skip('.')) {
            names.add(simpleKey());
            end = at;
            skipSpace();
        }
        at = end;
        return new Key(names, start, end);
    }

    private String simpleKey() {
        if (!ended() && (peek() == '"' || peek() == '\'')) {
            return values.shortString(this);
        }
        int start = at;
        while (!ended() && isBare(peek())) {
            at++;
        }
        if (at == start) {
            throw errors.at(at, "toml::parse_simple_key: invalid key: key must be \"quoted\", 'quoted-literal', or bare"
                    + " key.", "expected alpha [a-zA-Z], digit [0-9], -, or _", TomlErrors.KEY_HINT);
        }
        return text.substring(start, at);
    }

    private static boolean isBare(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    /// Where reading goes on, for [TomlValues].
    int at() {
        return at;
    }

    void moveTo(int place) {
        at = place;
    }

    // Values

    private TomlNode value() {
        int start = at;
        return switch (ended() ? '\n' : peek()) {
            case '[' -> array();
            case '{' -> inlineTable();
            default -> {
                try {
                    yield values.read(this);
                } catch (TomlMistake mistake) {
                    at = start;
                    throw mistake;
                }
            }
        };
    }

    private TomlNode array() {
        int start = at++;
        int known = errors.count();
        List<TomlNode> elements = new ArrayList<>();
        skipLines();
        boolean comma = true;
        while (!ended() && peek() != ']') {
            if (!comma) {
                throw errors.at(at, "toml::parse_array: expected value-separator `,` or closing `]`", "here");
            }
            TomlNode element = elementOrNull();
            if (element != null) {
                elements.add(element);
                skipLines();
                comma = skip(',');
                skipLines();
            } else {
                int before = at;
                at = recovery.pastValue(at);
                if (at == before) {
                    break;
                }
            }
        }
        if (peek() != ']') {
            throw errors.at(at, "toml::parse_array: missing closing bracket `]`", "expected `]`, reached EOF");
        }
        at++;
        if (errors.count() > known) {
            throw errors.last();
        }
        return TomlNode.array(Form.VALUE, elements, start, at);
    }

    /// Null after a mistake, which is reported.
    private @Nullable TomlNode elementOrNull() {
        try {
            return value();
        } catch (TomlMistake mistake) {
            errors.report(mistake);
            return null;
        }
    }

    private TomlNode inlineTable() {
        int start = at++;
        int known = errors.count();
        TomlNode table = TomlNode.table(Form.INLINE, start, at);
        skipSpace();
        boolean comma = true;
        boolean empty = true;
        while (!ended() && (peek() != '}' || comma && !empty)) {
            if (peek() == '}') {
                throw errors.at(at, "toml::parse_inline_table: trailing comma is not allowed in TOML-v1.0.0)", "here");
            }
            if (!comma) {
                throw errors.at(at, "toml::parse_inline_table: expected value-separator `,` or closing `}`", "here");
            }
            empty = false;
            Member member = memberOrNull();
            if (member == null) {
                at = recovery.next(at, "\n}");
                break;
            }
            if (putIfAllowed(table, member)) {
                skipSpace();
                comma = skip(',');
            } else {
                at = recovery.next(at, ",\n}");
                comma = !ended() && peek() == ',';
            }
        }
        if (ended() || peek() != '}') {
            throw errors.at(at, "toml::parse_inline_table: missing closing bracket `}`",
                    "expected `}`, reached line end");
        }
        at++;
        if (errors.count() > known) {
            throw errors.takeLast();
        }
        table.end = at;
        return table;
    }
}

package flakelab.builtin;

import flakelab.builtin.TomlErrors.Mark;
import flakelab.builtin.TomlNode.Form;
import flakelab.eval.EvalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads TOML 1.0: keys, tables and arrays here, single values in [TomlValues].
///
/// The text is bytes, one per char. The first mistake is reported as toml11 would.
final class TomlReader {
    private static final String INSERT = "toml::insert_value: ";

    private final String text;
    private final TomlErrors errors;
    private final TomlValues values;
    private int at;

    private TomlReader(String text) {
        this.text = text;
        this.errors = new TomlErrors(text);
        this.values = new TomlValues(text, errors);
    }

    /// @throws EvalException if the text is no TOML
    static TomlNode read(String text) {
        TomlReader reader = new TomlReader(text);
        TomlNode root = TomlNode.table(Form.HEADED, 0, 0);
        reader.members(root);
        while (reader.at < text.length()) {
            reader.section(root);
        }
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
    private void section(TomlNode root) {
        int start = at;
        boolean array = text.startsWith("[[", at);
        at += array ? 2 : 1;
        skipSpace();
        Key key = key();
        skipSpace();
        if (!text.startsWith(array ? "]]" : "]", at)) {
            throw errors.at(at, "toml::parse_file: invalid " + (array ? "array-" : "") + "table key",
                    array ? "expected ]]" : "expected ]");
        }
        at += array ? 2 : 1;
        Key header = new Key(key.names, start, at);
        int end = at;
        if (!skipLines() && !ended()) {
            throw errors.at(end, "toml::parse_file: newline (or EOF) expected", "expected newline");
        }
        TomlNode table = TomlNode.table(Form.HEADED, start, end);
        TomlNode target = array ? appendTable(root, header, table) : openTable(root, header, table);
        members(target);
    }

    /// The `key = value` lines of a table.
    private void members(TomlNode table) {
        boolean newLine = true;
        while (true) {
            newLine |= skipLines();
            if (ended() || peek() == '[') {
                return;
            }
            if (!newLine) {
                throw errors.at(at, "toml::parse_table: newline (LF / CRLF) or EOF is expected", "here");
            }
            newLine = false;
            member(table);
        }
    }

    private void member(TomlNode table) {
        Key key = key();
        skipSpace();
        if (ended() || peek() != '=') {
            throw errors.at(at, "toml::parse_key_value_pair: invalid key value separator `=`", "expected =");
        }
        at++;
        skipSpace();
        TomlNode value = value();
        Map<String, TomlNode> into = Objects.requireNonNull(parent(table, key, true).table);
        TomlNode known = into.putIfAbsent(key.names.getLast(), value);
        if (known != null) {
            throw conflict("failed to insert a value, value already exists", key, "inserting this", known,
                    "but value already exists");
        }
    }

    private EvalException conflict(String what, Key key, String doing, TomlNode known, String why) {
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
        while (!ended() && peek() == '.') {
            at++;
            skipSpace();
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
        return switch (ended() ? '\n' : peek()) {
            case '[' -> array();
            case '{' -> inlineTable();
            default -> values.read(this);
        };
    }

    private TomlNode array() {
        int start = at++;
        List<TomlNode> elements = new ArrayList<>();
        skipLines();
        while (!ended() && peek() != ']') {
            elements.add(value());
            skipLines();
            if (!ended() && peek() == ',') {
                at++;
                skipLines();
            } else if (!ended() && peek() != ']') {
                throw errors.at(at, "toml::parse_array: expected value-separator `,` or closing `]`", "here");
            }
        }
        if (ended()) {
            throw errors.at(at, "toml::parse_array: missing closing bracket `]`", "expected `]`, reached EOF");
        }
        at++;
        return TomlNode.array(Form.VALUE, elements, start, at);
    }

    private TomlNode inlineTable() {
        int start = at++;
        TomlNode table = TomlNode.table(Form.INLINE, start, at);
        skipSpace();
        boolean comma = false;
        while (!ended() && (peek() != '}' || comma)) {
            if (peek() == '}') {
                throw errors.at(at, "toml::parse_inline_table: trailing comma is not allowed in TOML-v1.0.0)", "here");
            }
            member(table);
            skipSpace();
            comma = !ended() && peek() == ',';
            if (comma) {
                at++;
                skipSpace();
            } else if (peek() != '}') {
                throw errors.at(at, "toml::parse_inline_table: expected value-separator `,` or closing `}`", "here");
            }
        }
        if (ended()) {
            throw errors.at(at, "toml::parse_inline_table: missing closing bracket `}`",
                    "expected `}`, reached line end");
        }
        at++;
        table.end = at;
        return table;
    }
}

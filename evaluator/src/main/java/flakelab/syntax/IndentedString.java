package flakelab.syntax;

import flakelab.text.Positions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The pieces of a `''…''` string while it is read, and how its lines lose the indentation they share.
/// Rule: CppNix `ParserState::stripIndentation` (`src/libexpr/include/nix/expr/parser-state.hh`).
final class IndentedString {
    private static final int NO_LINE = 1_000_000;

    private sealed interface Piece {
        /// `raw` unless it was written as an escape, which never counts as indentation.
        record Text(int pos, String text, boolean raw) implements Piece {}

        record Interpolation(int pos, Expr expr) implements Piece {}
    }

    private final List<Piece> pieces = new ArrayList<>();

    void add(int pos, String text, boolean raw) {
        pieces.add(new Piece.Text(pos, text, raw));
    }

    void add(int pos, Expr interpolated) {
        pieces.add(new Piece.Interpolation(pos, interpolated));
    }

    /// The string as an expression; `pos` is where its opening quotes are.
    Expr strip(int pos) {
        Stripper stripper = new Stripper(indentation());
        List<Expr> parts = new ArrayList<>(pieces.size());
        int[] places = new int[pieces.size()];
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text(int place, String text, boolean _)) {
                String stripped = stripper.strip(text);
                if (piece == pieces.getLast()) {
                    stripped = withoutBlankLastLine(stripped);
                }
                if (!stripped.isEmpty()) {
                    places[parts.size()] = place;
                    parts.add(new Expr.StringLiteral(Positions.NONE, stripped));
                }
            } else if (piece instanceof Piece.Interpolation(int place, Expr expr)) {
                stripper.interrupt();
                places[parts.size()] = place;
                parts.add(expr);
            }
        }
        if (parts.isEmpty()) {
            return new Expr.StringLiteral(Positions.NONE, "");
        }
        if (parts.size() == 1 && parts.getFirst() instanceof Expr.StringLiteral only) {
            return only;
        }
        return new Expr.ConcatStrings(pos, true, List.copyOf(parts),
                Arrays.copyOf(places, parts.size()));
    }

    /// The fewest spaces before anything else in a line; a line that is empty or nothing but spaces to the end has no say.
    private int indentation() {
        int least = NO_LINE;
        int current = 0;
        boolean lineStart = true;
        for (Piece piece : pieces) {
            if (!(piece instanceof Piece.Text(int _, String text, boolean raw)) || !raw) {
                if (lineStart) {
                    lineStart = false;
                    least = Math.min(least, current);
                }
                continue;
            }
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n') {
                    lineStart = true;
                    current = 0;
                } else if (lineStart && c == ' ') {
                    current++;
                } else if (lineStart) {
                    lineStart = false;
                    least = Math.min(least, current);
                }
            }
        }
        return least;
    }

    private static String withoutBlankLastLine(String text) {
        int newline = text.lastIndexOf('\n');
        if (newline < 0) {
            return text;
        }
        for (int i = newline + 1; i < text.length(); i++) {
            if (text.charAt(i) != ' ') {
                return text;
            }
        }
        return text.substring(0, newline + 1);
    }

    /// Drops up to `indentation` spaces at the start of each line, over all pieces of a string in turn.
    private static final class Stripper {
        private final int indentation;
        private boolean lineStart = true;
        private int dropped;

        Stripper(int indentation) {
            this.indentation = indentation;
        }

        void interrupt() {
            lineStart = false;
            dropped = 0;
        }

        String strip(String text) {
            StringBuilder out = new StringBuilder(text.length());
            int i = 0;
            while (i < text.length()) {
                if (lineStart) {
                    char c = text.charAt(i++);
                    if (c == ' ') {
                        if (dropped++ >= indentation) {
                            out.append(c);
                        }
                    } else {
                        dropped = 0;
                        lineStart = c == '\n';
                        out.append(c);
                    }
                } else {
                    int newline = text.indexOf('\n', i);
                    int to = newline < 0 ? text.length() : newline + 1;
                    out.append(text, i, to);
                    lineStart = newline >= 0;
                    i = to;
                }
            }
            return out.toString();
        }
    }
}

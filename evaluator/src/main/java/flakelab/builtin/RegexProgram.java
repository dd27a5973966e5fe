package flakelab.builtin;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The automaton a pattern becomes: parallel arrays of states, in the shape of libstdc++'s `_NFA`.
///
/// A state's `next` is followed when it succeeds; `REPEAT` and `EITHER` also have an `alt`, which is tried first.
/// States are never removed, only bypassed, because the limit on their number is part of the behaviour.
final class RegexProgram {
    /// More states than this and CppNix says "memory limit exceeded by regular expression".
    static final int STATE_LIMIT = 100_000;

    static final byte EMPTY = 0;
    static final byte MATCH = 1;
    static final byte REPEAT = 2;
    static final byte EITHER = 3;
    static final byte OPEN = 4;
    static final byte CLOSE = 5;
    static final byte LINE_BEGIN = 6;
    static final byte LINE_END = 7;
    static final byte ACCEPT = 8;
    /// A `REPEAT` whose body is one `MATCH` leading back to it.
    static final byte RUN = 9;

    byte[] op = new byte[16];
    int[] next = new int[16];
    int[] alt = new int[16];
    /// The group of `OPEN` and `CLOSE`.
    int[] group = new int[16];
    /// The characters a `MATCH` takes.
    BitSet[] set = new BitSet[16];
    int size;
    int groups;

    /// Part of the automaton with one way in and one way out.
    record Piece(int start, int end) {}

    int add(byte opcode, int nextState, int altState) throws Regex.TooLarge {
        if (size == op.length) {
            grow();
        }
        op[size] = opcode;
        next[size] = nextState;
        alt[size] = altState;
        if (size + 1 > STATE_LIMIT) {
            throw new Regex.TooLarge();
        }
        return size++;
    }

    Piece single(byte opcode) throws Regex.TooLarge {
        int state = add(opcode, -1, -1);
        return new Piece(state, state);
    }

    Piece match(BitSet characters) throws Regex.TooLarge {
        Piece piece = single(MATCH);
        set[piece.start] = characters;
        return piece;
    }

    Piece mark(byte opcode, int groupNumber) throws Regex.TooLarge {
        Piece piece = single(opcode);
        group[piece.start] = groupNumber;
        return piece;
    }

    Piece join(Piece first, Piece second) {
        next[first.end] = second.start;
        return new Piece(first.start, second.end);
    }

    /// A copy of a piece, of fresh states with the same groups.
    Piece copy(Piece piece) throws Regex.TooLarge {
        Map<Integer, Integer> copies = new HashMap<>();
        int[] work = new int[16];
        int depth = 0;
        work[depth++] = piece.start;
        while (depth > 0) {
            int from = work[--depth];
            int to = add(op[from], next[from], alt[from]);
            group[to] = group[from];
            set[to] = set[from];
            copies.put(from, to);
            if (depth + 2 > work.length) {
                work = Arrays.copyOf(work, work.length * 2);
            }
            if (alt[from] >= 0 && !copies.containsKey(alt[from])) {
                work[depth++] = alt[from];
            }
            if (from != piece.end && next[from] >= 0 && !copies.containsKey(next[from])) {
                work[depth++] = next[from];
            }
        }
        for (int to : copies.values()) {
            next[to] = next[to] < 0 ? -1 : copies.getOrDefault(next[to], -1);
            alt[to] = alt[to] < 0 ? -1 : copies.getOrDefault(alt[to], -1);
        }
        return new Piece(copies.getOrDefault(piece.start, -1), copies.getOrDefault(piece.end, -1));
    }

    /// Takes the empty states out of every path and marks the loops over one character.
    void finish() {
        for (int state = 0; state < size; state++) {
            next[state] = past(next[state]);
            alt[state] = past(alt[state]);
        }
        for (int state = 0; state < size; state++) {
            if (op[state] == REPEAT && alt[state] >= 0 && op[alt[state]] == MATCH
                    && next[alt[state]] == state) {
                op[state] = RUN;
                set[state] = set[alt[state]];
            }
        }
    }

    private int past(int state) {
        int result = state;
        while (result >= 0 && op[result] == EMPTY) {
            result = next[result];
        }
        return result;
    }

    /// The characters a match can begin with, or null if it may be empty.
    @Nullable
    BitSet firsts(int start) {
        BitSet seen = new BitSet(size);
        BitSet result = new BitSet(256);
        int[] work = new int[size + 1];
        int depth = 0;
        work[depth++] = start;
        seen.set(start);
        while (depth > 0) {
            int state = work[--depth];
            switch (op[state]) {
                case MATCH -> result.or(set[state]);
                case ACCEPT, LINE_END -> {
                    return null;
                }
                default -> {
                    if (!seen.get(next[state])) {
                        seen.set(next[state]);
                        work[depth++] = next[state];
                    }
                    if (alt[state] >= 0 && !seen.get(alt[state])) {
                        seen.set(alt[state]);
                        work[depth++] = alt[state];
                    }
                }
            }
        }
        return result;
    }

    private void grow() {
        int capacity = op.length * 2;
        op = Arrays.copyOf(op, capacity);
        next = Arrays.copyOf(next, capacity);
        alt = Arrays.copyOf(alt, capacity);
        group = Arrays.copyOf(group, capacity);
        set = Arrays.copyOf(set, capacity);
    }
}

package flakelab.builtin;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Runs a [RegexProgram] over one string the way libstdc++'s depth-first executor does (`regex_executor.tcc`).
///
/// Repetitions are greedy and stop at the first success; of alternatives both are tried and the longest match wins, the
/// first found among equally long ones. What is to be tried later lies on a stack of our own, so the length of the
/// input is bounded by memory only.
final class RegexMachine {
    /// The search may only match something longer than nothing.
    static final int NOT_EMPTY = 1;
    /// The search may only match at its very start.
    static final int CONTINUOUS = 2;
    /// The search does not start at the beginning of a line.
    static final int PREVIOUS_AVAILABLE = 4;

    private static final int TRY = 0;
    private static final int FALL_BACK = 1;
    private static final int OTHER_ALTERNATIVE = 2;
    private static final int MERGE = 3;
    private static final int SET_START = 4;
    private static final int SET_END = 5;
    private static final int SET_REPEAT = 6;
    private static final int ONCE_MORE = 7;
    private static final int SHORTER_RUN = 8;

    private final RegexProgram program;
    private final String input;
    private final int[] starts;
    private final int[] ends;
    private final int[] solutionStarts;
    private final int[] solutionEnds;
    /// Where each `REPEAT` was entered last, and how often there: an empty body runs twice at most.
    private final int[] repeatAt;
    private final byte[] repeatCount;

    /// Frames of four: kind, state, and two values.
    private int[] stack = new int[256];
    private int depth;
    private int at;
    private int begin;
    private int flags;
    private boolean exact;
    private boolean found;
    private int solutionEnd;

    RegexMachine(RegexProgram program, String input) {
        this.program = program;
        this.input = input;
        starts = new int[program.groups];
        ends = new int[program.groups];
        solutionStarts = new int[program.groups];
        solutionEnds = new int[program.groups];
        repeatAt = new int[program.size];
        repeatCount = new byte[program.size];
    }

    /// Whether the whole input matches.
    boolean matches() {
        exact = true;
        begin = 0;
        return run();
    }

    /// Looks for the first match at or after `from`.
    boolean search(int from, int searchFlags, @Nullable BitSet firsts) {
        exact = false;
        flags = searchFlags;
        begin = from;
        if (run()) {
            return true;
        }
        if ((flags & CONTINUOUS) != 0) {
            return false;
        }
        flags |= PREVIOUS_AVAILABLE;
        while (begin < input.length()) {
            begin++;
            if (firsts != null) {
                while (begin < input.length() && !firsts.get(input.charAt(begin))) {
                    begin++;
                }
                if (begin == input.length()) {
                    return false;
                }
            }
            if (run()) {
                return true;
            }
        }
        return false;
    }

    /// Where group `group` of the last match starts; -1 if it took no part.
    int start(int group) {
        return solutionEnds[group] < 0 ? -1 : solutionStarts[group];
    }

    int end(int group) {
        return solutionEnds[group];
    }

    private boolean run() {
        Arrays.fill(starts, -1);
        Arrays.fill(ends, -1);
        found = false;
        solutionEnd = -1;
        at = begin;
        depth = 0;
        push(TRY, 0, 0, 0);
        while (depth > 0) {
            depth -= 4;
            int state = stack[depth + 1];
            int value = stack[depth + 2];
            int other = stack[depth + 3];
            switch (stack[depth]) {
                case TRY -> enter(state);
                case FALL_BACK -> {
                    if (!found) {
                        at = value;
                        enter(state);
                    }
                }
                case OTHER_ALTERNATIVE -> {
                    push(MERGE, 0, found ? 1 : 0, 0);
                    at = value;
                    found = false;
                    enter(state);
                }
                case MERGE -> found |= value != 0;
                case SET_START -> starts[state] = value;
                case SET_END -> ends[state] = value;
                case SET_REPEAT -> {
                    repeatAt[state] = value;
                    repeatCount[state] = (byte) other;
                }
                case ONCE_MORE -> onceMore(state);
                case SHORTER_RUN -> {
                    if (!found) {
                        at = value;
                        if (value > other) {
                            push(SHORTER_RUN, state, value - 1, other);
                        }
                        enter(state);
                    }
                }
                default -> throw new AssertionError();
            }
            if (solutionEnd == input.length()) {
                // Nothing found later could be longer; leave the counters as an untouched machine has them.
                Arrays.fill(repeatAt, 0);
                Arrays.fill(repeatCount, (byte) 0);
                return true;
            }
        }
        return solutionEnd >= 0;
    }

    /// Follows states from `first` until one fails or leaves something to try later.
    private void enter(int first) {
        int state = first;
        while (true) {
            switch (program.op[state]) {
                case RegexProgram.MATCH -> {
                    if (at == input.length() || !program.set[state].get(input.charAt(at))) {
                        return;
                    }
                    at++;
                }
                case RegexProgram.RUN -> {
                    int from = at;
                    BitSet set = program.set[state];
                    while (at < input.length() && set.get(input.charAt(at))) {
                        at++;
                    }
                    if (at > from) {
                        push(SHORTER_RUN, program.next[state], at - 1, from);
                    }
                }
                case RegexProgram.REPEAT -> {
                    push(FALL_BACK, program.next[state], at, 0);
                    push(ONCE_MORE, state, 0, 0);
                    return;
                }
                case RegexProgram.EITHER -> {
                    push(OTHER_ALTERNATIVE, program.next[state], at, 0);
                    state = program.alt[state];
                    continue;
                }
                case RegexProgram.OPEN -> {
                    int group = program.group[state];
                    push(SET_START, group, starts[group], 0);
                    starts[group] = at;
                }
                case RegexProgram.CLOSE -> {
                    int group = program.group[state];
                    push(SET_END, group, ends[group], 0);
                    ends[group] = at;
                }
                case RegexProgram.LINE_BEGIN -> {
                    if (at != begin || (flags & PREVIOUS_AVAILABLE) != 0) {
                        return;
                    }
                }
                case RegexProgram.LINE_END -> {
                    if (at != input.length()) {
                        return;
                    }
                }
                case RegexProgram.ACCEPT -> {
                    accept();
                    return;
                }
                default -> throw new AssertionError();
            }
            state = program.next[state];
        }
    }

    private void onceMore(int state) {
        if (repeatCount[state] == 0 || repeatAt[state] != at) {
            push(SET_REPEAT, state, repeatAt[state], repeatCount[state]);
            repeatAt[state] = at;
            repeatCount[state] = 1;
        } else if (repeatCount[state] < 2) {
            push(SET_REPEAT, state, repeatAt[state], repeatCount[state]);
            repeatCount[state]++;
        } else {
            return;
        }
        enter(program.alt[state]);
    }

    private void accept() {
        if (exact && at != input.length() || at == begin && (flags & NOT_EMPTY) != 0) {
            return;
        }
        found = true;
        if (at > solutionEnd) {
            solutionEnd = at;
            System.arraycopy(starts, 0, solutionStarts, 0, starts.length);
            System.arraycopy(ends, 0, solutionEnds, 0, ends.length);
        }
    }

    private void push(int kind, int state, int value, int other) {
        if (depth + 4 > stack.length) {
            stack = Arrays.copyOf(stack, Math.multiplyExact(stack.length, 2));
        }
        stack[depth] = kind;
        stack[depth + 1] = state;
        stack[depth + 2] = value;
        stack[depth + 3] = other;
        depth += 4;
    }
}

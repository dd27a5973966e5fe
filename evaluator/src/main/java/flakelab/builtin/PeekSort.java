package flakelab.builtin;

import flakelab.value.Value;

/// Peeksort, a stable merge sort that uses runs already there (Munro and Wild, "Nearly-Optimal Mergesorts", 2018).
///
/// CppNix sorts this way too, so that even with an order that is none the result, and the first error, are the same;
/// Java's own sort refuses such orders.
final class PeekSort {
    private static final int INSERTION_LIMIT = 16;

    /// Whether the first value comes strictly before the second.
    interface Less {
        boolean test(Value a, Value b);
    }

    private final Value[] a;
    private final Value[] buffer;
    private final Less less;

    private PeekSort(Value[] a, Less less) {
        this.a = a;
        this.buffer = new Value[a.length];
        this.less = less;
    }

    static void sort(Value[] values, Less less) {
        if (values.length == 2) {
            if (less.test(values[1], values[0])) {
                Value first = values[0];
                values[0] = values[1];
                values[1] = first;
            }
        } else if (values.length > 2) {
            new PeekSort(values, less).sort(0, values.length, 0, values.length);
        }
    }

    /// Sorts `[from, to)`, of which `[from, leftEnd)` and `[rightStart, to)` are sorted.
    private void sort(int from, int to, int leftEnd, int rightStart) {
        if (leftEnd == to || rightStart == from) {
            return;
        }
        if (to - from <= INSERTION_LIMIT) {
            insertionSort(from, to);
            return;
        }
        int middle = from + (to - from) / 2;
        if (middle <= leftEnd) {
            sort(leftEnd, to, leftEnd + 1, rightStart);
            merge(from, leftEnd, to);
        } else if (middle >= rightStart) {
            sort(from, rightStart, leftEnd, rightStart - 1);
            merge(from, rightStart, to);
        } else {
            sortAround(middle, from, to, leftEnd, rightStart);
        }
    }

    /// Finds the run across the middle and splits at the nearer of its ends.
    private void sortAround(int middle, int from, int to, int leftEnd, int rightStart) {
        boolean falling = less.test(a[middle], a[middle - 1]);
        int start = middle - 1;
        while (start > leftEnd && less.test(a[start], a[start - 1]) == falling) {
            start--;
        }
        int end = middle - 1;
        while (end + 1 < rightStart && less.test(a[end + 1], a[end]) == falling) {
            end++;
        }
        end++;
        if (falling) {
            reverse(start, end);
        }
        if (start == from && end == to) {
            return;
        }
        if (middle - start < end - middle) {
            sort(from, start, leftEnd, start - 1);
            sort(start, to, end, rightStart);
            merge(from, start, to);
        } else {
            sort(from, end, leftEnd, start);
            sort(end, to, end + 1, rightStart);
            merge(from, end, to);
        }
    }

    private void insertionSort(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            for (int j = i; j > from && less.test(a[j], a[j - 1]); j--) {
                Value moved = a[j];
                a[j] = a[j - 1];
                a[j - 1] = moved;
            }
        }
    }

    private void merge(int from, int middle, int to) {
        System.arraycopy(a, from, buffer, 0, to - from);
        int left = 0;
        int leftEnd = middle - from;
        int right = leftEnd;
        int end = to - from;
        int out = from;
        while (left < leftEnd && right < end) {
            a[out++] = less.test(buffer[right], buffer[left]) ? buffer[right++] : buffer[left++];
        }
        System.arraycopy(buffer, left, a, out, leftEnd - left);
        out += leftEnd - left;
        System.arraycopy(buffer, right, a, out, end - right);
    }

    private void reverse(int from, int to) {
        for (int i = from, j = to - 1; i < j; i++, j--) {
            Value moved = a[i];
            a[i] = a[j];
            a[j] = moved;
        }
    }
}

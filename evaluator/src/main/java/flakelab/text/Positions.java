package flakelab.text;

import java.util.Arrays;
import java.util.Optional;

/// Packs positions of all sources of a session into single ints, as CppNix's `PosTable`.
///
/// Each source gets a range of ints; a packed position is the range's start plus the byte offset. 0 is "no position".
public final class Positions {
    /// No position.
    public static final int NONE = 0;

    private int[] starts = new int[256];
    private Source[] sources = new Source[256];
    private int count;
    private int next = 1;

    /// Registers a source and returns the packed position of its first byte.
    public synchronized int add(Source source) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            sources = Arrays.copyOf(sources, count * 2);
        }
        int start = next;
        starts[count] = start;
        sources[count++] = source;
        next = Math.addExact(start, source.text().length() + 1);
        return start;
    }

    /// The place a packed position stands for; empty for [#NONE].
    public synchronized Optional<Position> resolve(int packed) {
        if (packed <= 0 || packed >= next) {
            return Optional.empty();
        }
        int at = Arrays.binarySearch(starts, 0, count, packed);
        int index = at >= 0 ? at : -at - 2;
        return Optional.of(new Position(sources[index], packed - starts[index]));
    }
}

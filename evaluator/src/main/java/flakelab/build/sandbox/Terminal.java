package flakelab.build.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A pseudoterminal a builder writes its log to, so that programs show what they show people, as under CppNix.
///
/// In raw mode: bytes pass unchanged. Linux only.
@SuppressWarnings("restricted") // calling the C library is the point
final class Terminal implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_CLOEXEC = 0x80000;
    private static final int TERMIOS_SIZE = 256; // more than any
    private static final int BUFFER = 16 * 1024;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPENPT = function("posix_openpt", JAVA_INT);
    private static final MethodHandle UNLOCKPT = function("unlockpt", JAVA_INT);
    private static final MethodHandle PTSNAME = function("ptsname_r", JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle TCGETATTR = function("tcgetattr", JAVA_INT, ADDRESS);
    private static final MethodHandle TCSETATTR = function("tcsetattr", JAVA_INT, JAVA_INT,
            ADDRESS);
    private static final MethodHandle CFMAKERAW = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("cfmakeraw"), FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = function("close", JAVA_INT);
    private static final MethodHandle READ = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("read"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final int master;
    private final String name;
    private int slave;
    private boolean closed;

    private Terminal(int master, String name, int slave) {
        this.master = master;
        this.name = name;
        this.slave = slave;
    }

    private static MethodHandle function(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /// Opens one.
    ///
    /// @throws IOException where there are none
    static Terminal open() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int master = check((int) OPENPT.invokeExact(O_RDWR | O_NOCTTY | O_CLOEXEC));
            MemorySegment name = arena.allocate(128);
            check((int) UNLOCKPT.invokeExact(master));
            check(-(int) PTSNAME.invokeExact(master, name, name.byteSize()));
            MemorySegment mode = arena.allocate(TERMIOS_SIZE);
            check((int) TCGETATTR.invokeExact(master, mode));
            CFMAKERAW.invokeExact(mode);
            check((int) TCSETATTR.invokeExact(master, 0, mode));
            int slave = check((int) OPEN.invokeExact(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
            return new Terminal(master, name.getString(0), slave);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static int check(int result) throws IOException {
        if (result < 0) {
            throw new IOException("cannot open a pseudoterminal");
        }
        return result;
    }

    private static IOException rethrow(Throwable e) {
        return switch (e) {
            case IOException known -> known;
            case RuntimeException known -> throw known;
            case Error known -> throw known;
            default -> new IOException(e);
        };
    }

    /// What the builder's side is called: `/dev/pts/7`.
    String name() {
        return name;
    }

    /// Lets go of the builder's side, which this process holds so that the terminal does not end before a builder has it.
    void release() throws IOException {
        int held = slave;
        slave = -1;
        if (held >= 0) {
            close(held);
        }
    }

    /// What is written to it; ends when nobody has it open any more.
    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return Terminal.this.read(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                Terminal.this.close();
            }
        };
    }

    private int read(byte[] bytes, int offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int room = Math.min(length, BUFFER);
            MemorySegment buffer = arena.allocate(room);
            long count = (long) READ.invokeExact(master, buffer, (long) room);
            if (count <= 0) {
                return -1; // the kernel calls the end an error
            }
            MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, offset, (int) count);
            return (int) count;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            release();
            close(master);
        }
    }

    private static void close(int descriptor) throws IOException {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }
}

package flakelab.nar;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/// The few system calls Nix's stores need and Java does not have: links with any target, and `flock`, whose locks are
/// not those of Java's `FileLock`, which CppNix would not see.
///
/// Paths are byte strings, one Latin-1 char per byte.
@SuppressWarnings("restricted") // calling C is
public final class Posix {
    public static final int LOCK_SHARED = 1;
    public static final int LOCK_EXCLUSIVE = 2;
    public static final int LOCK_NO_WAIT = 4;
    public static final int UNLOCK = 8;

    private static final boolean LINUX = System.getProperty("os.name", "")
        .toLowerCase(Locale.ROOT)
        .contains("linux");
    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = LINUX ? 0x80000 : 0x1000000;
    private static final int O_CREAT = LINUX ? 0x40 : 0x200;
    private static final int OWNER_ONLY = 0600;
    private static final int SEEK_END = 2;
    private static final int EINTR = 4;
    private static final int EWOULDBLOCK = LINUX ? 11 : 35;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE
        .varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle SYMLINK = function("symlink",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE = function("close",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FLOCK = function("flock",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle LSEEK = function("lseek",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle WRITE = function("write",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private Posix() {}

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type,
                Linker.Option.captureCallState("errno"));
    }

    /// Makes a symbolic link; the target is kept byte by byte.
    public static void symlink(String target, Path link) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            check((int) SYMLINK.invokeExact(state, text(arena, target),
                    text(arena, FileNames.latin1(link))), state,
                    "creating symlink", link);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// Opens a file for reading and writing, making it (for its owner only) if it is not there; returns the descriptor.
    public static int open(Path path) throws IOException {
        return open(path, O_RDWR | O_CREAT | O_CLOEXEC);
    }

    /// Opens a directory; returns the descriptor.
    public static int openDirectory(Path path) throws IOException {
        return open(path, O_RDONLY | O_CLOEXEC);
    }

    private static int open(Path path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return check(
                    (int) OPEN.invokeExact(state, text(arena, FileNames.latin1(path)), flags,
                            OWNER_ONLY),
                    state,
                    "opening", path);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    public static void close(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            check((int) CLOSE.invokeExact(state, descriptor), state, "closing", descriptor);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// Locks or unlocks; false only if [#LOCK_NO_WAIT] is set and another process holds the lock.
    public static boolean flock(int descriptor, int operation) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            while ((int) FLOCK.invokeExact(state, descriptor, operation) != 0) {
                int error = (int) ERRNO.get(state, 0L);
                if (error == EWOULDBLOCK) {
                    return false;
                }
                if (error != EINTR) {
                    throw failure("locking", descriptor, error);
                }
            }
            return true;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// The file's length; moves to its end.
    public static long size(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long size = (long) LSEEK.invokeExact(state, descriptor, 0L, SEEK_END);
            check((int) Math.min(size, 0), state, "seeking", descriptor);
            return size;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// Writes a text where the descriptor stands.
    public static void write(int descriptor, String latin1) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment bytes = text(arena, latin1);
            long written = (long) WRITE.invokeExact(state, descriptor, bytes,
                    (long) latin1.length());
            check((int) Math.min(written, 0), state, "writing", descriptor);
            if (written < latin1.length()) {
                throw new IOException("short write");
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static MemorySegment text(Arena arena, String latin1) {
        return arena.allocateFrom(latin1, StandardCharsets.ISO_8859_1);
    }

    private static int check(int result, MemorySegment state, String doing, Object what)
            throws IOException {
        if (result < 0) {
            throw failure(doing, what, (int) ERRNO.get(state, 0L));
        }
        return result;
    }

    private static IOException failure(String doing, Object what, int error) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(error);
            return new IOException(
                    doing + " " + what + ": " + text.reinterpret(Long.MAX_VALUE).getString(0));
        } catch (Throwable e) {
            return new IOException(doing + " " + what + ": error " + error, e);
        }
    }

    /// Method handles declare `Throwable`; only these can come.
    private static IOException rethrow(Throwable e) {
        return switch (e) {
            case IOException known -> known;
            case RuntimeException known -> throw known;
            case Error known -> throw known;
            default -> new IOException(e);
        };
    }
}

package flakelab.repl.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Puts a program in the place of this process, by `execve(2)`: it has the terminal, the process group, the parent and the
/// signals that `nix` would have, and its exit status is ours.
///
/// The virtual machine leaves no other trace: its handlers go with it, what it blocks is unblocked, its files are closed.
@SuppressWarnings("restricted") // calling the C library is the point
final class Exec {
    private static final int ENOENT = 2;
    private static final int ENOEXEC = 8;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int SIGNAL_SET_SIZE = 128; // more than any
    private static final boolean MAC = System.getProperty("os.name", "").startsWith("Mac");
    private static final int SIG_SETMASK = MAC ? 3 : 2;
    private static final int FIRST_OF_OURS = 3;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final MethodHandle EXECVE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("execve"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle SIGPROCMASK = function("pthread_sigmask",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle FCNTL = function("fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CHDIR = function("chdir",
            FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle STRERROR = function("strerror",
            FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Exec() {}

    private static MethodHandle function(String name, FunctionDescriptor type,
            Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    /// Becomes the program; comes back only to say why that was not possible.
    ///
    /// @param kept descriptors above 2 that the program is to have
    static NixException become(Program program, Set<Integer> kept) {
        try (Arena arena = Arena.ofConfined()) {
            prepare(arena, program, kept);
            MemorySegment arguments = texts(arena, program.arguments());
            MemorySegment environment = texts(arena, program.environment()
                .entrySet()
                .stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList());
            int why = ENOENT;
            for (String file : program.candidates()) {
                int error = execute(arena, file, arguments, environment);
                if (error == ENOEXEC && !program.file().contains("/")) {
                    error = execute(arena, "/bin/sh", shell(arena, file, program), environment);
                }
                if (error != ENOENT && error != ENOTDIR && error != EACCES) {
                    why = error;
                    break;
                }
                why = error == EACCES ? error : why;
            }
            return SessionErrors.error(
                    Emphasis.format("unable to execute '%s'", program.file()) + ": " + words(why));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void prepare(Arena arena, Program program, Set<Integer> kept) throws Throwable {
        if (program.directory().isPresent()) {
            String place = program.directory().get().toString();
            if ((int) CHDIR.invokeExact(arena.allocateFrom(place)) != 0) {
                throw SessionErrors.error(Emphasis.format("chdir to %s failed", '"' + place + '"'));
            }
        }
        for (int descriptor : open()) {
            if (descriptor >= FIRST_OF_OURS && !kept.contains(descriptor)) {
                int ignored = (int) FCNTL.invokeExact(descriptor, F_SETFD, FD_CLOEXEC);
            }
        }
        int ignored = (int) SIGPROCMASK.invokeExact(SIG_SETMASK, arena.allocate(SIGNAL_SET_SIZE),
                MemorySegment.NULL);
    }

    private static List<Integer> open() {
        List<Integer> descriptors = new ArrayList<>();
        String[] names = new File("/dev/fd").list();
        for (String name : names == null ? new String[0] : names) {
            descriptors.add(Integer.valueOf(name));
        }
        return descriptors;
    }

    /// Tries one file; the number of the error.
    private static int execute(Arena arena, String file, MemorySegment arguments,
            MemorySegment environment) throws Throwable {
        MemorySegment state = arena.allocate(STATE);
        int ignored = (int) EXECVE.invokeExact(state, text(arena, file), arguments, environment);
        return state.get(JAVA_INT, STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    }

    /// A file that is no program is one for the shell.
    private static MemorySegment shell(Arena arena, String file, Program program) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", file));
        words.addAll(program.arguments().subList(1, program.arguments().size()));
        return texts(arena, words);
    }

    private static MemorySegment texts(Arena arena, List<String> latin1) {
        MemorySegment array = arena.allocate(ADDRESS, latin1.size() + 1L); // ends with a null
        for (int i = 0; i < latin1.size(); i++) {
            array.setAtIndex(ADDRESS, i, text(arena, latin1.get(i)));
        }
        return array;
    }

    private static MemorySegment text(Arena arena, String latin1) {
        return arena.allocateFrom(latin1, StandardCharsets.ISO_8859_1);
    }

    private static String words(int error) throws Throwable {
        MemorySegment text = (MemorySegment) STRERROR.invokeExact(error);
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }
}

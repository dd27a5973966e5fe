package flakelab.build.sandbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The shell that is `/bin/sh` in a sandbox where no `sandbox-paths` say otherwise.
///
/// CppNix has one compiled in (Debian's is `/usr/bin/bash-static`). We take a static shell if the machine has one, else
/// the machine's own `/bin/sh` with the libraries it loads, and nothing else of the machine.
final class HostShell {
    private static final List<String> STATIC = List.of("/usr/bin/bash-static", "/bin/bash-static",
            "/usr/bin/busybox-static", "/bin/busybox.static", "/usr/bin/busybox", "/bin/busybox");
    private static final int INTERPRETER = 3;

    private HostShell() {}

    /// What to mount: place in the sandbox to place on this machine. Empty where there is no shell.
    static SortedMap<String, Path> mounts() {
        SortedMap<String, Path> mounts = new TreeMap<>();
        try {
            for (String candidate : STATIC) {
                Path shell = Path.of(candidate);
                if (Files.isExecutable(shell) && interpreter(shell).isEmpty()) {
                    mounts.put("/bin/sh", shell.toRealPath());
                    return mounts;
                }
            }
            Path shell = Path.of("/bin/sh").toRealPath();
            mounts.put("/bin/sh", shell);
            Optional<String> interpreter = interpreter(shell);
            if (interpreter.isPresent()) {
                addLibraries(interpreter.get(), shell, mounts);
            }
        } catch (IOException e) {
            mounts.clear(); // builders that need /bin/sh then say it is missing
        }
        return mounts;
    }

    /// Asks the dynamic loader which files it would load.
    private static void addLibraries(String interpreter, Path program,
            SortedMap<String, Path> mounts)
            throws IOException {
        mounts.put(interpreter, Path.of(interpreter).toRealPath());
        Process process = new ProcessBuilder(interpreter, "--list", program.toString())
            .redirectErrorStream(true)
            .start();
        process.getOutputStream().close();
        String listing = new String(process.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
        for (String word : listing.split("\\s+")) {
            if (word.startsWith("/")) {
                mounts.put(word, Path.of(word).toRealPath());
            }
        }
    }

    /// The dynamic loader an ELF program names; empty for a static one.
    private static Optional<String> interpreter(Path program) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(program.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(file.length(), 4096)];
            file.readFully(bytes);
            boolean elf64 = bytes.length >= 64 && bytes[0] == 0x7f && bytes[1] == 'E'
                    && bytes[4] == 2;
            if (!elf64) {
                throw new IOException("not a 64-bit ELF program: " + program);
            }
            ByteBuffer header = ByteBuffer.wrap(bytes)
                .order(bytes[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int at = (int) header.getLong(32);
            int size = header.getShort(54);
            int count = header.getShort(56);
            for (int i = 0; i < count; i++, at += size) {
                if (header.getInt(at) == INTERPRETER) {
                    int offset = (int) header.getLong(at + 8);
                    int length = (int) header.getLong(at + 32) - 1; // without the final zero
                    byte[] name = new byte[length];
                    file.seek(offset);
                    file.readFully(name);
                    return Optional.of(new String(name, StandardCharsets.UTF_8));
                }
            }
            return Optional.empty();
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("malformed program: " + program, e);
        }
    }
}

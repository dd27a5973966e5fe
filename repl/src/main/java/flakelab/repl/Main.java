package flakelab.repl;

import flakelab.repl.cli.CommandLine;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.List;

/// Entry of the launcher: the first argument is the name the program was called by.
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        Invocation invocation = new Invocation(words.isEmpty() ? "flakelab" : words.getFirst(),
                words.isEmpty() ? words : words.subList(1, words.size()), System.getenv(),
                Path.of(System.getProperty("user.dir", "")), new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
        int status = CommandLine.run(invocation, Interactive::run);
        if (status != 0 || othersRun()) {
            System.exit(status);
        }
    }

    /// Whether the JVM would outlive this thread. If not, returning ends it sooner than `System.exit`, which looks through
    /// every jar for a logger to tell (20 to 30 ms).
    private static boolean othersRun() {
        Thread[] threads = new Thread[Thread.activeCount() + 8];
        int count = Thread.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (!threads[i].isDaemon() && threads[i] != Thread.currentThread()) {
                return true;
            }
        }
        return false;
    }
}

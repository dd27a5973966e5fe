package flakelab.kernel.install;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The command line that starts what is running now, with absolute paths.
public final class Command {
    /// Names the file of the AOT cache that the launcher makes; there need not be one yet (the JVM then starts without).
    static final String AOT_PROPERTY = "flakelab.aot";

    private Command() {}

    /// The same java, JVM flags and class path as this process, running `main` with `arguments`.
    public static List<String> likeThis(String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String aot = System.getProperty(AOT_PROPERTY);
        if (aot != null) {
            command.add("-XX:AOTCache=" + aot);
        }
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            boolean ours = flag.startsWith("-X") && !flag.startsWith("-XX:AOT")
                    || flag.startsWith("--enable-native-access");
            if (ours) {
                command.add(flag);
            }
        }
        command.add("-cp");
        command.add(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
            .collect(Collectors.joining(File.pathSeparator)));
        command.add(main);
        command.addAll(List.of(arguments));
        return command;
    }
}

package flakelab.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What this machine adds to the defaults of `system-features` and `extra-platforms`; looked at only when asked for
/// (CppNix `Settings::getDefaultSystemFeatures`, `computeLevels`).
final class Machine {
    private static final List<Set<String>> X86_64_LEVELS = List.of(
            Set.of("cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"),
            Set.of("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"),
            Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"));

    private Machine() {}

    static List<String> features(Setting<List<String>> setting) {
        TreeSet<String> words = new TreeSet<>(setting.standard());
        if (setting == StandardSettings.SYSTEM_FEATURES) {
            Path kvm = Path.of("/dev/kvm");
            if (Files.isReadable(kvm) && Files.isWritable(kvm)) {
                words.add("kvm");
            }
        } else if (StandardSettings.SYSTEM.standard().equals("x86_64-linux")) {
            words.add("i686-linux");
            addLevels(words);
        }
        return List.copyOf(words);
    }

    private static void addLevels(Set<String> platforms) {
        Set<String> flags = processorFlags();
        if (flags.isEmpty()) {
            return;
        }
        platforms.add("x86_64-v1-linux");
        int level = 2;
        for (Set<String> needed : X86_64_LEVELS) {
            if (!flags.containsAll(needed)) {
                return;
            }
            platforms.add("x86_64-v" + level++ + "-linux");
        }
    }

    private static Set<String> processorFlags() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> Set.of(line.substring(line.indexOf(':') + 1).trim().split(" ")))
                .orElse(Set.of());
        } catch (IOException | RuntimeException e) {
            return Set.of();
        }
    }
}

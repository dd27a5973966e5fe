package flakelab.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.Session;
import flakelab.session.SessionOptions;
import flakelab.session.StandardSettings;
import flakelab.session.command.FlakeJob;
import flakelab.session.command.FlakeJob.Action;
import flakelab.session.command.Locking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lock file, `flake metadata --json` and `flake show --json` of the [SampleFlakes], which are those of CppNix 2.34.8.
///
/// What CppNix gave is kept beside; where a CppNix of these words is at hand (see [RealNix]), it is asked anew, and
/// `-Daccept=true` keeps its answers. `FLAKELAB_REAL_FLAKES` names a directory of other people's flakes for the tenth.
class FlakesOracleTest {
    private static final Path EXPECTED = Path.of("src/test/resources/flakelab/oracle/flakes");

    /// Metadata when the lock file is there: hashes of a source that names the directory, so they are not kept.
    private static final String AFTER = ".metadata-after";

    @TempDir
    Path given;

    /// Three texts by what they are, for each flake.
    private record Answers(Map<String, String> texts) {}

    @Test
    void asKept() throws Exception {
        assumeTrue(!Boolean.getBoolean("accept"), "answers are being kept anew");
        Path directory = directory(null);
        Answers ours = ours(directory, SampleFlakes.NAMES);
        ours.texts().keySet().removeIf(what -> what.endsWith(AFTER));
        for (var answer : ours.texts().entrySet()) {
            assertThat(masked(answer.getValue(), directory)).as(answer.getKey())
                .isEqualTo(Files.readString(EXPECTED.resolve(answer.getKey())));
        }
    }

    @Test
    void asCppNixSays() throws Exception {
        Optional<RealNix> nix = RealNix.find().filter(found -> found.minor() >= RealNix.SAME_WORDS);
        assumeTrue(nix.isPresent(), "no CppNix 2.34 to compare with");
        String where = System.getenv("FLAKELAB_REAL_FLAKES");
        Path real = where == null ? null : Path.of(where);
        List<String> names = real == null
                ? SampleFlakes.NAMES
                : Stream.concat(SampleFlakes.NAMES.stream(), Stream.of("real")).toList();
        Path directory = directory(real);
        assumeTrue(sees(nix.get(), directory), "CppNix does not see " + directory);
        Answers theirs = theirs(nix.get(), directory, names);
        delete(directory);
        directory(real);
        Answers ours = ours(directory, names);
        if (Boolean.getBoolean("accept")) {
            keep(theirs, directory);
        }
        theirs.texts()
            .forEach((what, text) -> assertThat(ours.texts().get(what)).as(what).isEqualTo(text));
    }

    private Path directory(@org.jspecify.annotations.Nullable Path real) throws Exception {
        Path directory = Files.createDirectories(given.toRealPath().resolve("flakes"));
        SampleFlakes.write(directory, real);
        return directory;
    }

    private static void keep(Answers answers, Path directory) throws IOException {
        Files.createDirectories(EXPECTED);
        for (var answer : answers.texts().entrySet()) {
            if (!answer.getKey().startsWith("real.") && !answer.getKey().endsWith(AFTER)) {
                Files.writeString(EXPECTED.resolve(answer.getKey()),
                        masked(answer.getValue(), directory));
            }
        }
    }

    /// Without the directory, and without what a fingerprint makes of it.
    private static String masked(String text, Path directory) {
        return text.replace(directory.toString(), "@DIR@")
            .replaceAll("\"fingerprint\":\"[0-9a-f]{64}\"", "\"fingerprint\":\"…\"");
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isDirectory(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    file.toFile().setWritable(true);
                }
                file.getParent().toFile().setWritable(true);
                Files.delete(file);
            }
        }
    }

    /// What both run with.
    private static Map<String, String> environment(Path directory) {
        Map<String, String> variables = new HashMap<>();
        variables.put("PATH", System.getenv("PATH"));
        variables.put("HOME", directory.resolve("home").toString());
        variables.put("XDG_CACHE_HOME", directory.resolve("home/cache").toString());
        variables.put("NIX_CONF_DIR", directory.resolve("home").toString());
        variables.put("NIX_CONFIG", "experimental-features = nix-command flakes\nflake-registry = "
                + directory.resolve("registry.json") + "\nsubstituters =\n");
        return variables;
    }

    // Ours

    private static Answers ours(Path directory, List<String> names) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : names) {
            String ref = directory.resolve(name).toString();
            texts.put(name + ".metadata", ours(directory, Action.METADATA, unwritten(), ref));
            ours(directory, Action.LOCK, Locking.STANDARD, ref);
            texts.put(name + ".lock", lock(directory, name));
            texts.put(name + AFTER, ours(directory, Action.METADATA, Locking.STANDARD, ref));
            texts.put(name + ".show", ours(directory, Action.SHOW, Locking.STANDARD, ref));
        }
        return new Answers(texts);
    }

    private static Locking unwritten() {
        Locking.Builder locking = new Locking.Builder();
        locking.noWrite();
        return locking.build();
    }

    private static String ours(Path directory, Action action, Locking locking, String reference) {
        SessionOptions options = SessionOptions.of(environment(directory), directory);
        options.settings().put(StandardSettings.STORE, directory.resolve("home/root").toString());
        options.settings().put(StandardSettings.PURE_EVAL, true);
        StringBuilder out = new StringBuilder();
        try (Session session = Session.open(options)) {
            session.execute(new FlakeJob(action, reference, locking, true, false, false,
                    true, false), new Silent(), out::append);
        }
        return new String(out.toString().getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
    }

    /// The lock file, which counts as old from now on: a directory is as new as its newest file.
    private static String lock(Path directory, String name) throws IOException {
        Path file = directory.resolve(name).resolve("flake.lock");
        if (!Files.exists(file)) {
            return "";
        }
        FileTime old = FileTime.fromMillis(SampleFlakes.TIME * 1000);
        Files.setLastModifiedTime(file, old);
        Files.setLastModifiedTime(file.getParent(), old);
        return Files.readString(file);
    }

    // CppNix's

    private static Answers theirs(RealNix nix, Path directory, List<String> names)
            throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : names) {
            String ref = directory.resolve(name).toString();
            texts.put(name + ".metadata", nix(nix, directory, "flake", "metadata", "--json",
                    "--no-write-lock-file", ref));
            nix(nix, directory, "flake", "lock", ref);
            texts.put(name + ".lock", lock(directory, name));
            texts.put(name + AFTER, nix(nix, directory, "flake", "metadata", "--json", ref));
            texts.put(name + ".show",
                    nix(nix, directory, "flake", "show", "--json", "--all-systems", ref));
        }
        return new Answers(texts);
    }

    private static String nix(RealNix nix, Path directory, String... words) {
        RealNix.Outcome outcome = nix.command("nix", environment(directory),
                Stream.concat(Stream.of(words),
                        Stream.of("--store", directory.resolve("home/root").toString()))
                    .toArray(String[]::new));
        assertThat(outcome.success()).as(outcome.error()).isTrue();
        return outcome.output();
    }

    private static boolean sees(RealNix nix, Path directory) {
        return nix
            .command("nix", environment(directory), "hash", "path",
                    directory.resolve("registry.json").toString())
            .success();
    }

    private static final class Silent implements Console {
        @Override
        public void out(String text) {}

        @Override
        public void err(String text) {}

        @Override
        public void update(String displayId, Display display) {}

        @Override
        public Optional<String> ask(String prompt, boolean password) {
            return Optional.empty();
        }

        @Override
        public boolean colours() {
            return false;
        }

        @Override
        public int width() {
            return 80;
        }
    }
}

package flakelab.flake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flakelab.eval.Evaluator;
import flakelab.fetch.FetchSettings;
import flakelab.fetch.Json;
import flakelab.fetch.Log;
import flakelab.fetch.Repositories;
import flakelab.flake.cache.EvalCache;
import flakelab.flake.cache.OutputWalk;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lock files are those CppNix 2.34.8 writes for the same flakes.
class LockerTest {
    private static final String EMPTY_LOCK = "{\"nodes\":{\"root\":{}},\"root\":\"root\",\"version\":7}";
    private static final String LIB = "{ description = \"lib\"; outputs = { self }: { lib.x = 1; }; }\n";

    @TempDir
    Path given;
    private Path directory;
    private FlakeWorld world;

    @BeforeEach
    void open() throws IOException {
        directory = given.toRealPath();
        world = new FlakeWorld(directory.resolve("world"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private FlakeRef ref(String path) {
        return FlakeRefParser.ofCommandLine(directory, world)
            .parse("path:" + directory.resolve(path));
    }

    private Path flake(String path, String text) throws IOException {
        return Repositories.write(directory.resolve(path).resolve("flake.nix"),
                text.replace("@DIR@",
                        directory.toString()));
    }

    private String golden(String name) throws IOException {
        try (InputStream in = LockerTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                .replace("@DIR@",
                        directory.toString());
        }
    }

    private void makeNested() throws Exception {
        flake("lib", LIB);
        Repositories.commit(directory.resolve("lib"), "x");
        flake("top", """
                {
                  inputs = {
                    lib.url = "git+file://@DIR@/lib";
                    twin.url = "git+file://@DIR@/lib?ref=main";
                    plain = { url = "git+file://@DIR@/lib"; flake = false; };
                    part.url = "path:./part";
                    part.inputs.lib.follows = "lib";
                    other.url = ./other;
                    other.inputs.part.inputs.lib.url = "git+file://@DIR@/lib?shallow=1";
                    unknown.follows = "part/data";
                  };
                  outputs = _: { };
                }
                """);
        flake("top/part",
                "{ inputs.lib.url = \"git+file://@DIR@/nowhere\"; inputs.data = { url = \"./data\"; "
                        + "flake = false; }; outputs = _: { }; }");
        flake("top/other",
                "{ inputs.part.url = \"../part\"; inputs.lib.follows = \"part/lib\"; outputs = _: { }; }");
        Repositories.write(directory.resolve("top/part/data/d"), "d\n");
    }

    @Test
    void writesTheLockFileOfCppNix() throws Exception {
        makeNested();
        world.locker.lock(ref("top"), LockFlags.DEFAULT);
        assertThat(directory.resolve("top/flake.lock")).hasContent(golden("nested.lock"));
        assertThat(world.messages).hasSize(1);
        assertThat(world.messages.getFirst()).startsWith("warning: creating lock file \""
                + directory
                + "/top/flake.lock\": \n\u00e2\u0080\u00a2 \u001b[32;1mAdded input 'lib':\u001b[0m\n    'git+file://");
    }

    @Test
    void gitIsToldOfTheLockFileOrGetsACommit() throws Exception {
        flake("lib", LIB);
        flake("top", "{ inputs.lib.url = \"path:@DIR@/lib\"; outputs = _: { }; }");
        Repositories.commit(directory.resolve("top"), "x");
        FlakeRef top = FlakeRefParser.ofCommandLine(directory, world)
            .parse("git+file:" + directory.resolve("top"));
        world.locker.lock(top, LockFlags.DEFAULT);
        try (Git git = Git.open(directory.resolve("top").toFile())) {
            assertThat(git.getRepository().readDirCache().getEntry("flake.lock").isIntentToAdd())
                .isTrue();
            world.locker.forget();
            // Against a lock file that is not there all inputs count as new.
            world.locker.lock(top, LockFlags.DEFAULT.withCommit(true)
                .withReference(directory.resolve("none.lock")));
            assertThat(git.status().call().isClean()).isTrue();
            assertThat(git.log().setMaxCount(1).call().iterator().next().getFullMessage())
                .startsWith("flake.lock: Update\n\nFlake lock file updates:\n\n\u2022 Added input 'lib':\n    'path:")
                .endsWith(")\n");
        }
    }

    @Test
    void aLockFileThatStillHoldsStays() throws Exception {
        makeNested();
        world.locker.lock(ref("top"), LockFlags.DEFAULT);
        world.locker.forget();
        world.messages.clear();
        world.locker.lock(ref("top"), LockFlags.DEFAULT.withUpdate(false));
        assertThat(world.messages).isEmpty();
    }

    @Test
    void theSampleFlakeIsLockedAndGreets() throws Exception {
        Path sample = Path.of("").toAbsolutePath().resolve("../notebooks/flakes/hello").normalize();
        LockedFlake locked = world.locker.lock(
                FlakeRefParser.ofCommandLine(directory, world).parse("path:" + sample),
                LockFlags.DEFAULT.withRecreate(true).withWrite(false));
        assertThat(LockFileJson.write(locked.lockFile()).text() + "\n")
            .isEqualTo(Files.readString(sample.resolve("flake.lock")));
        Evaluator ev = world.evaluator;
        Value lib = select(select(world.flakes.call(locked), "lib"), "greet");
        Value greeting = ev.call(lib, StringValue.of("eo"), StringValue.of("mondo"),
                Positions.NONE);
        assertThat(((StringValue) greeting).text()).isEqualTo("Saluton, mondo!");
        Output shown = new OutputWalk(
                new OutputWalk.Options("x86_64-linux", false, false, false, true, true), Log.SILENT,
                line -> {})
            .walk(EvalCache.without(ev, () -> select(world.flakes.call(locked), "outputs")).root());
        assertThat(Json.write(shown.toJson())).contains(
                "\"x86_64-linux\":{\"default\":{\"description\":\"\",\"name\":\"hello-en\",\"type\":\"derivation\"}",
                "\"templates\":{\"default\":{\"description\":\"A flake that greets\",\"type\":\"template\"}}");
    }

    private Value select(Value set, String name) {
        return Objects.requireNonNull(((Attrs) set).get(Symbol.of(name))).force(Positions.NONE);
    }

    @Test
    void inputsAreOverriddenAndUpdated() throws Exception {
        makeNested();
        flake("instead", "{ outputs = _: { }; }");
        LockFlags flags = LockFlags.DEFAULT.withWrite(false)
            .withOverride(List.of("twin"), ref("instead"))
            .withOverride(List.of("no", "such"), ref("instead"));
        LockFile lock = world.locker.lock(ref("top"), flags).lockFile();
        LockFile.Lock twin = lock.find(List.of("twin")).orElseThrow().lock().orElseThrow();
        assertThat(twin.locked().input().type()).isEqualTo("path");
        assertThat(twin.original()).hasToString("git+file://" + directory + "/lib?ref=main");
        assertThat(world.messages)
            .anyMatch(m -> m.equals("warning: the flag '--override-input no/such path:"
                    + directory + "/instead' does not match any input"));
        assertThat(directory.resolve("top/flake.lock")).doesNotExist();
        world.locker.lock(ref("top"), LockFlags.DEFAULT.withUpdateOf(List.of("none")));
        assertThat(world.messages)
            .contains("warning: 'none' does not match any input of this flake");
    }

    @Test
    void whatCannotBeLockedLeavesTheOldLock() throws Exception {
        flake("lib", LIB);
        assertRefused("inputs.a.follows = \"b\"; inputs.b.follows = \"a\";",
                "follow cycle detected: [b -> a -> b]");
        assertRefused("inputs.a.follows = \"nonesuch\";",
                "input 'a' follows a non-existent input 'nonesuch'");
        assertRefused(
                "inputs.a.url = \"path:@DIR@/lib?narHash=sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\";",
                "NAR hash mismatch in input 'path:" + directory
                        + "/lib?narHash=sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D', expected ");
        assertRefused("inputs.self.foo = true;", "flake 'self' attribute 'foo' is not supported");
        assertRefused("inputs.a.url = \"a\" + \"b\";",
                "expected a string or a path but got a thunk at /");
        assertRefused("inputs.a.foo = \"x\";", "unexpected flake input attribute 'foo', at /");
        assertRefused("foo = 1;",
                "flake 'path:" + directory + "/top' has an unsupported attribute 'foo', at /");
    }

    private void assertRefused(String inputs, String message) throws IOException {
        flake("top", "{ " + inputs + " outputs = _: { }; }");
        Path lock = Repositories.write(directory.resolve("top/flake.lock"), EMPTY_LOCK);
        world.locker.forget();
        assertThatThrownBy(() -> world.locker.lock(ref("top"), LockFlags.DEFAULT))
            .isInstanceOf(NixException.class)
            .satisfies(
                    e -> assertThat(Emphasis.strip(((NixException) e).text())).startsWith(message));
        assertThat(lock).hasContent(EMPTY_LOCK);
    }

    /// The device that is always full stands in for the file the new lock is written to first.
    @Test
    void aFullDiskLeavesTheOldLock() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no device that is always full");
        Path lock = outdatedLock();
        Files.createSymbolicLink(part(lock), Path.of("/dev/full"));
        assertNotWritten(lock, "write of \\d+ bytes: No space left on device");
        assertThat(part(lock)).doesNotExist();
    }

    @Test
    void aPlaceThatCannotBeWrittenLeavesTheOldLock() throws Exception {
        Path lock = outdatedLock();
        Files.createDirectories(part(lock).resolve("in the way"));
        assertNotWritten(lock, "opening file \"" + lock + "\": .*");
    }

    private static Path part(Path lock) {
        return lock.resolveSibling(".flake.lock.part-" + ProcessHandle.current().pid());
    }

    private Path outdatedLock() throws IOException {
        flake("lib", LIB);
        flake("top", "{ inputs.lib.url = \"path:@DIR@/lib\"; outputs = _: { }; }");
        return Repositories.write(directory.resolve("top/flake.lock"), EMPTY_LOCK);
    }

    private void assertNotWritten(Path lock, String message) {
        assertThatThrownBy(() -> world.locker.lock(ref("top"), LockFlags.DEFAULT))
            .isInstanceOf(NixException.class)
            .satisfies(
                    e -> assertThat(Emphasis.strip(((NixException) e).text())).matches(message));
        assertThat(lock).hasContent(EMPTY_LOCK);
    }

    @Test
    void brokenLockFilesAreRefused() {
        assertUnreadable("{x",
                "Could not parse 'f': [json.exception.parse_error.101] parse error at line 1, column 2: "
                        + "syntax error while parsing object key - invalid literal; last read: '{x'; expected string literal");
        assertUnreadable("",
                "Could not parse 'f': [json.exception.parse_error.101] parse error at line 1, column 1: "
                        + "attempting to parse an empty input; check that your input string or stream contains the expected JSON");
        assertUnreadable("{\"version\":8}", "lock file 'f' has unsupported version 8");
        assertUnreadable(
                "{\"version\":7,\"root\":\"r\",\"nodes\":{\"r\":{\"inputs\":{\"a\":\"a\"}}}}",
                "lock file references missing node 'a'");
        assertUnreadable(
                "{\"version\":7,\"root\":\"r\",\"nodes\":{\"r\":{\"inputs\":{\"a\":\"r\"}}}}",
                "lock file contains cycle to root node");
        assertUnreadable(
                "{\"version\":7,\"root\":\"r\",\"nodes\":{\"r\":{\"inputs\":{\"a\":\"a\"}},\"a\":{"
                        + "\"locked\":{\"type\":\"git\",\"url\":\"https://h/x\"},"
                        + "\"original\":{\"type\":\"git\",\"url\":\"https://h/x\"}}}}",
                "Lock file contains unlocked input '{\"type\":\"git\",\"url\":\"https://h/x\"}'. "
                        + "Use '--allow-dirty-locks' to accept this lock file.");
    }

    /// Of a newer version, or no lock file at all: it is the user's, and is not overwritten.
    @Test
    void aLockFileThatCannotBeReadStays() throws Exception {
        flake("lib", LIB);
        flake("top", "{ inputs.lib.url = \"path:@DIR@/lib\"; outputs = _: { }; }");
        for (String text : List.of("{\"nodes\": {", EMPTY_LOCK.replace('7', '8'))) {
            Path lock = Repositories.write(directory.resolve("top/flake.lock"), text);
            for (boolean recreate : List.of(false, true)) {
                world.locker.forget();
                assertThatThrownBy(() -> world.locker.lock(ref("top"),
                        LockFlags.DEFAULT.withRecreate(recreate)))
                    .isInstanceOf(NixException.class);
                assertThat(lock).hasContent(text);
            }
        }
    }

    private void assertUnreadable(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(NixException.class)
            .satisfies(
                    e -> assertThat(Emphasis.strip(((NixException) e).text())).isEqualTo(message));
    }

    private LockFile read(String text) {
        return LockFileJson.read(text, "f", FetchSettings.of(directory), Log.SILENT);
    }

    @Test
    void oldLockFilesAreRead() {
        String attributes = "\"type\":\"github\",\"owner\":\"o\",\"repo\":\"r\"";
        String five = "{\"version\":5,\"root\":\"root\",\"nodes\":{\"root\":{\"inputs\":{\"a\":\"x\"}},\"x\":{"
                + "\"info\":{\"lastModified\":1,\"narHash\":\"sha256-bfoGnt5cW72gIbDQdvkorOVtUoT8GDzK67zsY16Eg5I=\"},"
                + "\"locked\":{" + attributes
                + ",\"rev\":\"1853c854ee038ff706ef9e03f8c191c51b175141\"},"
                + "\"original\":{" + attributes + "}}}}";
        LockFile.Lock lock = read(five).find(List.of("a")).orElseThrow().lock().orElseThrow();
        assertThat(lock.locked().input().lastModified()).hasValue(1);
        String written = LockFileJson.write(read(five)).text();
        assertThat(written).contains("\"version\": 7", "\"a\": \"a\"").doesNotContain("info");
        assertThat(LockFileJson.write(read(written)).text()).isEqualTo(written);
    }
}

package flakelab.flake;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.fetch.Repositories;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is told of a lock beyond what Nix says: twins and their cure, changes as data, which inputs were needed.
class LockInsightTest {
    @TempDir
    Path given;
    private Path directory;
    private FlakeWorld world;

    @BeforeEach
    void open() throws Exception {
        directory = given.toRealPath();
        world = new FlakeWorld(directory.resolve("world"));
        repository("util", "outputs = { self }: { x = 1; };");
        repository("a",
                "inputs.util.url = \"@util\"; outputs = { self, util }: { y = util.x + 1; };");
        repository("b", "inputs.util.url = \"@util?ref=main\"; inputs.a.url = \"@a\"; "
                + "outputs = { self, util, a }: { z = 3; q = a.y; };");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void repository(String name, String flake) throws Exception {
        Repositories.write(directory.resolve(name).resolve("flake.nix"), "{ "
                + flake.replace("@", "git+file://" + directory + "/") + " }");
        Repositories.commit(directory.resolve(name), name);
    }

    private LockedFlake top(String more) throws Exception {
        world.locker.forget();
        repository("top", "inputs.util.url = \"@util\"; inputs.a.url = \"@a\"; inputs.b.url = \"@b\"; "
                + more + " outputs = { self, util, a, b }: "
                + "{ one = util.x; two = a.y; three = b.z; four = b.q; };");
        FlakeRef ref = FlakeRefParser.ofCommandLine(directory, world)
            .parse("git+file://" + directory + "/top");
        return world.locker.lock(ref, LockFlags.DEFAULT.withWrite(false));
    }

    @Test
    void twinsAreToldWithTheLinesThatMakeThemOne() throws Exception {
        List<Duplicates> twins = Duplicates.of(top("").lockFile());
        assertThat(twins).extracting(Duplicates::times).containsExactly(2, 4);
        List<String> cures = twins.stream().flatMap(twin -> twin.cures().stream()).toList();
        assertThat(cures).containsExactly("inputs.b.inputs.a.follows = \"a\";",
                "inputs.a.inputs.util.follows = \"util\";",
                "inputs.b.inputs.util.follows = \"util\";");
        assertThat(Duplicates.of(top(String.join(" ", cures)).lockFile())).isEmpty();
    }

    @Test
    void inputsAFlakeNamesTwiceAreMeant() throws Exception {
        LockFile lock = top("inputs.old.url = \"@util?ref=main\"; inputs.a.inputs.util.follows = \"util\"; "
                + "inputs.b.inputs.util.follows = \"old\"; inputs.b.inputs.a.follows = \"a\";")
            .lockFile();
        assertThat(Duplicates.of(lock)).isEmpty();
    }

    @Test
    void changesAreData() throws Exception {
        LockFile before = top("").lockFile();
        LockFile after = top("inputs.b.inputs.a.follows = \"a\"; inputs.c.follows = \"a/util\";")
            .lockFile();
        List<LockChange> changes = LockChange.between(before, after);
        assertThat(changes).hasSize(3);
        assertThat(changes.get(0)).isInstanceOfSatisfying(LockChange.Moved.class, moved -> {
            assertThat(moved.path()).containsExactly("b", "a");
            assertThat(moved.after()).isEqualTo(new LockFile.Edge.Follows(List.of("a")));
        });
        assertThat(changes.get(1)).isInstanceOf(LockChange.Removed.class);
        assertThat(changes.get(2)).isEqualTo(new LockChange.Added(List.of("c"),
                new LockFile.Edge.Follows(List.of("a", "util"))));
        assertThat(LockChange.between(after, after)).isEmpty();
    }

    @Test
    void inputsAreUsedWhenTheirValuesAreNeeded() throws Exception {
        assertThat(used("one")).containsExactly("util");
        assertThat(used("two")).containsExactly("a", "a/util");
        assertThat(used("three")).containsExactly("b");
        assertThat(used("four")).containsExactly("b", "b/a", "b/a/util");
    }

    private List<String> used(String output) throws Exception {
        LockedFlake locked = top("");
        Value flake = world.flakes.call(locked);
        Value value = ((Attrs) flake.force(Positions.NONE)).get(Symbol.of(output));
        value.force(Positions.NONE);
        Set<LockFile.Node> used = UsedInputs.of(locked.lockFile(), flake);
        return locked.lockFile()
            .inputs()
            .entrySet()
            .stream()
            .filter(input -> input.getValue() instanceof LockFile.Edge.Child(LockFile.Node node)
                    && used.contains(node))
            .map(input -> InputPath.print(input.getKey()))
            .toList();
    }

    @Test
    void aLockIsReadFromAnOldCommit() throws Exception {
        LockFile empty = world.locker.lockFileOf(
                FlakeRefParser.ofCommandLine(directory, world)
                    .parse("git+file://" + directory + "/util"),
                "HEAD");
        assertThat(empty.inputs()).isEmpty();
    }
}

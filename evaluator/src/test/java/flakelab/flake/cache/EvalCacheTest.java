package flakelab.flake.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.eval.EvalException;
import flakelab.flake.FlakeWorld;
import flakelab.text.Origin;
import flakelab.text.Source;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is remembered is not evaluated again, and the file is CppNix's.
class EvalCacheTest {
    private static final String OUTPUTS = """
            {
              text = "a" + "b"; number = 40 + 2; truth = 1 == 1; list = [ "x" "y" ];
              set = { b = 1; a = 2; };
              bad = throw "no";
              deep = { x = y: y; };
            }""";

    @TempDir
    Path directory;

    private int evaluations;

    private EvalCache open(FlakeWorld world) {
        return EvalCache.open(world.evaluator, directory.resolve("cache.sqlite"), () -> {
            evaluations++;
            return world.evaluator.eval(
                    world.evaluator.parse(new Source(new Origin.Text(), OUTPUTS), "/"),
                    world.evaluator.baseScope());
        });
    }

    private static List<String> all(Cursor root) {
        List<String> seen = new ArrayList<>();
        seen.add(root.get("text").string());
        seen.add(Long.toString(root.get("number").integer()));
        seen.add(Boolean.toString(root.get("truth").bool()));
        seen.add(root.get("list").strings().toString());
        seen.add(root.get("set").attributes().toString());
        seen.add(root.find("missing").isPresent() ? "there" : "missing");
        seen.add(root.get("deep").find("x").isPresent() ? "there" : "missing");
        return seen;
    }

    @Test
    void evaluatesNothingTheSecondTime() {
        List<String> first;
        try (FlakeWorld world = new FlakeWorld(directory); EvalCache cache = open(world)) {
            first = all(cache.root());
        }
        assertThat(first).containsExactly("ab", "42", "true", "[x, y]", "[a, b]", "missing", "there");
        assertThat(evaluations).isEqualTo(1);
        try (FlakeWorld world = new FlakeWorld(directory); EvalCache cache = open(world)) {
            assertThat(all(cache.root())).isEqualTo(first);
        }
        assertThat(evaluations).isEqualTo(1);
    }

    @Test
    void remembersFailuresAndRepeatsThemOnDemand() {
        try (FlakeWorld world = new FlakeWorld(directory); EvalCache cache = open(world)) {
            assertThatThrownBy(() -> cache.root().get("bad").string()).hasMessageContaining("no");
        }
        try (FlakeWorld world = new FlakeWorld(directory); EvalCache cache = open(world)) {
            assertThatThrownBy(() -> cache.root().get("bad").string()).isInstanceOfSatisfying(CachedFailure.class,
                    failure -> {
                        assertThat(failure.text()).contains("cached failure of attribute").contains("bad");
                        assertThat(evaluations).isEqualTo(1);
                        assertThatThrownBy(failure::again).isInstanceOf(EvalException.class)
                            .hasMessageContaining("no");
                        assertThat(evaluations).isEqualTo(2);
                    });
        }
    }

    @Test
    void writesWhatCppNixReads() throws Exception {
        try (FlakeWorld world = new FlakeWorld(directory); EvalCache cache = open(world)) {
            cache.root().along(List.of("set", "a")).end().orElseThrow().force();
            cache.root().get("text").string();
        }
        List<String> rows = new ArrayList<>();
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("cache.sqlite"));
                Statement statement = file.createStatement();
                ResultSet row = statement
                    .executeQuery("select parent, name, type, value from Attributes order by rowid")) {
            while (row.next()) {
                rows.add(row.getLong(1) + "|" + row.getString(2) + "|" + row.getInt(3) + "|" + row.getString(4));
            }
        }
        assertThat(rows).containsExactly("0||0|null", "1|set|0|null", "2|a|8|2", "1|text|2|ab");
    }
}

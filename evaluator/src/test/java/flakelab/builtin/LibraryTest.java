package flakelab.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.eval.EvalSettings;
import flakelab.eval.Evaluator;
import flakelab.eval.TestWorld;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.BuiltinFunction;
import flakelab.value.Value;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LibraryTest {
    private static final Set<String> FEATURES = Set.of("flakes", "nix-command", "fetch-tree",
            "pipe-operators");

    private static Attrs builtins(EvalSettings settings) {
        Evaluator ev = new Evaluator(new TestWorld(), settings, new Positions());
        Library.install(ev);
        return ev.builtins();
    }

    private static List<String> names(Attrs attrs) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < attrs.size(); i++) {
            names.add(attrs.nameAt(i).name);
        }
        return names;
    }

    /// `names.txt` is `builtins.attrNames builtins` of CppNix 2.34.8 with the same experimental features.
    @Test
    void hasTheNamesOfTheReference() throws Exception {
        try (InputStream in = Objects
            .requireNonNull(LibraryTest.class.getResourceAsStream("names.txt"))) {
            List<String> expected = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines()
                .toList();
            assertThat(names(builtins(EvalSettings.DEFAULT.withFeatures(FEATURES))))
                .isEqualTo(expected);
        }
    }

    @Test
    void pureEvaluationKnowsNeitherTimeNorSystem() {
        assertThat(names(builtins(EvalSettings.DEFAULT.withPureEval(true)))).contains("map")
            .doesNotContain("currentTime", "currentSystem");
    }

    @Test
    void everyFunctionIsDocumented() {
        Attrs all = builtins(EvalSettings.DEFAULT.withFeatures(FEATURES));
        for (int i = 0; i < all.size(); i++) {
            Value value = all.valueAt(i);
            if (value instanceof BuiltinFunction function) {
                assertThat(function.primitive().doc()).as(function.name()).isNotBlank();
                assertThat(function.primitive().parameters()).as(function.name())
                    .hasSize(function.arity());
            }
        }
    }
}

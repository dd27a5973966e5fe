package flakelab.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.text.Origin;
import flakelab.text.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// As the REPL of CppNix 2.34.8 takes lines.
class ReplInputTest {
    private static ReplInput parsed(String input) {
        return ReplInput.parse(new Source(new Origin.Text(), input), 1, Syntax.SETTINGS);
    }

    private static Completeness judged(String input) {
        return Completeness.of(input, Syntax.SETTINGS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x = 1", "x = 1;", "x = 1; y = 2", "inherit a", "inherit (a) b c;",
            "a.b = 1", "\"x\" = 1", "${\"x\"} = 1"})
    void bindingsMayLackTheirLastSemicolon(String input) {
        assertThat(parsed(input)).isInstanceOf(ReplInput.Bindings.class);
        assertThat(judged(input)).isEqualTo(new Completeness.Complete());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "x", "x.y", "x == 1", "{ x = 1; }", "\"x\"", "x: x",
            "let x = 1; in x"})
    void everythingElseIsAnExpression(String input) {
        assertThat(parsed(input)).isInstanceOf(ReplInput.Expression.class);
        assertThat(judged(input)).isEqualTo(new Completeness.Complete());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ a = 1;", "\"a", "x = \"a", "x = ''", "let", "let x = 1;", "[ 1", "(",
            "1 +",
            "f <|"})
    void whatEndsTooEarlyIsIncomplete(String input) {
        assertThat(judged(input)).isEqualTo(new Completeness.Incomplete());
    }

    @ParameterizedTest
    @ValueSource(strings = {"z =", "x = {", "inherit (a", ")", "1 2)", "x = 1; x = 2;",
            "{ a = 1; a = 2; }"})
    void whatNothingCanMendIsInvalid(String input) {
        assertThat(judged(input)).isInstanceOf(Completeness.Invalid.class);
    }

    @Test
    void blanksAreComplete() {
        assertThat(judged(" \n")).isEqualTo(new Completeness.Complete());
    }
}

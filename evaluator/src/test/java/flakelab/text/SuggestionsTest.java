package flakelab.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
    @Test
    void nearestFirstThenByName() {
        assertThat(
                Suggestions.best("foo", List.of("fo", "fooo", "bar", "f", "boo", "foobar", "foo")))
            .containsExactly("foo", "boo", "fo", "fooo", "f");
    }

    @Test
    void atMostFiveAtMostTwoEditsAway() {
        assertThat(Suggestions.best("aa", List.of("ab", "ac", "ad", "ae", "af", "ag")))
            .containsExactly("ab", "ac", "ad", "ae", "af");
        assertThat(Suggestions.best("abc", List.of("xyz"))).isEmpty();
    }

    @Test
    void distances() {
        assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestions.distance("", "abc")).isEqualTo(3);
        assertThat(Suggestions.distance("abc", "abc")).isZero();
    }
}

package flakelab.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
    /// `regex.json` holds random patterns and inputs and what CppNix 2.34.8 made of them: pattern, input, match, split.
    @Test
    void agreesWithTheReference() throws Exception {
        for (JsonNode entry : cases()) {
            Regex regex = Regex.of(entry.get(0).asText());
            String input = entry.get(1).asText();
            assertThat(listOf(regex.match(input))).as("match %s", entry)
                .isEqualTo(listOf(entry.get(2)));
            assertThat(listOf(regex.split(input))).as("split %s", entry)
                .isEqualTo(listOf(entry.get(3)));
        }
    }

    private static JsonNode cases() throws IOException {
        try (InputStream in = RegexTest.class.getResourceAsStream("regex.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Object listOf(@Nullable Object groups) {
        return groups == null ? "no match" : Arrays.asList((Object[]) groups);
    }

    private static Object listOf(Regex.Split split) {
        List<Object> all = new ArrayList<>();
        for (Regex.Found found : split.matches()) {
            all.add(found.before());
            all.add(Arrays.asList((Object[]) found.groups()));
        }
        all.add(split.rest());
        return all;
    }

    private static Object listOf(JsonNode node) {
        if (node.isNull()) {
            return "no match";
        }
        List<Object> all = new ArrayList<>();
        for (JsonNode element : node) {
            all.add(element.isNull()
                    ? null
                    : element.isArray() ? listOf(element) : element.asText());
        }
        return all;
    }

    /// All of these CppNix calls an invalid regular expression.
    @ParameterizedTest
    @ValueSource(strings = {"\\w", "a{2", "[a", "*a", "+a", "a|*b", "(*b)", "a{,3}", "(", ")",
            "[z-a]", "[[:foo:]]", "\\1",
            "a{3,2}", "^*a", "\\", "a\\", "{", "[a-c-e]", "[]", "[a-[.z.]]", "\\n", "\\-",
            "[[.ab.]]",
            "a{99999999999}"})
    void refusesWhatTheReferenceRefuses(String pattern) {
        assertThatThrownBy(() -> Regex.of(pattern)).isInstanceOf(Regex.Malformed.class);
    }

    @Test
    void limitsTheSizeOfTheAutomaton() {
        assertThatThrownBy(() -> Regex.of("a{100001}")).isInstanceOf(Regex.TooLarge.class);
    }

    @Test
    void longInputsNeedNoStack() throws Exception {
        String input = "ab\n".repeat(300_000);
        assertThat(Regex.of("(.|\n)*").match(input)).containsExactly("\n");
        assertThat(Regex.of("\n").split(input).matches()).hasSize(300_000);
    }
}

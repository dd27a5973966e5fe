package flakelab.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Messages are those `builtins.fromJSON` of CppNix 2.34.8 gives.
class JsonTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {x           | 2: syntax error while parsing object key - invalid literal; last read: '{x'; expected string literal
            [1, nul]     | 8: syntax error while parsing value - invalid literal; last read: '1, nul]'
            {"a": "b" x  | 11: syntax error while parsing object - invalid literal; last read: '"b" x'; expected '}'
            [true, fals  | 12: syntax error while parsing value - invalid literal; last read: '[true, fals'
            {"a" 1}      | 6: syntax error while parsing object separator - unexpected number literal; expected ':'
            [1 2]        | 4: syntax error while parsing array - unexpected number literal; expected ']'
            "abc         | 5: syntax error while parsing value - invalid string: missing closing quote; last read: '"abc'
            [-]          | 3: syntax error while parsing value - invalid number; expected digit after '-'; last read: '-]'
            [1.]         | 4: syntax error while parsing value - invalid number; expected digit after '.'; last read: '1.]'
            `  `         | 3: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal
            {"a":tru}    | 9: syntax error while parsing value - invalid literal; last read: '"a":tru}'
            [1,]         | 4: syntax error while parsing value - unexpected ']'; expected '[', '{', or a literal
            """)
    void failsInTheWordsOfNlohmann(String text, String message) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(Json.SyntaxException.class)
            .hasMessage("[json.exception.parse_error.101] parse error at line 1, column " + message);
    }

    @Test
    void writesWhatItRead() throws Json.SyntaxException {
        String text = "{\"a\":[1,-2,true,null,\"\\\"\\n\\u0001\\\\\"],\"b\":{},\"c\":[]}";
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
        assertThat(Json.parse("\"\\ud83d\\ude00\"")).isEqualTo("\u00f0\u009f\u0098\u0080");
        assertThat(Json.writeIndented(List.of(1L, List.of()))).isEqualTo("[\n  1,\n  []\n]");
    }
}

package flakelab.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TokenTest {
    private static String tokens(String text) {
        return Lexer.tokens(text)
            .stream()
            .map(token -> token.kind() + ":" + text.substring(token.start(), token.end()))
            .collect(Collectors.joining(" "));
    }

    @Test
    void kindsOfTokens() {
        assertThat(tokens("let a = 1.5; in a.b or ./c/${d} ++ http://e")).isEqualTo(
                "KEYWORD:let IDENTIFIER:a PUNCTUATION:= NUMBER:1.5 PUNCTUATION:; KEYWORD:in IDENTIFIER:a PUNCTUATION:. "
                        + "IDENTIFIER:b KEYWORD:or PATH:./c/ INTERPOLATION:${ IDENTIFIER:d INTERPOLATION:} OPERATOR:++ URI:http://e");
        assertThat(tokens("\"a\\n${b}c\" ''d''$''")).isEqualTo(
                "STRING:\" STRING:a ESCAPE:\\n INTERPOLATION:${ IDENTIFIER:b INTERPOLATION:} STRING:c STRING:\" "
                        + "STRING:'' STRING:d ESCAPE:''$ STRING:''");
    }

    @Test
    void commentsAreTokens() {
        assertThat(tokens("/** d */ x /* c */ # l\n1 # end")).isEqualTo(
                "DOC_COMMENT:/** d */ IDENTIFIER:x COMMENT:/* c */ COMMENT:# l NUMBER:1 COMMENT:# end");
        assertThat(tokens("1 /* open")).isEqualTo("NUMBER:1 COMMENT:/* open");
    }

    @Test
    void errorsDoNotStopIt() {
        assertThat(tokens("99999999999999999999 `\"a${"))
            .isEqualTo(
                    "INVALID:99999999999999999999 INVALID:` STRING:\" STRING:a INTERPOLATION:${");
        assertThat(tokens("./a/ b")).isEqualTo("PATH:./a/ IDENTIFIER:b");
    }
}

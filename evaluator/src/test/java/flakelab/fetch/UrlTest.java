package flakelab.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.text.Emphasis;
import flakelab.text.NixException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Expectations are what CppNix 2.34.8 answers to `parseFlakeRef` and `fetchTree`.
class UrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            git+file:///a?ref=a+b      | {"ref":"a+b","type":"git","url":"file:///a"}
            git+file:/a/b              | {"type":"git","url":"file:/a/b"}
            path:                      | {"path":"/","type":"path"}
            path:a//b/                 | {"path":"a/b/","type":"path"}
            https://[::1]:8080/x.tar   | {"type":"tarball","url":"https://[::1]:8080/x.tar"}
            git+ssh://git@h.org/a/b    | {"type":"git","url":"ssh://git@h.org/a/b"}
            sourcehut:~u/r             | {"owner":"~u","repo":"r","type":"sourcehut"}
            github:a/b/c/d             | {"owner":"a","ref":"c/d","repo":"b","type":"github"}
            github:a/b?host=g.com      | {"host":"g.com","owner":"a","repo":"b","type":"github"}
            git+https://u:p%41@h:80/x%20y?z=1&=3 | {"type":"git","url":"https://u:pA@h:80/x%20y?=3&z=1"}
            git+https://h/x?allRefs=1&shallow=0  | {"allRefs":true,"shallow":false,"type":"git","url":"https://h/x"}
            """)
    void readsInputs(String url, String attributes) {
        assertThat(Input.ofUrl(url).attributes().toJson()).isEqualTo(attributes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a b                | 'a b' is not a valid URL: leftover
            ab                 | 'ab' doesn't have a scheme
            a:b c              | 'a:b c' is not a valid URL: leftover
            http://h/a%z       | 'http://h/a%z' is not a valid URL: mismatch
            1a:b               | '1a:b' is not a valid URL: mismatch
            http://h:0/x       | port '0' is invalid
            http://h:99999/x   | port '99999' is invalid
            http://h:a/x       | 'http://h:a/x' is not a valid URL: leftover
            file://h/x         | file:// URL 'file://h/x' has unexpected authority 'h'
            http://[::1/x      | 'http://[::1/x' is not a valid URL: mismatch
            foo:x              | input 'foo:x' is unsupported
            file+git:///a      | input 'file+git:///a' is unsupported; did you mean 'git+file' instead of 'file+git'?
            flake:1a           | '1a' is not a valid flake ID
            github:a           | URL 'github:a' is invalid
            path:/x?foo=1      | path URL 'path:/x?foo=1' has unsupported parameter 'foo'
            path:/x?revCount=x | path URL 'path:/x?revCount=x' has invalid parameter 'revCount'
            path://h/a         | path URL 'path://h/a' should not have an authority ('h')
            path:/a%2Fb        | URL path component 'a/b' contains '/', which is not allowed in file names
            """)
    void refusesInNixWords(String url, String message) {
        assertThatThrownBy(() -> Input.ofUrl(url)).isInstanceOf(NixException.class)
            .satisfies(
                    e -> assertThat(Emphasis.strip(((NixException) e).text())).isEqualTo(message));
    }

    @Test
    void inputsSurviveTheirUrls() {
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            Attributes attributes = random(random);
            Input input = Input.ofAttributes(attributes);
            assertThat(Input.ofUrl(input.toString()).attributes()).as(input.toString())
                .isEqualTo(attributes);
        }
    }

    private static Attributes random(Random random) {
        Attributes attributes = switch (random.nextInt(4)) {
            case 0 -> Attributes.of("type", "path")
                .with("path", "/" + word(random))
                .with("lastModified",
                        random.nextLong(1L << 40));
            case 1 -> Attributes.of("type", "git")
                .with("url", "https://h/" + Percent.encode(word(random), ":@"))
                .with("submodules", true);
            case 2 -> Attributes.of("type", random.nextBoolean() ? "github" : "gitlab")
                .with("owner", word(random))
                .with("repo", word(random));
            default -> Attributes.of("type", "tarball")
                .with("url",
                        "https://h/" + Percent.encode(word(random), ":@") + ".tar.gz");
        };
        boolean hashed = !attributes.needText("type").equals("git") && random.nextBoolean();
        return hashed
                ? attributes.with("narHash", "sha256-bfoGnt5cW72gIbDQdvkorOVtUoT8GDzK67zsY16Eg5I=")
                : attributes;
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder("x");
        for (int i = random.nextInt(8); i > 0; i--) {
            char c = (char) (1 + random.nextInt(255));
            word.append(c == '/' ? '?' : c);
        }
        return word.toString();
    }
}

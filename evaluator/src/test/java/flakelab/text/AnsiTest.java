package flakelab.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnsiTest {
    @Test
    void coloursGoOnlyWhereAsked() {
        assertThat(Ansi.filter("a" + Ansi.RED + "b" + Ansi.NORMAL, true)).isEqualTo("ab");
        assertThat(Ansi.filter("a" + Ansi.RED + "b\u001b[2K", false))
            .isEqualTo("a" + Ansi.RED + "b");
    }

    @Test
    void otherControlsAlwaysGo() {
        assertThat(Ansi.filter("a\rb\u0007c\u001b]8;;x\u001b\\d\u001b]0;t\u0007e", false))
            .isEqualTo("abcde");
    }

    @Test
    void tabsCountColumnsNotBytesAndGoOnOverLines() {
        assertThat(Ansi.filter("\tx", true)).isEqualTo("        x");
        assertThat(Ansi.filter("abc\tx", true)).isEqualTo("abc     x");
        assertThat(Ansi.filter("\u00c3\u00a9\tx", true)).isEqualTo("\u00c3\u00a9       x");
        assertThat(Ansi.filter("abc\n\tx", true)).isEqualTo("abc\n     x");
    }
}

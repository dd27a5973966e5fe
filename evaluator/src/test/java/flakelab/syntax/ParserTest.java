package flakelab.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.syntax.ParserSettings.Lint;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What does not show in printed trees: positions, unusual bytes, settings, size. Expectations were read off CppNix 2.34.8.
class ParserTest {
    @Test
    void bindingsStandWhereTheirPathStarts() {
        Expr.AttrSet set = (Expr.AttrSet) Syntax.tree("{ a.b = 1; inherit ({ }) c; \"d\" = 2; }");

        assertThat(set.attrs()
            .stream()
            .map(attr -> attr.name() + "@" + attr.pos())
            .collect(Collectors.joining(" "))).isEqualTo("a@3 c@26 d@29");
        assertThat(((Expr.AttrSet) set.attrs().getFirst().value()).attrs().getFirst().pos())
            .isEqualTo(3);
        assertThat(set.attrs().getFirst().value().pos()).isZero();
    }

    @Test
    void partsOfSumsAndStringsStandWhereTheyAreWritten() {
        assertThat(places("(1) + ({})")).containsExactly(1, 7);
        assertThat(places("\"a${x}b\"")).containsExactly(2, 3, 7);
        assertThat(places("''\n  a ${x}\n''")).containsExactly(4, 8, 12);
        assertThat(places("/a/${x}/b")).containsExactly(1, 4, 8);
        assertThat(Syntax.tree("\"a${x}b\"").pos()).isEqualTo(2);
        assertThat(Syntax.tree("''a${x}b''").pos()).isEqualTo(1);
        assertThat(Syntax.tree("1 + 2").pos()).isEqualTo(3);
    }

    private static int[] places(String text) {
        return ((Expr.ConcatStrings) Syntax.tree(text)).places();
    }

    @Test
    void operatorsStandWhereTheyAreWrittenApplicationsWhereTheyStart() {
        assertThat(Syntax.tree("a < b").pos()).isEqualTo(3);
        assertThat(Syntax.tree("a // b").pos()).isEqualTo(3);
        assertThat(Syntax.tree("a == b").pos()).isZero();
        assertThat(Syntax.tree("  (f x) y").pos()).isEqualTo(4);
        assertThat(Syntax.tree("  (f.a) y").pos()).isEqualTo(3);
        assertThat(Syntax.tree("- a").pos()).isEqualTo(1);
        assertThat(Syntax.tree("!  a").pos()).isEqualTo(4);
        assertThat(Syntax.tree("[ a ]").pos()).isEqualTo(3);
        assertThat(Syntax.tree("x: x").pos()).isEqualTo(1);
    }

    @Test
    void lambdasKnowTheNameTheyAreBoundTo() {
        Expr.AttrSet set = (Expr.AttrSet) Syntax.tree("{ f = x: (y: x); g = [ (z: z) ]; }");

        Expr.Lambda f = (Expr.Lambda) set.attrs().getFirst().value();
        assertThat(f.name()).isEqualTo(Symbol.of("f"));
        assertThat(((Expr.Lambda) f.body()).name()).isEqualTo(Symbol.of("f"));
        Expr.ListOf g = (Expr.ListOf) set.attrs().getLast().value();
        assertThat(((Expr.Lambda) g.elements().getFirst()).name()).isNull();
    }

    /// CppNix walks sets in the order in which it first made symbols of their names.
    @Test
    void argumentsBecomeSymbolsAfterWhatTheyAreInScopeOf() {
        Syntax.tree("argA: argB: argB argA");
        assertThat(Symbol.of("argB").id).isLessThan(Symbol.of("argA").id);
        Syntax.tree("{ argC ? argD.argE, argF }@argG: argH");
        assertThat(Stream.of("argD", "argE", "argC", "argF", "argH", "argG")
            .map(name -> Symbol.of(name).id)).isSorted();
    }

    @Test
    void inheritedSourcesOfMergedSetsAreRenumbered() {
        Expr.AttrSet set = (Expr.AttrSet) Syntax
            .tree("{ a = { inherit (x) b; }; a = { inherit (y) c d; }; }");

        assertThat(ExprPrinter.print(set))
            .isEqualTo("{ a = { inherit (x) b; inherit (y) c d; }; }");
    }

    @Test
    void lineEndsOfOtherSystemsAreLineFeedsInQuotes() {
        assertThat(Syntax.parsed("\"a\r\nb\rc\"")).isEqualTo("\"a\\nb\\nc\"");
        assertThat(Syntax.parsed("x:\r\nx")).isEqualTo("(x: x)");
    }

    @Test
    void nullBytesEndTheTextOrAreRefused() {
        assertThat(Syntax.parsed("1 \0 garbage")).isEqualTo("1");
        assertThat(Syntax.parsed("[ 1 \0 ]"))
            .startsWith("error: syntax error, unexpected end of file\n       at «stdin»:1:6:");
        assertThat(Syntax.parsed("\"a\0b\"")).startsWith(
                "error: input string 'a␀b' cannot be represented as Nix string because it contains null bytes\n       at «stdin»:1:2:");
    }

    @Test
    void pipeOperatorsAreExperimental() {
        assertThat(Syntax.parsed("x: x |> x", Syntax.SETTINGS.withPipeOperators(false))).isEqualTo(
                """
                        error: experimental Nix feature 'pipe-operators' is disabled; add '--extra-experimental-features pipe-operators' to enable it
                               at «stdin»:1:6:
                                    1| x: x |> x
                                     |      ^""");
    }

    @Test
    void lintsWarnOrFail() {
        ParserSettings warn = Syntax.SETTINGS.withLints(Lint.WARN, Lint.WARN, Lint.WARN);
        ParserSettings fatal = Syntax.SETTINGS.withLints(Lint.FATAL, Lint.FATAL, Lint.FATAL);

        assertThat(Syntax.parsed("[ a:b ]", warn)).isEqualTo(
                """
                        warning: URL literals are discouraged. Consider using a string literal "a:b" instead (lint-url-literals)
                                 at «stdin»:1:3:
                                      1| [ a:b ]
                                       |   ^
                        [ ("a:b") ]""");
        assertThat(Syntax.parsed("a:b", fatal)).isEqualTo(
                """
                        error: URL literals are disallowed. Consider using a string literal "a:b" instead (lint-url-literals)
                               at «stdin»:1:1:
                                    1| a:b
                                     | ^""");
        assertThat(Syntax.parsed("/a", fatal)).startsWith(
                "error: absolute path literals are not portable. Consider replacing path literal '/a' by a string, relative path, or parameter (lint-absolute-path-literals)\n");
        assertThat(Syntax.parsed("~/a", fatal)).startsWith(
                "error: home path literals are not portable. Consider replacing path literal '~/a' by a string, relative path, or parameter (lint-absolute-path-literals)\n");
        assertThat(Syntax.parsed("a/b", fatal)).startsWith(
                "error: relative path literal 'a/b' should be prefixed with '.' for clarity: './a/b' (lint-short-path-literals)\n");
        assertThat(Syntax.parsed("./a", fatal)).isEqualTo("/base/a");
    }

    @Test
    void homeIsUnknownInPureMode() {
        assertThat(Syntax.parsed("~/a", Syntax.SETTINGS.withPure(true)))
            .isEqualTo("error: the path '~/a' can not be resolved in pure mode");
    }

    @Test
    void longTextsTakeTimeInProportion() {
        int count = 100_000;
        String chain = "a" + ".a".repeat(count);
        String unclosed = "/* ".repeat(count);
        String sums = "1" + " + 1".repeat(count);
        String set = IntStream.range(0, count)
            .mapToObj(i -> "a" + i + " = " + i + ";")
            .collect(Collectors.joining("", "{ ", "}"));
        String formals = IntStream.range(0, 60_000)
            .mapToObj(i -> "a" + i)
            .collect(Collectors.joining(", ", "{ ", " }: a1"));

        assertThat(Syntax.tree(chain)).isInstanceOf(Expr.Select.class);
        assertThat(Syntax.tree(sums)).isInstanceOf(Expr.ConcatStrings.class);
        assertThat(((Expr.AttrSet) Syntax.tree(set)).attrs()).hasSize(count);
        assertThat(Syntax.tree(formals)).isInstanceOf(Expr.Lambda.class);
        assertThatThrownBy(() -> Syntax.tree(unclosed)).hasMessageContaining("unexpected '/'");
    }

    @Test
    void tooManyFormalsAreRefused() {
        String formals = IntStream.range(0, 65_536)
            .mapToObj(i -> "a" + i)
            .collect(Collectors.joining(", ", "{ ", " }: a1"));

        assertThat(Syntax.parsed(formals)).startsWith(
                "error: too many formal arguments, implementation supports at most 65535");
    }

    @Test
    void depthBeyondTheStackIsAnError() {
        assertThatThrownBy(() -> Syntax.tree("(".repeat(3_000_000)))
            .isInstanceOf(SyntaxException.class);
    }

    @Test
    void toolsGetDiagnosticsInsteadOfExceptions() {
        Parser.Parsed parsed = Parser.parseWithErrors(
                flakelab.text.Source.ofJavaString(new flakelab.text.Origin.Text(), "f: f f or ]"),
                1,
                Syntax.SETTINGS);

        assertThat(parsed.expr()).isEmpty();
        assertThat(parsed.diagnostics()).hasSize(2);
    }
}

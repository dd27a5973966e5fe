package flakelab.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// As `:doc` of CppNix 2.34.8 finds and shows them.
class DocCommentTest {
    private static Expr value(String binding) {
        return ((Expr.AttrSet) Syntax.tree("{ " + binding + " }")).attrs().getFirst().value();
    }

    private static @Nullable String doc(Expr expr) {
        return expr instanceof Expr.Lambda lambda && lambda.doc() != null
                ? lambda.doc().text().strip()
                : null;
    }

    @Test
    void aBindingsCommentIsItsFunctions() {
        assertThat(doc(value("/** d */ f = x: y: x;"))).isEqualTo("d");
        assertThat(doc(value("/** d */ f = (x: x);"))).isEqualTo("d");
        assertThat(doc(value("/** d */ /* c */ # c\n f = x: x;"))).isEqualTo("d");
        assertThat(doc(value("/** a */ /** b */ f = x: x;"))).isEqualTo("b");
        assertThat(doc(value("/** d */ a.f = 1; a.g = x: x;"))).isNull();
        assertThat(((Expr.AttrSet) Syntax.tree("{ /** d */ a = 1; }")).attrs().getFirst().doc())
            .isNotNull();
    }

    @Test
    void theInnermostCommentWins() {
        assertThat(doc(value("/** a */ f = /** b */ x: x;"))).isEqualTo("b");
        assertThat(doc(value("/** a */ f = /** b */ { x }: x;"))).isEqualTo("b");

        Expr.Lambda curried = (Expr.Lambda) value("/** a */ f = x: y: z: x;");
        assertThat(doc(curried.body())).isEqualTo("a");
        Expr.Lambda inner = (Expr.Lambda) value("/** a */ f = x: /** b */ y: z: x;");
        assertThat(doc(inner)).isEqualTo("a");
        assertThat(doc(inner.body())).isEqualTo("b");
    }

    @Test
    void otherCommentsAreNotDocumentation() {
        assertThat(doc(value("/* c */ f = x: x;"))).isNull();
        assertThat(doc(value("/**/ f = x: x;"))).isNull();
        assertThat(doc(value("/***/ f = x: x;"))).isNull();
        assertThat(doc(value("/*** c */ f = x: x;"))).isNull();
        assertThat(doc(value("/** d */ g = 1; f = x: x;"))).isNull();
    }

    @Test
    void sharedIndentationIsStripped() {
        assertThat(new DocComment(0, "").markdown()).isEmpty();
        assertThat(new DocComment(0, " one ").markdown()).isEqualTo("one \n");
        assertThat(new DocComment(0, "\n    Title\n      more\n\n    * item\r\n  ").markdown())
            .isEqualTo("\nTitle\n  more\n\n* item\n\n");
    }
}

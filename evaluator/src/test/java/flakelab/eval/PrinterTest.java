package flakelab.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.text.Latin1;
import org.junit.jupiter.api.Test;

/// Expectations made with `nix eval` and `nix repl` of CppNix 2.34.8.
class PrinterTest {
    private static final PrintOptions REPL = PrintOptions.PLAIN.withForce(true).withDerivationPaths(true).withIndent(2);
    private final Nix nix = new Nix();

    private String print(PrintOptions options, String expression) {
        return Latin1.toUnicode(new Printer(nix.ev, options).print(nix.eval(expression)));
    }

    @Test
    void nestedValuesGetLinesOfTheirOwn() {
        assertThat(
                print(REPL, "{ a = 1; b = { c = 2; }; d = [ 1 ]; e = [ 1 2 ]; f = { g = { }; }; h = [ { i = 1; } ]; }"))
            .isEqualTo("""
                    {
                      a = 1;
                      b = { c = 2; };
                      d = [ 1 ];
                      e = [
                        1
                        2
                      ];
                      f = {
                        g = { };
                      };
                      h = [
                        { i = 1; }
                      ];
                    }""");
    }

    @Test
    void errorsInsideArePrinted() {
        assertThat(print(REPL.withIndent(0), "{ a = throw \"no\"; b = 1; }")).isEqualTo("{ a = «error: no»; b = 1; }");
        assertThatThrownBy(() -> print(REPL.withErrors(PrintOptions.Errors.THROW), "{ a = throw \"no\"; }"))
            .hasMessage("no");
    }

    @Test
    void depthIsLimited() {
        assertThat(print(REPL.withIndent(0).withMaxDepth(1), "{ a = { b = 1; }; c = [ 1 ]; d = [ ]; }"))
            .isEqualTo("{ a = { ... }; c = [ ... ]; d = [ ... ]; }");
    }

    @Test
    void functionsSayWhereTheyAre() {
        assertThat(print(REPL.withIndent(0), "{ f = x: x; g = (x: y: x) 1; h = map; i = map (x: x); }")).isEqualTo(
                "{ f = «lambda f @ «string»:1:7»; g = «lambda @ «string»:1:21»; h = «primop map»; i = «partially applied primop map»; }");
    }

    @Test
    void unforcedValuesAreThunks() {
        assertThat(print(PrintOptions.PLAIN, "{ a = 1 + 1; b = [ (x: x) ]; c = 3; }"))
            .isEqualTo("{ a = «thunk»; b = «thunk»; c = 3; }");
    }

    @Test
    void errorMessagesAreColouredAndShort() {
        assertThat(print(PrintOptions.ERROR, "builtins.genList (x: x) 12"))
            .isEqualTo("[ " + "\u001b[35;1m«thunk»\u001b[0m ".repeat(10) + "\u001b[2m«2 items elided»\u001b[0m ]");
    }
}

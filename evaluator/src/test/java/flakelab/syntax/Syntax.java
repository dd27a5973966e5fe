package flakelab.syntax;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import flakelab.text.DiagnosticRenderer;
import flakelab.text.Origin;
import flakelab.text.Positions;
import flakelab.text.Source;

/// What `nix-instantiate --parse -` would print for a text, by our parser. Texts here are Java strings.
final class Syntax {
    static final ParserSettings SETTINGS = ParserSettings.of("/base")
        .withHome("/home/eve")
        .withPipeOperators(true);

    private Syntax() {}

    static String parsed(String text) {
        return parsed(text, SETTINGS);
    }

    static String parsed(String text, ParserSettings settings) {
        StringBuilder out = new StringBuilder();
        Source source = Source.ofJavaString(new Origin.Stdin(), text);
        int base = new Positions().add(source);
        DiagnosticRenderer renderer = DiagnosticRenderer.plain();
        try {
            out.append(ExprPrinter.print(Parser.parse(source, base, settings
                .withWarnings(warning -> out.append(renderer.render(warning)).append('\n')))));
        } catch (SyntaxException e) {
            out.append(renderer.render(e.diagnostic()));
        }
        return new String(out.toString().getBytes(ISO_8859_1), UTF_8);
    }

    static Expr tree(String text) {
        return Parser.parse(Source.ofJavaString(new Origin.Stdin(), text), 1, SETTINGS);
    }
}

package flakelab.session.display;

import flakelab.session.Display;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/// Documentation for the terminal (with bold and underline) and for pages. HTML inside Markdown is shown as text.
public final class Markdown {
    public static final String MIME = "text/markdown";

    private Markdown() {}

    /// As text, HTML and Markdown.
    public static Display display(String markdown) {
        var tree = Parser.builder().build().parse(markdown);
        Terminal terminal = new Terminal();
        tree.accept(terminal);
        String html = HtmlRenderer.builder()
            .escapeHtml(true)
            .sanitizeUrls(true)
            .build()
            .render(tree);
        return Display.text(terminal.out.toString().strip())
            .with(Display.HTML, html)
            .with(MIME, markdown);
    }

    private static final class Terminal extends AbstractVisitor {
        private static final String BOLD = "\u001b[1m";
        private static final String UNDERLINE = "\u001b[4m";
        private static final String CODE = "\u001b[36m";
        private static final String NORMAL = "\u001b[0m";

        private final StringBuilder out = new StringBuilder();
        private String indent = "";

        private void block(Runnable content) {
            if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
                out.append('\n');
            }
            out.append(indent);
            content.run();
            out.append('\n');
        }

        private void styled(String style, Runnable content) {
            out.append(style);
            content.run();
            out.append(NORMAL);
        }

        @Override
        public void visit(Paragraph paragraph) {
            block(() -> visitChildren(paragraph));
            if (!(paragraph.getParent() instanceof ListItem)) {
                out.append('\n');
            }
        }

        @Override
        public void visit(Heading heading) {
            block(() -> styled(BOLD, () -> visitChildren(heading)));
            out.append('\n');
        }

        @Override
        public void visit(FencedCodeBlock code) {
            codeLines(code.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            codeLines(code.getLiteral());
        }

        private void codeLines(String literal) {
            literal.lines()
                .forEach(line -> out.append(indent)
                    .append("    ")
                    .append(CODE)
                    .append(line)
                    .append(NORMAL)
                    .append('\n'));
            out.append('\n');
        }

        @Override
        public void visit(BulletList list) {
            visitChildren(list);
            out.append('\n');
        }

        @Override
        public void visit(OrderedList list) {
            visitChildren(list);
            out.append('\n');
        }

        @Override
        public void visit(ListItem item) {
            String before = indent;
            int start = out.length();
            indent = before + "  ";
            visitChildren(item);
            if (out.length() >= start + indent.length()) {
                out.replace(start + before.length(), start + indent.length(), "• ");
            }
            indent = before;
        }

        @Override
        public void visit(BlockQuote quote) {
            String before = indent;
            indent = before + "│ ";
            visitChildren(quote);
            indent = before;
        }

        @Override
        public void visit(StrongEmphasis strong) {
            styled(BOLD, () -> visitChildren(strong));
        }

        @Override
        public void visit(Emphasis emphasis) {
            styled(UNDERLINE, () -> visitChildren(emphasis));
        }

        @Override
        public void visit(Code code) {
            styled(CODE, () -> out.append(code.getLiteral()));
        }

        @Override
        public void visit(Link link) {
            visitChildren(link);
        }

        @Override
        public void visit(Text text) {
            out.append(text.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak lineBreak) {
            out.append('\n').append(indent);
        }

        @Override
        public void visit(HardLineBreak lineBreak) {
            out.append('\n').append(indent);
        }
    }
}

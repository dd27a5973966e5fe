package flakelab.session.display;

import flakelab.session.Display;
import java.util.List;

/// Rows and columns as text and HTML.
final class Table {
    private Table() {}

    static Display display(List<String> header, List<List<String>> rows) {
        int[] widths = new int[header.size()];
        measure(widths, header);
        rows.forEach(row -> measure(widths, row));
        StringBuilder text = new StringBuilder("\u001b[1m").append(line(header, widths))
            .append("\u001b[0m\n");
        Html html = new Html().markup(Html.STYLE).markup("<table class=\"fl\"><tr>");
        header.forEach(cell -> html.markup("<th>").text(cell).markup("</th>"));
        html.markup("</tr>");
        for (List<String> row : rows) {
            text.append(line(row, widths)).append('\n');
            html.markup("<tr>");
            row.forEach(cell -> html.markup("<td>").text(cell).markup("</td>"));
            html.markup("</tr>");
        }
        return Display.text(text.toString().stripTrailing())
            .with(Display.HTML, html.markup("</table>").toString());
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).repeat(" ", widths[i] - row.get(i).length() + 2);
        }
        return line.toString().stripTrailing();
    }
}

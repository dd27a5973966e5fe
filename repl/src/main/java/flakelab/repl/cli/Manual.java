package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.display.Markdown;
import flakelab.text.Ansi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;

/// Pages of help, made of what commands declare.
final class Manual {
    private static final int COLUMN = 36;

    private final Shell shell;

    Manual(Shell shell) {
        this.shell = shell;
    }

    /// The page of one command.
    String page(Help help, Flags flags) {
        StringBuilder text = new StringBuilder();
        title(text, "Usage").append("  ").append(help.usage()).append("\n\n");
        text.append(help.summary()).append("\n\n");
        if (!help.documentation().isEmpty()) {
            text.append(Markdown.display(help.documentation()).plain()).append("\n\n");
        }
        SequencedMap<String, StringBuilder> categories = new LinkedHashMap<>();
        for (Flags.Flag flag : flags.all()) {
            if (!flag.doc().isEmpty()) {
                row(categories.computeIfAbsent(flag.category(), key -> new StringBuilder()),
                        (String.join(", ", flag.names()) + " " + flag.labels()).stripTrailing(), flag.doc());
            }
        }
        categories.forEach((category, rows) -> title(text, category.isEmpty() ? "Options" : category)
            .append(rows)
            .append('\n'));
        return text.append("Every setting of nix.conf is an option too; `nix config show` lists them.\n").toString();
    }

    /// The page of several commands under one name.
    String page(String name, String summary, SortedMap<String, Shell.Program> commands) {
        StringBuilder text = new StringBuilder();
        title(text, "Usage").append("  ").append(name).append(" COMMAND …\n\n");
        if (!summary.isEmpty()) {
            text.append(summary).append("\n\n");
        }
        commands(title(text, "Commands"), commands);
        return text.append("\n`").append(name).append(" COMMAND --help` tells more.\n").toString();
    }

    /// The first page: all commands in their categories.
    String overview(String program, Map<Nix.Category, SortedMap<String, Shell.Program>> commands,
            List<Map.Entry<String, String>> others) {
        StringBuilder text = new StringBuilder();
        title(text, "Usage").append("  ").append(program).append(" [OPTION…] COMMAND …\n\n");
        commands.forEach((category, members) -> {
            commands(title(text, category.title), members);
            text.append('\n');
        });
        if (!others.isEmpty()) {
            title(text, "Commands of a session");
            others.forEach(each -> row(text, each.getKey(), each.getValue()));
            text.append('\n');
        }
        return text.append('`').append(program).append(" COMMAND --help` tells more.\n").toString();
    }

    private void commands(StringBuilder text, SortedMap<String, Shell.Program> commands) {
        commands.forEach((name, program) -> row(text, name, summary(program)));
    }

    private String summary(Shell.Program program) {
        return switch (Declaration.of(shell.call(), program)) {
            case Declaration.What.Single(Flags flags) -> flags.help().map(Help::summary).orElse("");
            case Declaration.What.Group(String summary, var commands) -> summary;
        };
    }

    /// Of `nix help flake show`: what `nix flake show --help` prints.
    void print(Invocation call, Shell.Program program) {
        program.run(call, shell);
    }

    private static StringBuilder title(StringBuilder text, String title) {
        return text.append(Ansi.BOLD).append(title).append(Ansi.NORMAL).append('\n');
    }

    private static void row(StringBuilder text, String left, String right) {
        text.append("  ").append(left);
        if (left.length() + 2 < COLUMN) {
            text.repeat(' ', COLUMN - 2 - left.length());
        } else {
            text.append('\n').repeat(' ', COLUMN);
        }
        text.append(right.strip()).append('\n');
    }
}

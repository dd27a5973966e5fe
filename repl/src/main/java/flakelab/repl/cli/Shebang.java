package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Command lines in the first lines of scripts: `#! nix …` (CppNix `RootArgs::parseCmdline`, `src/libutil/args.cc`) and
/// `#! nix-shell …` (`src/nix/nix-build/nix-build.cc`).
final class Shebang {
    private static final Pattern NIX = Pattern.compile("#!\\s*nix(:? |$)(.*)");
    private static final Pattern NIX_SHELL = Pattern.compile("#!\\s*nix-shell\\s+(.*)");
    private static final String COMMENT_STARTS = "#/\\%@*-(";

    /// A script that `nix-shell` was started for.
    ///
    /// @param arguments what its lines say
    /// @param given     what the script itself was given
    record Script(String file, List<String> arguments, List<String> given) {
        /// The command that lets a program read the script.
        ///
        /// Perl looks at the first line too and would start us again, but not under a name of its own; Ruby neither if it
        /// loads the script.
        String interpretedBy(String program) {
            String name = program.contains("perl") ? "-a PERL" : "";
            String load = program.contains("ruby") ? "-e 'load(ARGV.shift)' -- " : "";
            return "exec " + name + " " + program + " " + load + quoted(file) + " "
                    + given.stream().map(word -> quoted(word) + " ").collect(Collectors.joining());
        }

        private static String quoted(String word) {
            return "'" + word.replace("'", "'\\''") + "'";
        }
    }

    private Shebang() {}

    /// A call of `nix` by a script, with the command line its lines hold; any other call as it is.
    static Invocation expand(Invocation call, Shell shell) {
        List<String> words = call.arguments();
        Optional<List<String>> lines = words.isEmpty() ? Optional.empty() : lines(call, words.getFirst());
        if (lines.isEmpty()) {
            return call;
        }
        StringBuilder content = new StringBuilder();
        for (String line : lines.get().subList(1, lines.get().size())) {
            if (line.isEmpty() || COMMENT_STARTS.indexOf(line.charAt(0)) < 0) {
                break;
            }
            Matcher match = NIX.matcher(line.stripTrailing());
            if (match.matches()) {
                content.append(match.group(2)).append('\n');
            }
        }
        List<String> all = new ArrayList<>(ShebangWords.split(content.toString()));
        all.addAll(words);
        shell.startFrom(call.directory().resolve(words.getFirst()).resolveSibling("."));
        return call.withArguments(all);
    }

    /// The script `nix-shell` was started for, if it was.
    static Optional<Script> nixShell(Invocation call) {
        List<String> words = call.arguments();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        return lines(call, words.getFirst()).map(lines -> {
            List<String> arguments = new ArrayList<>();
            for (String line : lines) {
                Matcher match = NIX_SHELL.matcher(line.stripTrailing());
                if (line != lines.getFirst() && match.matches()) {
                    arguments.addAll(shellWords(match.group(1)));
                }
            }
            return new Script(words.getFirst(), arguments, words.subList(1, words.size()));
        });
    }

    /// The lines of a file that is a script.
    private static Optional<List<String>> lines(Invocation call, String name) {
        if (name.startsWith("-") || name.isEmpty()) {
            return Optional.empty();
        }
        Path file = call.directory().resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.startsWith("#!")
                    ? Optional.of(List.of(new String(text.getBytes(StandardCharsets.ISO_8859_1),
                            StandardCharsets.UTF_8)
                        .split("\n")))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Words as Perl's `shellwords` splits them: at blanks, with quotes and backslashes.
    private static List<String> shellWords(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                words.add(word.toString());
                word.setLength(0);
                while (i + 1 < text.length() && Character.isWhitespace(text.charAt(i + 1))) {
                    i++;
                }
                if (i + 1 == text.length()) {
                    return words;
                }
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw SessionErrors.error("unterminated quote in shebang line");
        }
        words.add(word.toString());
        return words;
    }
}

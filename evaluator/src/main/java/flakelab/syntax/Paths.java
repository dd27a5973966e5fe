package flakelab.syntax;

import flakelab.syntax.ParserSettings.Lint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/// What path literals stand for, and what the lint settings say of them and of URLs.
/// Rules: CppNix `path_start` (`src/libexpr/parser.y`), `canonPath` (`src/libutil`).
final class Paths {
    private final ParserSettings settings;
    private final SyntaxErrors errors;

    Paths(ParserSettings settings, SyntaxErrors errors) {
        this.settings = settings;
        this.errors = errors;
    }

    /// The path an absolute or relative literal stands for; a slash at its end (before `${`) is kept.
    String resolved(int offset, String literal) {
        String path;
        if (literal.startsWith("/")) {
            lint(settings.absolutePathLiterals(), offset, "lint-absolute-path-literals",
                    () -> SyntaxErrors.absolutePath("absolute", literal));
            path = canonical(literal);
        } else {
            if (!literal.startsWith(".")) {
                lint(settings.shortPathLiterals(), offset, "lint-short-path-literals",
                        () -> SyntaxErrors.shortPath(literal));
            }
            path = canonical(settings.basePath() + "/" + literal);
        }
        return literal.length() > 1 && literal.endsWith("/") ? path + "/" : path;
    }

    /// The path a `~/…` literal stands for.
    String fromHome(int offset, String literal) {
        if (settings.pure()) {
            throw SyntaxErrors.homeInPureMode(literal);
        }
        lint(settings.absolutePathLiterals(), offset, "lint-absolute-path-literals",
                () -> SyntaxErrors.absolutePath("home", literal));
        return settings.home().orElse("/homeless-shelter") + literal.substring(1);
    }

    void lintUrl(int offset, String url) {
        lint(settings.urlLiterals(), offset, "lint-url-literals",
                () -> SyntaxErrors.urlLiteral(settings.urlLiterals() == Lint.FATAL, url));
    }

    private void lint(Lint level, int offset, String setting, Supplier<String> message) {
        switch (level) {
            case IGNORE -> {
            }
            case WARN ->
                settings.warnings().accept(errors.lintWarning(offset, setting, message.get()));
            case FATAL -> throw errors.lintError(offset, setting, message.get());
        }
    }

    /// An absolute path without `.`, `..`, doubled slashes or one at the end.
    static String canonical(String path) {
        if (isCanonical(path)) {
            return path;
        }
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/")) {
            switch (segment) {
                case "", "." -> {
                }
                case ".." -> segments.pollLast();
                default -> segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }

    private static boolean isCanonical(String path) {
        return !path.contains("//") && !path.contains("/.") && !path.endsWith("/");
    }
}

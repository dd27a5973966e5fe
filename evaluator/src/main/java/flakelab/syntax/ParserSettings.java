package flakelab.syntax;

import flakelab.text.Diagnostic;
import java.util.Optional;
import java.util.function.Consumer;

/// What parsing depends on besides the text.
///
/// `basePath` is the absolute, canonical directory relative paths start from; `home` what `~` stands for, where `pure` is false;
/// `pipeOperators` the experimental feature `pipe-operators`; then the settings `lint-url-literals`,
/// `lint-absolute-path-literals` and `lint-short-path-literals`; `warnings` hears what those, and misuses of `or`, have to say.
public record ParserSettings(String basePath, Optional<String> home, boolean pure,
        boolean pipeOperators, Lint urlLiterals, Lint absolutePathLiterals, Lint shortPathLiterals,
        Consumer<Diagnostic> warnings) {

    /// What becomes of a discouraged way to write something (CppNix `Diagnose`).
    public enum Lint {
        IGNORE, WARN, FATAL
    }

    /// Nix's defaults, and nobody who listens to warnings.
    public static ParserSettings of(String basePath) {
        return new ParserSettings(basePath, Optional.empty(), false, false, Lint.IGNORE,
                Lint.IGNORE, Lint.IGNORE, warning -> {});
    }

    public ParserSettings withBasePath(String directory) {
        return new ParserSettings(directory, home, pure, pipeOperators, urlLiterals,
                absolutePathLiterals, shortPathLiterals, warnings);
    }

    public ParserSettings withHome(String directory) {
        return new ParserSettings(basePath, Optional.of(directory), pure, pipeOperators,
                urlLiterals, absolutePathLiterals, shortPathLiterals, warnings);
    }

    public ParserSettings withPure(boolean on) {
        return new ParserSettings(basePath, home, on, pipeOperators, urlLiterals,
                absolutePathLiterals, shortPathLiterals, warnings);
    }

    public ParserSettings withPipeOperators(boolean on) {
        return new ParserSettings(basePath, home, pure, on, urlLiterals, absolutePathLiterals,
                shortPathLiterals, warnings);
    }

    public ParserSettings withLints(Lint urls, Lint absolutePaths, Lint shortPaths) {
        return new ParserSettings(basePath, home, pure, pipeOperators, urls, absolutePaths,
                shortPaths, warnings);
    }

    public ParserSettings withWarnings(Consumer<Diagnostic> listener) {
        return new ParserSettings(basePath, home, pure, pipeOperators, urlLiterals,
                absolutePathLiterals, shortPathLiterals, listener);
    }
}

package flakelab.text;

import java.util.List;
import java.util.Optional;

/// Something said about a program: an error, a warning or a trace message, as data.
///
/// `message` is what stands after `error: ` (may have several lines, may hold CppNix's ANSI emphasis around values,
/// which the renderer strips where colours are off). `trace` is outermost-last: the frame added first (nearest to the failure) comes first. `hints`
/// are Flakelab's own lines, never part of nix-compatible output. `suggestions` become "Did you mean …?".
/// See CppNix `ErrorInfo` (`src/libutil/include/nix/util/error.hh`).
public record Diagnostic(Severity severity, String message, Optional<Position> position,
        List<Frame> trace,
        List<String> hints, List<String> suggestions) {

    /// `EVALUATION_WARNING` is one of `builtins.warn`; `TRACE` a line of `builtins.trace`.
    public enum Severity {
        ERROR, WARNING, EVALUATION_WARNING, NOTICE, INFO, TRACE
    }

    /// One line of a trace: what was being done, and where. `always`: shown even without `--show-trace`
    /// (frames of `addErrorContext`).
    public record Frame(Optional<Position> position, String message, boolean always) {}

    public Diagnostic {
        trace = List.copyOf(trace);
        hints = List.copyOf(hints);
        suggestions = List.copyOf(suggestions);
    }

    public static Diagnostic error(String message, Optional<Position> position) {
        return new Diagnostic(Severity.ERROR, message, position, List.of(), List.of(), List.of());
    }

    public static Diagnostic evaluationWarning(String message) {
        return new Diagnostic(Severity.EVALUATION_WARNING, message, Optional.empty(), List.of(), List.of(), List.of());
    }
}

package flakelab.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What every failure a user can cause is thrown as: one subclass per room, all carrying a [Diagnostic].
///
/// No Java stack trace is filled in: `tryEval` makes these common, and the trace people need is Nix's own.
public abstract class NixException extends RuntimeException implements Cloneable {
    private final String text;
    private Optional<Position> position;
    private List<Diagnostic.Frame> trace = new ArrayList<>(0);
    private List<String> hints = new ArrayList<>(0);
    private List<String> suggestions = new ArrayList<>(0);
    private int status = 1;

    protected NixException(String message, Optional<Position> position) {
        super(message, null, false, false);
        this.text = message;
        this.position = position;
    }

    /// The message without `error: `, position, trace and hints.
    public String text() {
        return text;
    }

    /// The exit status a program ends with.
    public int exitStatus() {
        return status;
    }

    /// Sets the status a program ends with.
    public void endWith(int wanted) {
        status = wanted;
    }

    /// Adds a frame while the error passes outwards; the nearest frame is added first.
    public void addFrame(Diagnostic.Frame frame) {
        trace.add(frame);
    }

    /// A copy whose frames are its own: what is thrown when an error that was kept is met again.
    public NixException copy() {
        try {
            NixException copy = (NixException) clone();
            copy.trace = new ArrayList<>(trace);
            copy.hints = new ArrayList<>(hints);
            copy.suggestions = new ArrayList<>(suggestions);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<Diagnostic.Frame> frames() {
        return trace;
    }

    public Optional<Position> position() {
        return position;
    }

    /// Sets the position unless it is known already.
    public void positionIfAbsent(Optional<Position> place) {
        if (position.isEmpty()) {
            position = place;
        }
    }

    /// Adds a line of Flakelab's own advice (shown by our doors, never in nix-compatible output).
    public void addHint(String hint) {
        hints.add(hint);
    }

    public void addSuggestions(List<String> names) {
        suggestions.addAll(names);
    }

    public Diagnostic diagnostic() {
        return new Diagnostic(Diagnostic.Severity.ERROR, text, position, trace, hints, suggestions);
    }
}

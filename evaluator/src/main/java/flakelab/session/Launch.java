package flakelab.session;

/// One-shot work that ends in a program which then takes this process' place. Failures are thrown.
public interface Launch {
    /// Has everything in the store the program needs.
    Program prepare(State state, Console console);
}

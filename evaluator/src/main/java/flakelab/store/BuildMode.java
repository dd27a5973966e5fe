package flakelab.store;

/// How to build: only what is missing, repairing what is broken, or once more to compare. In the protocol's order.
public enum BuildMode {
    NORMAL, REPAIR, CHECK
}

package flakelab.kernel.wire;

/// Which socket a message came by or leaves by.
public enum Channel {
    SHELL, CONTROL, STDIN, IOPUB
}

package flakelab.value;

/// A closure: a lambda's code and the frame it was made in.
public final class Lambda extends FunctionValue {
    private final LambdaCode code;
    private final Object[] frame;

    public Lambda(LambdaCode code, Object[] frame) {
        this.code = code;
        this.frame = frame;
    }

    public LambdaCode code() {
        return code;
    }

    /// The enclosing frame.
    public Object[] frame() {
        return frame;
    }

    @Override
    FunctionValue copy() {
        return new Lambda(code, frame);
    }

    @Override
    public String typeName() {
        return "a function";
    }
}

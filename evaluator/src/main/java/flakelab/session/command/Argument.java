package flakelab.session.command;

/// What a command takes, known by the label of its parameter.
public enum Argument {
    NONE(""), EXPRESSION("EXPR"), PATH("PATH"), FLAKE("FLAKE"), INPUT("INPUT"), COMMAND("COMMAND"), WORD("WORD");

    private final String label;

    Argument(String label) {
        this.label = label;
    }

    static Argument ofLabel(String label) {
        for (Argument argument : values()) {
            if (argument.label.equals(label)) {
                return argument;
            }
        }
        throw new IllegalArgumentException("no kind of argument is called " + label);
    }

    public String label() {
        return label;
    }
}

package flakelab.repl.cli;

/// `--help` and `--version`.
final class Help {
    private static final String VERSION = "2.34.8";

    private Help() {}

    /// Adds both to a program's flags. Everything declared with words is listed.
    static void addTo(Flags flags, Shell shell, String usage, String summary) {
        flags.toggle(() -> {
            shell.out("Usage: " + usage + "\n\n" + summary + "\n\n" + flags.help());
            throw new Exit(0);
        }, "Show this text.", "--help", "-h");
        flags.toggle(() -> {
            shell.out(usage.split(" ")[0] + " (Flakelab, as Nix) " + VERSION + "\n");
            throw new Exit(0);
        }, "Show the version.", "--version");
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.Job;
import flakelab.session.Session;
import flakelab.session.SessionException;
import flakelab.session.SessionOptions;
import flakelab.text.DiagnosticRenderer;
import flakelab.text.NixException;
import flakelab.text.Verbosity;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// What surrounds a one-shot program: bytes to standard output, messages and errors to standard error, exit status.
///
/// Errors end as in CppNix `handleExceptions` (`src/libmain/shared.cc`).
final class Shell implements Console {
    private static final Pattern ANSI = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

    private final Invocation call;
    private final OutputStream out;
    private final boolean colours;
    private boolean showTrace;
    private Verbosity verbosity;

    /// A program: it reads its command line and runs jobs.
    interface Program {
        void run(Invocation call, Shell shell);
    }

    private Shell(Invocation call) {
        this.call = call;
        this.out = new BufferedOutputStream(call.out(), 1 << 16);
        this.colours = call.isTerminal(2) && !call.environment().containsKey("NO_COLOR")
                && !call.environment().getOrDefault("TERM", "dumb").equals("dumb");
        this.verbosity = usual();
    }

    /// `nix` says more where nobody can see its progress, and the older programs always do.
    private Verbosity usual() {
        boolean brief = call.program().equals("flakelab")
                || call.program().equals("nix") && call.isTerminal(2);
        return brief ? Verbosity.NOTICE : Verbosity.INFO;
    }

    /// Says so many levels more than usual (or less).
    void sayMore(int levels) {
        verbosity = usual().more(levels);
    }

    static int run(Invocation call, Program program) {
        Shell shell = new Shell(call);
        int status = shell.guarded(program);
        try {
            shell.out.flush();
        } catch (IOException e) {
            return 1; // nobody reads any more
        }
        return status;
    }

    private int guarded(Program program) {
        try {
            program.run(call, this);
            return 0;
        } catch (Exit e) {
            return e.status();
        } catch (NixException e) {
            flush();
            diagnostic(e);
            if (e instanceof SessionException mistake && mistake.isUsage()) {
                err("Try '" + call.program() + " --help' for more information.\n");
            }
            return e.exitStatus();
        }
    }

    private void diagnostic(NixException e) {
        boolean hints = call.program().equals("flakelab");
        String text = new DiagnosticRenderer(colours, showTrace, hints).render(e.diagnostic());
        write(call.err(), (text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Runs a job in a session of its own.
    void run(SessionOptions options, Job job) {
        showTrace = options.showTrace();
        options.settings().takeWarnings().forEach(this::warn);
        try (Session session = Session.open(options)) {
            session.execute(job, this, this::bytes);
        }
    }

    void warn(String message) {
        err("\u001b[35;1mwarning:\u001b[0m " + message + "\n");
    }

    /// Writes Nix's bytes (one Latin-1 char each) to standard output.
    void bytes(String latin1) {
        write(out, latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void out(String text) {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void err(String text) {
        flush();
        String shown = colours ? text : ANSI.matcher(text).replaceAll("");
        write(call.err(), shown.getBytes(StandardCharsets.UTF_8));
    }

    /// Text for standard output, without colours where that is no terminal.
    void text(String text) {
        out(call.isTerminal(1) ? text : ANSI.matcher(text).replaceAll(""));
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new Exit(1);
        }
    }

    private static void write(OutputStream stream, byte[] bytes) {
        try {
            stream.write(bytes);
        } catch (IOException e) {
            throw new Exit(1); // a closed pipe, as SIGPIPE would
        }
    }

    @Override
    public void update(String displayId, Display display) {
        err(display.plain().stripTrailing() + "\n");
    }

    @Override
    public Optional<String> ask(String prompt, boolean password) {
        return Optional.empty();
    }

    @Override
    public boolean colours() {
        return colours;
    }

    @Override
    public Verbosity verbosity() {
        return verbosity;
    }

    @Override
    public int width() {
        return 80;
    }
}

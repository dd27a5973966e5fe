package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.Job;
import flakelab.session.Launch;
import flakelab.session.Session;
import flakelab.session.SessionException;
import flakelab.session.SessionOptions;
import flakelab.session.Verbosity;
import flakelab.text.DiagnosticRenderer;
import flakelab.text.NixException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// What surrounds a one-shot program: bytes to standard output, messages and errors to standard error, exit status.
///
/// Errors end as in CppNix `handleExceptions` (`src/libmain/shared.cc`).
final class Shell implements Console {
    /// Programs that say less to a person at a terminal.
    private static final Set<String> PROGRAMS = Set.of("nix", "flakelab");
    private static final Pattern ANSI = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

    private final Invocation call;
    private final OutputStream out;
    private final boolean colours;
    private final boolean describing;
    private final Optional<Completions> completions;
    private Verbosity verbosity;
    private boolean showsBuildLogs;
    private boolean showTrace;
    private Path base;

    /// A program: it reads its command line and runs jobs.
    interface Program {
        void run(Invocation call, Shell shell);
    }

    private Shell(Invocation call, boolean describing, boolean completing) {
        this.call = call;
        this.base = call.directory();
        this.describing = describing;
        this.completions = completing ? Optional.of(new Completions(this)) : Optional.empty();
        this.out = new BufferedOutputStream(call.out(), 1 << 16);
        this.showsBuildLogs = call.program().equals("flakelab");
        this.verbosity = completing
                ? Verbosity.ERROR
                : call.isTerminal(2) && PROGRAMS.contains(call.program()) ? Verbosity.NOTICE : Verbosity.INFO;
        this.colours = call.isTerminal(2) && !call.environment().containsKey("NO_COLOR")
                && !call.environment().getOrDefault("TERM", "dumb").equals("dumb");
    }

    /// One in which programs only declare themselves.
    static Shell describing(Invocation call) {
        return new Shell(call, true, false);
    }

    static int run(Invocation call, Program program) {
        boolean completing = Completions.wanted(call);
        Shell shell = new Shell(completing ? Completions.mark(call) : call, false, completing);
        int status = shell.guarded(program);
        shell.completions.ifPresent(found -> shell.out(found.text()));
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
            if (e instanceof SessionException said && said.isSilent()) {
                return said.exitStatus();
            }
            if (completions.isPresent() && e instanceof SessionException mistake && mistake.isUsage()) {
                return 0;
            }
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

    /// Where what a command line names starts from: the working directory, or that of the script the line stands in.
    Path base() {
        return base;
    }

    void startFrom(Path directory) {
        base = directory;
    }

    /// Runs a job in a session of its own.
    void run(SessionOptions options, Job job) {
        showTrace = options.showTrace();
        options.settings().takeWarnings().forEach(this::warn);
        try (Session session = Session.open(options)) {
            session.execute(job, this, this::bytes);
        }
    }

    /// Runs a job for completion: it says nothing.
    void look(SessionOptions options, Job job, Consumer<String> found) {
        try (Session session = Session.open(options)) {
            session.execute(job, new Quiet(this), found);
        }
    }

    @Override
    public Verbosity verbosity() {
        return verbosity;
    }

    @Override
    public boolean showsBuildLogs() {
        return showsBuildLogs;
    }

    void showBuildLogs(boolean wanted) {
        showsBuildLogs = wanted;
    }

    void verbosity(Verbosity wanted) {
        verbosity = wanted;
    }

    /// Ends a program that is only to say what it is.
    void declare(Declaration.What what) {
        if (describing) {
            throw new Declaration(what);
        }
    }

    /// What is proposed, if a word of the command line is to be completed.
    Optional<Completions> completions() {
        return completions;
    }

    Invocation call() {
        return call;
    }

    Map<String, String> environment() {
        return call.environment();
    }

    /// Prepares a program in a session of its own, ends that, and becomes the program.
    void become(SessionOptions options, Launch launch) {
        AtomicReference<flakelab.session.Program> program = new AtomicReference<>();
        run(options, (state, bytes, console) -> program.set(launch.prepare(state, console)));
        flush();
        throw Exec.become(program.get(), call.descriptors());
    }

    void warn(String message) {
        log(Verbosity.WARN, "\u001b[35;1mwarning:\u001b[0m " + message);
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

    /// Somebody who sees messages on a terminal is asked, in one line of standard input.
    @Override
    public Optional<String> ask(String prompt, boolean password) {
        if (!colours) {
            return Optional.empty();
        }
        err(prompt);
        StringBuilder line = new StringBuilder();
        try {
            for (int c = call.in().read(); c >= 0 && c != '\n'; c = call.in().read()) {
                line.append((char) c);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(line.toString());
    }

    @Override
    public boolean colours() {
        return colours;
    }

    @Override
    public int width() {
        return 80;
    }
}

package flakelab.kernel;

import flakelab.kernel.install.Command;
import flakelab.kernel.install.DataDirectory;
import flakelab.kernel.install.Installation;
import flakelab.kernel.wire.Connection;
import flakelab.session.Session;
import flakelab.session.SessionOptions;
import flakelab.text.NixException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The command `flakelab-kernel`: install, uninstall and run the kernel.
@CommandLine.Command(name = "flakelab-kernel", description = "Flakelab's Jupyter kernel for Nix.", mixinStandardHelpOptions = true, version = Tools.NAME
        + " " + Tools.VERSION, subcommands = {Main.Install.class, Main.Uninstall.class,
                Main.Run.class}, synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    /// Jupyter's own call, `run FILE`, and `train` go past picocli: its classes are of a version that no AOT cache takes, and
    /// every start would wait for them.
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        int status;
        try {
            status = words.equals(List.of("train"))
                    ? train()
                    : words.size() == 2 && words.getFirst().equals("run")
                            && !words.getLast().startsWith("-")
                                    ? run(Path.of(words.getLast()))
                                    : parsed(arguments);
        } catch (IOException | NixException failure) {
            status = failed(failure);
        }
        System.exit(status);
    }

    private static int parsed(String[] arguments) {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, _, _) -> {
            if (failure instanceof IOException || failure instanceof NixException) {
                return failed(failure);
            }
            throw failure;
        }).execute(arguments);
    }

    private static int failed(Exception failure) {
        System.err.println("flakelab-kernel: " + failure.getMessage());
        return 1;
    }

    private static int run(Path connectionFile) throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        Lifetime.live(
                new Kernel(Connection.read(connectionFile), Interpreter.of(session(environment))),
                environment);
        return 0;
    }

    /// Exercises the kernel once; an AOT cache is recorded from it.
    private static int train() throws IOException {
        Rehearsal.play(Interpreter.of(session(System.getenv())));
        return 0;
    }

    private static Session session(Map<String, String> environment) {
        return Session.open(SessionOptions.of(environment, Path.of("")));
    }

    /// Which Jupyter data directory, and the kernel's name in it.
    static final class Place {
        static final class Where {
            @Option(names = "--user", description = "for you alone (the default)")
            boolean user;

            @Option(names = "--prefix", paramLabel = "DIR", description = "into DIR/share/jupyter")
            @Nullable
            Path prefix;

            @Option(names = "--sys-prefix", description = "into the active virtual or Conda environment")
            boolean active;

            @Option(names = "--system", description = "for everybody, into /usr/local/share/jupyter")
            boolean system;
        }

        @ArgGroup
        Where where = new Where();

        @Option(names = "--name", defaultValue = "nix", paramLabel = "NAME", description = "what Jupyter knows the kernel by (default: ${DEFAULT-VALUE})")
        String name = "nix";

        Installation installation() throws IOException {
            return new Installation(directory(System.getenv()), name);
        }

        private Path directory(Map<String, String> environment) throws IOException {
            if (where.prefix != null) {
                return DataDirectory.under(where.prefix);
            }
            if (where.active) {
                return DataDirectory.under(DataDirectory.activePrefix(environment)
                    .orElseThrow(() -> new IOException(
                            "no environment is active (VIRTUAL_ENV and CONDA_PREFIX are unset); use --prefix")));
            }
            return where.system
                    ? DataDirectory.system()
                    : DataDirectory.user(environment, System.getProperty("os.name"),
                            Path.of(System.getProperty("user.home")));
        }
    }

    @CommandLine.Command(name = "install", description = "Tells Jupyter about this kernel.", mixinStandardHelpOptions = true)
    static final class Install implements Callable<Integer> {
        @CommandLine.Mixin
        Place place = new Place();

        @Option(names = "--display-name", defaultValue = "Nix (Flakelab)", paramLabel = "TEXT", description = "what people see (default: ${DEFAULT-VALUE})")
        String displayName = "Nix (Flakelab)";

        @Spec
        CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws IOException {
            Installation installation = place.installation();
            installation.install(Command.likeThis(Main.class.getName(), "run"), displayName);
            out(spec).println("Installed '" + displayName + "' in " + installation.kernelspec());
            out(spec).println(
                    "Try: jupyter console --kernel " + installation.kernelspec().getFileName());
            return 0;
        }
    }

    @CommandLine.Command(name = "uninstall", description = "Makes Jupyter forget this kernel.", mixinStandardHelpOptions = true)
    static final class Uninstall implements Callable<Integer> {
        @CommandLine.Mixin
        Place place = new Place();

        @Spec
        CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws IOException {
            Installation installation = place.installation();
            out(spec).println((installation.uninstall() ? "Removed " : "There is no ")
                    + installation.kernelspec());
            return 0;
        }
    }

    @CommandLine.Command(name = "run", description = "Runs the kernel; Jupyter does this.", mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {
        @Parameters(paramLabel = "CONNECTION-FILE", description = "where to listen, as written by Jupyter")
        Path file = Path.of("");

        @Override
        public Integer call() throws IOException, InterruptedException {
            return Main.run(file);
        }
    }

    private static PrintWriter out(CommandSpec spec) {
        return spec.commandLine().getOut();
    }
}

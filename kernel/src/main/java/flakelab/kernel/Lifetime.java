package flakelab.kernel;

import java.lang.reflect.Proxy;
import java.util.Map;

/// A kernel as a process: it ends when asked to, or when nobody is left to ask.
final class Lifetime {
    private static final int PATIENCE_MILLIS = 3000;

    private Lifetime() {}

    /// Runs the kernel until a client asks for the end or the Jupyter server that started us (`JPY_PARENT_PID`) is gone.
    static void live(Kernel kernel, Map<String, String> environment) throws InterruptedException {
        // A kernelspec of someone else's making may say `"interrupt_mode": "signal"`; Ctrl-C in a terminal arrives here too.
        onSigint(kernel::interrupt);
        String parent = environment.getOrDefault("JPY_PARENT_PID", "");
        if (parent.matches("[1-9]\\d{0,17}")) {
            ProcessHandle.of(Long.parseLong(parent))
                .ifPresent(server -> server.onExit().thenRun(kernel::shutdown));
        }
        kernel.start();
        kernel.awaitShutdown();
        watchdog();
        kernel.close();
    }

    /// `sun.misc.Signal` is the JDK's only way to hear signals and supported; but javac warns of it and cannot be told not
    /// to, hence reflection. Without it, SIGINT would end the process.
    private static void onSigint(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object doing = Proxy.newProxyInstance(Lifetime.class.getClassLoader(),
                    new Class<?>[]{handler},
                    (_, _, _) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                .invoke(null,
                        signal.getConstructor(String.class).newInstance("INT"), doing);
        } catch (ReflectiveOperationException absent) {
            System.getLogger("flakelab.kernel")
                .log(System.Logger.Level.DEBUG, "no signals", absent);
        }
    }

    /// Whatever still runs, a build or a fetch that hears nothing, must not keep the process.
    private static void watchdog() {
        Thread.ofPlatform().daemon().name("watchdog").start(() -> {
            try {
                Thread.sleep(PATIENCE_MILLIS);
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
    }
}

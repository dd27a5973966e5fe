package flakelab.store.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/// How a daemon is reached.
@FunctionalInterface
public interface Connector {
    /// The usual socket.
    Path SOCKET = Path.of("/nix/var/nix/daemon-socket/socket");

    /// Both directions of a fresh connection, and how to end it.
    record Link(InputStream in, OutputStream out, AutoCloseable end) {}

    Link connect() throws IOException;

    /// The daemon listening on a Unix socket.
    static Connector unix(Path socket) {
        return () -> {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (IOException e) {
                channel.close();
                throw new IOException(
                        "cannot connect to socket at '" + socket + "': " + e.getMessage(), e);
            }
            return new Link(Channels.newInputStream(channel), Channels.newOutputStream(channel),
                    channel);
        };
    }

    /// A daemon started by a command that speaks on its standard input and output, `ssh HOST nix-daemon --stdio`.
    static Connector command(List<String> command) {
        return () -> {
            Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
            return new Link(process.getInputStream(), process.getOutputStream(), process::destroy);
        };
    }

    /// `ssh-ng://HOST`, by the user's own ssh.
    ///
    /// @param program what the host calls the daemon
    static Connector ssh(String host, String program) {
        return command(List.of("ssh", host, "-x", "--", program, "--stdio"));
    }
}

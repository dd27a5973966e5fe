package flakelab.kernel.wire;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A Jupyter connection file: where the kernel's five sockets are and how messages are signed.
public final class Connection {
    /// The file's members that we need; it may hold others.
    record Members(String ip, int control_port, int shell_port, int stdin_port, int hb_port,
            int iopub_port, String transport, String signature_scheme, String key) {}

    private Connection() {}

    /// Reads a connection file.
    ///
    /// @throws IOException when it cannot be read, or asks for a transport other than TCP (JeroMQ has no Unix sockets)
    public static KernelConnectionProperties read(Path file) throws IOException {
        Members its = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .readValue(Files.readString(file), Members.class);
        if (!its.transport.equals("tcp")) {
            throw new IOException("transport '" + its.transport + "' in " + file
                    + " is not supported: this kernel speaks tcp only");
        }
        return new KernelConnectionProperties(its.ip, its.control_port, its.shell_port,
                its.stdin_port, its.hb_port, its.iopub_port, its.transport, its.signature_scheme,
                its.key);
    }

    /// A connection on free ports of the loopback device, with a fresh key.
    public static KernelConnectionProperties local() throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return new KernelConnectionProperties("127.0.0.1", held.get(0).getLocalPort(),
                held.get(1).getLocalPort(), held.get(2).getLocalPort(), held.get(3).getLocalPort(),
                held.get(4).getLocalPort(), "tcp", "hmac-sha256", UUID.randomUUID().toString());
    }
}

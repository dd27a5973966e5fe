package flakelab.session.command;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Standard output as a stream of bytes.
final class Sink extends OutputStream {
    private final Consumer<String> out;

    Sink(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void write(int b) {
        out.accept(String.valueOf((char) (b & 0xff)));
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        out.accept(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
    }
}

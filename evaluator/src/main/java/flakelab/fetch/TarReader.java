package flakelab.fetch;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads tar archives: the old format, ustar, GNU's long names and pax headers. Names are bytes, one Latin-1 char each.
///
/// Words of errors are libarchive's, which CppNix uses. Between two calls of [#next] the reader is the stream of the
/// entry's content.
final class TarReader extends InputStream {
    private static final int BLOCK = 512;
    private static final int AHEAD = 1 << 17;
    private static final int LONGEST_NAME = 1 << 20;

    private final BufferedInputStream in;
    private final byte[] header = new byte[BLOCK];
    private final Map<String, String> global = new HashMap<>();
    private long left;
    private long padding;

    TarReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /// An entry; `type` is the letter of its header.
    ///
    /// @param time of the last change, in seconds
    record Entry(String name, char type, int mode, long size, long time, String link) {
        boolean isFile() {
            return "\0007SA".indexOf(type) >= 0 || "0123456LKxgXDVMN".indexOf(type) < 0
                    || type == '0' && !name.endsWith("/");
        }

        boolean isDirectory() {
            return type == '5' || type == 'D' || type == '0' && name.endsWith("/");
        }
    }

    /// Whether the stream begins like a tar archive; an empty one, or one of zeros, is one without entries. As
    /// libarchive this reads ahead: what is broken at once is no archive.
    boolean isTar() throws IOException {
        in.mark(AHEAD);
        byte[] start = in.readNBytes(AHEAD);
        in.reset();
        int length = Math.min(start.length, BLOCK);
        System.arraycopy(start, 0, header, 0, length);
        return isZero(length) || length == BLOCK && isChecksumRight();
    }

    /// The next entry; empty at the end.
    Optional<Entry> next() throws IOException {
        skipContent();
        Map<String, String> own = new HashMap<>();
        while (true) {
            int length = in.readNBytes(header, 0, BLOCK);
            if (length < BLOCK && !isZero(length)) {
                throw new EOFException("Truncated tar archive detected while reading next header");
            }
            if (isZero(length)) {
                return Optional.empty();
            }
            if (!isChecksumRight()) {
                throw new IOException("Damaged tar archive (bad header checksum)");
            }
            char type = (char) (header[156] & 0xff);
            begin(number(124, 12));
            switch (type) {
                case 'L' -> own.put("path", name());
                case 'K' -> own.put("linkpath", name());
                case 'x', 'X' -> records(own);
                case 'g' -> records(global);
                case 'V' -> skipContent();
                default -> {
                    return Optional.of(entry(type, own));
                }
            }
        }
    }

    private Entry entry(char type, Map<String, String> own) throws IOException {
        Map<String, String> attributes = new HashMap<>(global);
        attributes.putAll(own);
        String size = attributes.get("size");
        boolean linkWithoutContent = type == '2' || type == '1' && own.get("size") == null;
        begin(linkWithoutContent ? 0 : size == null ? number(124, 12) : Long.parseLong(size));
        String name = attributes.get("path");
        String link = attributes.get("linkpath");
        return new Entry(name == null ? plainName() : name, type == 0 ? '0' : type,
                (int) number(100, 8), left, time(attributes.get("mtime")),
                link == null ? text(157, 100) : link);
    }

    private String plainName() {
        String name = text(0, 100);
        boolean ustar = text(257, 8).equals("ustar") && header[263] == '0';
        String prefix = ustar ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private long time(@Nullable String text) throws IOException {
        if (text == null) {
            return number(136, 12);
        }
        try {
            return (long) Math.floor(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IOException("Damaged tar archive (bad time)");
        }
    }

    private void begin(long size) throws IOException {
        if (size < 0) {
            throw new IOException("Tar entry has negative size");
        }
        left = size;
        padding = -size & (BLOCK - 1);
    }

    /// The content of this entry as a name, without zeros at the end.
    private String name() throws IOException {
        String name = new String(content(), StandardCharsets.ISO_8859_1);
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    private byte[] content() throws IOException {
        if (left > LONGEST_NAME) {
            throw new IOException("Oversized tar header");
        }
        byte[] bytes = readNBytes((int) left);
        skipContent();
        return bytes;
    }

    /// Reads `LENGTH NAME=VALUE` lines.
    private void records(Map<String, String> into) throws IOException {
        String text = new String(content(), StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < text.length() && text.charAt(at) != 0) {
            int blank = text.indexOf(' ', at);
            int length;
            try {
                length = blank < 0 ? 0 : Integer.parseInt(text.substring(at, blank));
            } catch (NumberFormatException e) {
                length = 0;
            }
            int equals = text.indexOf('=', at);
            if (equals < 0 || length <= equals - at || at + length > text.length()) {
                throw new IOException("Ignoring malformed pax extended attributes");
            }
            into.put(text.substring(blank + 1, equals), text.substring(equals + 1, at + length - 1));
            at += length;
        }
    }

    private String text(int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
    }

    /// A number in octal digits, or in bytes if the first bit is set.
    private long number(int from, int length) {
        long value = 0;
        if ((header[from] & 0x80) != 0) {
            value = (header[from] & 0x40) != 0 ? -1 : header[from] & 0x3f;
            for (int i = from + 1; i < from + length; i++) {
                value = value << 8 | header[i] & 0xff;
            }
            return value;
        }
        for (int i = from; i < from + length; i++) {
            if (header[i] >= '0' && header[i] <= '7') {
                value = value << 3 | header[i] - '0';
            } else if (header[i] != ' ' || value != 0) {
                break;
            }
        }
        return value;
    }

    private boolean isZero(int length) {
        for (int i = 0; i < length; i++) {
            if (header[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isChecksumRight() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : header[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long wanted = number(148, 8);
        return wanted == unsigned || wanted == signed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        int count = in.read(bytes, from, (int) Math.min(length, left));
        if (count < 0) {
            throw truncated();
        }
        left -= count;
        return count;
    }

    private static EOFException truncated() {
        return new EOFException("Truncated tar archive detected while reading data");
    }

    /// Goes to the end of the entry's blocks.
    void skipContent() throws IOException {
        try {
            in.skipNBytes(left);
        } catch (EOFException e) {
            throw truncated();
        }
        left = 0;
        for (long needed = padding; padding > 0; padding--) {
            if (in.read() < 0) {
                throw new EOFException("Truncated input file (needed " + needed + " bytes, only "
                        + (needed - padding) + " available)");
            }
        }
    }
}

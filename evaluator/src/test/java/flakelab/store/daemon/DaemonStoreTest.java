package flakelab.store.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.PathInfo;
import flakelab.store.StoreDir;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.text.Words;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Against a daemon that answers by script; a real one is asked in [ReferenceTest].
class DaemonStoreTest {
    private static final StorePath PATH = StorePath.parse("vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-foo");
    private static final long NEXT = 0x6f6c6d67;
    private static final long LAST = 0x616c7473;
    private static final long ERROR = 0x63787470;

    private final List<DaemonMessage> said = new ArrayList<>();

    /// What a daemon does after the handshake.
    @FunctionalInterface
    private interface Script {
        void run(Wire wire) throws IOException;
    }

    private DaemonStore daemon(int minor, Script script) {
        Connector connector = () -> {
            PipedInputStream here = new PipedInputStream(1 << 16);
            PipedInputStream there = new PipedInputStream(1 << 16);
            OutputStream toHere = new PipedOutputStream(here);
            OutputStream toThere = new PipedOutputStream(there);
            Thread.ofPlatform().daemon().start(() -> {
                Wire wire = new Wire(StoreDir.DEFAULT, there, toHere);
                try (toHere) {
                    handshake(wire, minor);
                    script.run(wire);
                } catch (IOException | StoreException _) {
                    // The client has gone.
                }
            });
            return new Connector.Link(here, toThere, toThere);
        };
        return new DaemonStore("daemon", StoreDir.DEFAULT, connector, DaemonOptions.DEFAULT, said::add);
    }

    private static void handshake(Wire wire, int minor) throws IOException {
        assertThat(wire.number()).isEqualTo(0x6e697863);
        wire.number();
        wire.number(0x6478696f).number(1 << 8 | minor).flush();
        if (minor >= 38) {
            wire.strings();
            wire.strings(List.of()).flush();
        }
        wire.number();
        wire.number();
        wire.string("2.34.8").number(1).number(LAST).flush();
        assertThat(wire.number()).isEqualTo(19);
        for (int i = 0; i < 12; i++) {
            wire.number();
        }
        assertThat(wire.number()).as("overrides").isZero();
        wire.number(LAST).flush();
    }

    @Test
    void asksAndListens() {
        DaemonStore store = daemon(38, wire -> {
            assertThat(wire.number()).isEqualTo(1);
            assertThat(wire.path()).isEqualTo(PATH);
            wire.number(NEXT).string("hello\n").number(LAST).flag(true).flush();
        });
        assertThat(store.isValid(PATH)).isTrue();
        assertThat(said).containsExactly(new DaemonMessage.Line("hello"));
    }

    @Test
    void readsInformation() {
        PathInfo info = PathInfo.of(PATH, Hash.zero(HashAlgorithm.SHA256), 120)
            .withReferences(List.of(PATH))
            .withSignatures(List.of("k:AAAA"))
            .withUltimate(true);
        DaemonStore store = daemon(37, wire -> {
            assertThat(wire.number()).isEqualTo(26);
            wire.path();
            wire.number(LAST).flag(true).info(info).flush();
        });
        assertThat(store.query(PATH)).contains(info);
    }

    @Test
    void anErrorLeavesTheConnectionUsable() {
        DaemonStore store = daemon(38, wire -> {
            wire.number();
            wire.path();
            wire.number(ERROR)
                .string("Error")
                .number(0)
                .string("Error")
                .string("no such thing")
                .number(0)
                .number(1)
                .number(0)
                .string("while looking")
                .flush();
            wire.number();
            wire.path();
            wire.number(LAST).flag(false).flush();
        });
        assertThatThrownBy(() -> store.isValid(PATH)).isInstanceOf(StoreException.class)
            .extracting(Words::of)
            .isEqualTo("no such thing");
        assertThat(store.isValid(PATH)).isFalse();
    }

    @Test
    void sendsBodiesInFrames() {
        byte[] content = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        DaemonStore store = daemon(38, wire -> {
            assertThat(wire.number()).isEqualTo(7);
            assertThat(wire.string()).isEqualTo("foo");
            assertThat(wire.string()).isEqualTo("text:sha256");
            wire.paths();
            wire.flag();
            for (long length = wire.number(); length > 0; length = wire.number()) {
                got.writeBytes(wire.in().readNBytes((int) length));
            }
            wire.number(LAST)
                .path(PATH)
                .info(PathInfo.of(PATH, Hash.zero(HashAlgorithm.SHA256), 1))
                .flush();
        });
        assertThat(store.addText("foo", content, Set.of())).isEqualTo(PATH);
        assertThat(got.toByteArray()).isEqualTo(content);
    }

    @Test
    void oldAndStrangeDaemonsAreRefused() {
        assertThatThrownBy(() -> daemon(20, _ -> {}).isValid(PATH)).extracting(Words::of)
            .isEqualTo("the Nix daemon version is too old");
    }
}

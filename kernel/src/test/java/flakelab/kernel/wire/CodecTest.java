package flakelab.kernel.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import io.github.spencerpark.jupyter.messages.reply.InterruptReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecTest {
    private final Codec codec = codec("secret");

    private static Codec codec(String key) {
        try {
            return new Codec(new HMACGenerator("HmacSHA256", key));
        } catch (java.security.GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void messagesComeBackAsTheyWere() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("text", text(random));
            content.put("numbers", List.of(random.nextInt(), random.nextLong()));
            content.put("inner", Collections.singletonMap("nothing", null));
            byte[] parent = ("{\"msg_id\": \"p\",  \"subshell_id\" :null, \"n\":" + random.nextInt()
                    + "}")
                .getBytes(UTF_8);
            byte[] identity = new byte[random.nextInt(5) + 1];
            random.nextBytes(identity);
            List<byte[]> frames = codec.encode(List.of(identity), "thing", parent, Map.of("k", 1),
                    content);
            Message message = codec.decode(Channel.SHELL, frames);
            assertThat(message.identities()).containsExactly(identity);
            assertThat(message.type()).isEqualTo("thing");
            assertThat(message.id()).isNotEmpty();
            assertThat(frames.get(4)).as("the parent header, byte for byte").isEqualTo(parent);
            assertThat(message.metadata().path("k").asInt()).isEqualTo(1);
            assertThat(message.content().path("text").asText()).isEqualTo(content.get("text"));
            assertThat(message.content().path("inner").has("nothing")).as("nulls are data")
                .isTrue();
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.appendCodePoint(switch (random.nextInt(4)) {
                case 0 -> random.nextInt(0x20);
                case 1 -> 0x1F600 + random.nextInt(0x40);
                case 2 -> "<>&\"'\\".charAt(random.nextInt(6));
                default -> 0xC0 + random.nextInt(0x1000);
            });
        }
        return text.toString();
    }

    @Test
    void aChangedByteAnywhereIsNoticed() throws Exception {
        List<byte[]> frames = codec.encode(List.of(), "thing", null, Map.of(), Map.of("a", 1));
        codec.decode(Channel.SHELL, frames);
        for (int frame = 1; frame < frames.size(); frame++) {
            List<byte[]> changed = new ArrayList<>(frames);
            byte[] bytes = Arrays.copyOf(frames.get(frame), frames.get(frame).length);
            bytes[bytes.length / 2] ^= 1;
            changed.set(frame, bytes);
            assertThatThrownBy(() -> codec.decode(Channel.SHELL, changed))
                .isInstanceOf(WireException.class);
        }
        assertThatThrownBy(() -> codec("other").decode(Channel.SHELL, frames))
            .hasMessageContaining("signature");
        assertThatThrownBy(() -> codec.decode(Channel.SHELL, frames.subList(0, 4)))
            .hasMessageContaining("frames");
    }

    @Test
    void rubbishIsRefusedNotThrownUp() {
        Random random = new Random(2);
        Codec open = new Codec(HMACGenerator.NO_AUTH_INSTANCE);
        for (int round = 0; round < 500; round++) {
            List<byte[]> frames = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                byte[] frame = new byte[random.nextInt(30)];
                random.nextBytes(frame);
                frames.add(random.nextInt(3) == 0 ? "<IDS|MSG>".getBytes(UTF_8) : frame);
            }
            try {
                open.decode(Channel.SHELL, frames);
            } catch (WireException refused) {
                assertThat(refused).hasMessageContaining("a message");
            }
        }
    }

    @Test
    void repliesAlwaysHaveAStatusAndNoNulls() throws Exception {
        assertThat(content("interrupt_reply", new InterruptReply()))
            .isEqualTo("{\"status\":\"ok\"}");
        assertThat(content("status", PublishStatus.BUSY))
            .isEqualTo("{\"execution_state\":\"busy\"}");
        assertThat(content("execute_reply", new ErrorReply("a", "b", List.of())))
            .contains("\"status\":\"error\"")
            .doesNotContain("null");
    }

    private String content(String type, Object content) throws WireException {
        return codec.decode(Channel.SHELL, codec.encode(List.of(), type, null, Map.of(), content))
            .content()
            .toString();
    }

    @Test
    void connectionFilesMayHoldMore(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("kernel.json");
        String members = "{\"shell_port\":1,\"iopub_port\":2,\"stdin_port\":3,\"control_port\":4,\"hb_port\":5,"
                + "\"ip\":\"127.0.0.1\",\"key\":\"k\",\"transport\":\"tcp\",\"signature_scheme\":\"hmac-sha256\","
                + "\"kernel_name\":\"nix\",\"jupyter_session\":\"/x.ipynb\"}";
        Files.writeString(file, members);
        assertThat(Connection.read(file).getControlPort()).isEqualTo(4);
        Files.writeString(file, members.replace("tcp", "ipc"));
        assertThatThrownBy(() -> Connection.read(file)).isInstanceOf(IOException.class)
            .hasMessageContaining("ipc");
    }
}

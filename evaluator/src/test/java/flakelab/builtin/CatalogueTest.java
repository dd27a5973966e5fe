package flakelab.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final Path FILE = Path.of("src/main/java/flakelab/builtin/Catalogue.java");

    /// But for white space, which the formatter moves.
    @Test
    void saysWhatTheMethodsSay() throws IOException {
        String text = new CatalogueText().text();
        if (Boolean.getBoolean("accept")) {
            Files.writeString(FILE, text);
        }
        assertThat(words(Files.readString(FILE))).as("rewrite it with -Dtest=CatalogueTest -Daccept=true")
            .isEqualTo(words(text));
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", "");
    }
}

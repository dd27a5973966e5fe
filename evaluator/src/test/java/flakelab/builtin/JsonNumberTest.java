package flakelab.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonNumberTest {
    /// `floats.txt`: the bits of a number, and how CppNix 2.34.8 writes it.
    @Test
    void writesNumbersAsTheReference() throws Exception {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(JsonNumberTest.class.getResourceAsStream("floats.txt")),
                StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                double value = Double
                    .longBitsToDouble(Long.parseUnsignedLong(line.substring(0, 16), 16));
                assertThat(JsonNumber.of(value)).isEqualTo(line.substring(17));
            }
        }
    }

    @Test
    void everyTextReadsBackAsTheSameNumber() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(JsonNumber.of(value))).isEqualTo(value);
            }
        }
    }

    @Test
    void specialNumbers() {
        assertThat(JsonNumber.of(0.0)).isEqualTo("0.0");
        assertThat(JsonNumber.of(-0.0)).isEqualTo("-0.0");
        assertThat(JsonNumber.of(Double.NaN)).isEqualTo("null");
        assertThat(JsonNumber.of(Double.NEGATIVE_INFINITY)).isEqualTo("null");
        assertThat(JsonNumber.of(Double.MIN_VALUE)).isEqualTo("5e-324");
    }
}

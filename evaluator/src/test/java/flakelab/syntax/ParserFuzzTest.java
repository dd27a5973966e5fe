package flakelab.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.text.Origin;
import flakelab.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whatever the text, parsing ends in a tree or a syntax error, a printed tree parses again, and the tokens cover the text in order.
class ParserFuzzTest {
    private static final int ROUNDS = 20_000;

    @Test
    void mutatedTextsParseOrFailCleanly() throws IOException {
        List<String> seeds = seeds();
        Random random = new Random(145);
        int parsed = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String text = mutated(seeds, random);
            try {
                Parser.parse(source(text), 1, Syntax.SETTINGS);
                parsed++;
            } catch (SyntaxException e) {
                assertThat(e.text()).as(text).isNotEmpty();
                assertThat(e.position().map(place -> place.offset()).orElse(0)).as(text)
                    .isBetween(0, text.length());
            }
            checkTokens(text);
        }
        assertThat(parsed).isBetween(ROUNDS / 50, ROUNDS);
    }

    private static void checkTokens(String text) {
        int end = 0;
        for (Token token : Lexer.tokens(text)) {
            assertThat(token.start()).as(text).isGreaterThanOrEqualTo(end);
            assertThat(token.end()).as(text)
                .isGreaterThan(token.start())
                .isLessThanOrEqualTo(text.length());
            end = token.end();
        }
    }

    private static List<String> seeds() throws IOException {
        List<String> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/syntax"))) {
            for (Path file : files.sorted().toList()) {
                for (String each : Files.readString(file).split("=====\n")) {
                    seeds.add(each.substring(0, each.indexOf("\n-----\n")));
                }
            }
        }
        return seeds;
    }

    private static String mutated(List<String> seeds, Random random) {
        StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
        int steps = random.nextInt(4);
        for (int i = 0; i < steps; i++) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, at + random.nextInt(4));
                case 2 -> text.insert(at, seeds.get(random.nextInt(seeds.size())));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }

    private static Source source(String text) {
        return new Source(new Origin.Text(), text);
    }
}

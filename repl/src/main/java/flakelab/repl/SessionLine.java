package flakelab.repl;

import flakelab.session.Completions;
import java.util.List;
import org.jline.reader.CompletingParsedLine;

/// One input as JLine's parser sees it. The whole input is one word, except while completing: then the word is what the
/// session's proposals would replace.
record SessionLine(String line, int cursor,
        Completions completions) implements CompletingParsedLine {
    @Override
    public String word() {
        return line.substring(completions.start(), completions.end());
    }

    @Override
    public int wordCursor() {
        return Math.clamp(cursor - completions.start(), 0, completions.end() - completions.start());
    }

    @Override
    public int wordIndex() {
        return 0;
    }

    @Override
    public List<String> words() {
        return List.of(word());
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return wordCursor();
    }

    @Override
    public int rawWordLength() {
        return word().length();
    }
}

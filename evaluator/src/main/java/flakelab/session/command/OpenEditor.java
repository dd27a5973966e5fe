package flakelab.session.command;

import flakelab.eval.EvalException;
import flakelab.nar.FileNames;
import flakelab.session.Console;
import flakelab.session.Launch;
import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Wanted;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.StringTokenizer;

/// `nix edit`: the place of a package in `$EDITOR` (CppNix `src/nix/edit.cc`, `src/libcmd/editor-for.cc`).
public record OpenEditor(Installables source, String installable) implements Launch {
    private static final List<String> KNOW_LINES = List.of("emacs", "nano", "vim", "kak");

    /// A file and a line in it.
    private record Place(String file, long line) {}

    @Override
    public Program prepare(State state, Console console) {
        Place place = switch (source.find(state, List.of(installable)).getFirst()) {
            case Installables.Found.InStore(Wanted wanted) -> throw App.notAValue(state, wanted);
            case Installables.Found.Evaluated found -> place(state, found);
        };
        SortedMap<String, String> environment = Programs.environment(state);
        String editor = environment.getOrDefault("EDITOR", "cat");
        List<String> words = new ArrayList<>();
        Collections.list(new StringTokenizer(editor)).forEach(word -> words.add((String) word));
        if (place.line() > 0 && KNOW_LINES.stream().anyMatch(editor::contains)) {
            words.add("+" + place.line());
        }
        words.add(place.file());
        return Program.of(words.getFirst(), words.subList(1, words.size()), environment);
    }

    private Place place(State state, Installables.Found.Evaluated found) {
        Value position;
        try {
            position = state.evaluator()
                .findAlongPath("meta.position", Attrs.EMPTY, found.value())
                .value();
        } catch (EvalException e) {
            throw SessionErrors.error(Emphasis.format("cannot find position information for '%s",
                    Latin1.ofUnicode(installable)));
        }
        PathValue path = state.evaluator()
            .coerceToPath(position, new StringContext.Builder(), Positions.NONE,
                    "while evaluating the 'meta.position' attribute of a derivation");
        return parse(state, path.path());
    }

    private static Place parse(State state, String text) {
        int colon = text.lastIndexOf(':');
        try {
            String file = text.substring(0, Math.max(0, colon));
            return new Place(StoreFiles.real(state.world().store(), file)
                .map(FileNames::latin1)
                .orElse(file), Long.parseLong(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw SessionErrors.error(
                    Emphasis.format("cannot parse 'meta.position' attribute '%s'", text));
        }
    }
}

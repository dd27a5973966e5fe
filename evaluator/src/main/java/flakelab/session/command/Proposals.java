package flakelab.session.command;

import flakelab.eval.AttrPaths;
import flakelab.eval.EvalException;
import flakelab.flake.FlakeRef;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.OutputSchema;
import flakelab.flake.Registries;
import flakelab.flake.Registry;
import flakelab.flake.cache.Cursor;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What may stand in some place of a command line: each job hands out one proposal at a time (CppNix
/// `completeFlakeRefWithFragment` and its neighbours, `src/libcmd/installables.cc`).
public final class Proposals {
    private Proposals() {}

    /// Paths that begin as typed, written as typed, `~` expanded.
    public static List<String> paths(Path directory, String home, String prefix, boolean onlyDirectories) {
        String typed = expandTilde(home, prefix);
        int slash = typed.lastIndexOf('/') + 1;
        String start = typed.substring(slash);
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.resolve(typed.substring(0, slash)))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean fits = name.startsWith(start) && (!name.startsWith(".") || start.startsWith("."));
                if (fits && (!onlyDirectories || Files.isDirectory(entry))) {
                    found.add(typed.substring(0, slash) + name);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return found;
    }

    private static String expandTilde(String home, String text) {
        return text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
    }

    /// Inputs of flakes.
    public record Inputs(List<String> flakes, String prefix) implements Job {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            for (String flake : flakes) {
                FlakeRefParser.WithFragment ref = state.flakes()
                    .reference(expandTilde(state.home().toString(), flake));
                state.flakes()
                    .flakes()
                    .locker()
                    .flake(ref.ref(), Registries.Use.ALL)
                    .inputs()
                    .keySet()
                    .stream()
                    .filter(name -> name.startsWith(Latin1.ofUnicode(prefix)))
                    .forEach(out);
            }
        }
    }

    /// Names in the registries.
    public record Flakes(String prefix) implements Job {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            if (!state.settings().enabled("flakes")) {
                return;
            }
            for (Registry registry : state.flakes().flakes().registries().all()) {
                for (Registry.Entry entry : registry.entries()) {
                    String from = entry.from().toString();
                    String shown = !prefix.startsWith("flake:") && from.startsWith("flake:")
                            ? from.substring("flake:".length())
                            : from;
                    if (shown.startsWith(prefix)) {
                        out.accept(shown);
                    }
                }
            }
        }
    }

    /// Attributes of a file, or of the flake before `#`. What fails to evaluate has none.
    public record Attributes(Optional<String> file, Locking locking, String prefix) implements Job {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            try {
                if (file.isPresent()) {
                    ofFile(state, file.get(), out);
                } else {
                    ofFlake(state, out);
                }
            } catch (EvalException e) {
                return; // completion is silent about flakes that are being written
            } catch (NixException e) {
                if (file.isPresent()) {
                    throw e;
                }
            }
        }

        private void ofFile(State state, String name, Consumer<String> out) {
            String typed = Latin1.ofUnicode(prefix);
            int dot = typed.lastIndexOf('.');
            String before = dot < 0 ? "" : typed.substring(0, dot);
            Attrs autoArgs = state.autoArgs();
            Value value = state.evaluator()
                .findAlongPath(before, autoArgs, state.evaluator().evalFile(state.path(name)))
                .value()
                .force(Positions.NONE);
            if (state.evaluator().autoCall(autoArgs, value).force(Positions.NONE) instanceof Attrs set) {
                names(set, typed.substring(dot + 1),
                        attribute -> out.accept(before.isEmpty() ? attribute : before + "." + attribute));
            }
        }

        private void ofFlake(State state, Consumer<String> out) {
            int hash = prefix.indexOf('#');
            String reference = prefix.substring(0, hash);
            String typed = Latin1.ofUnicode(prefix.substring(hash + 1));
            boolean exact = typed.startsWith(".");
            String fragment = exact ? typed.substring(1) : typed;
            String shown = Latin1.ofUnicode(reference) + "#" + (exact ? "." : "");
            FlakeRef ref = state.flakes().reference(expandTilde(state.home().toString(), reference)).ref();
            Cursor root = state.flakes().outputs(state.flakes().lock(ref, locking.flags(state))).root();
            String system = state.settings().get(StandardSettings.SYSTEM);
            List<String> starts = new ArrayList<>(
                    exact ? List.of() : OutputSchema.prefixes(OutputSchema.Purpose.BUILD, system));
            starts.add("");
            for (String start : starts) {
                List<String> path = new ArrayList<>(AttrPaths.parse(start + fragment));
                boolean open = path.isEmpty() || (start + fragment).endsWith(".");
                String last = open ? "" : path.removeLast();
                int skipped = AttrPaths.parse(start).size();
                Optional<Cursor> end = root.along(path).end();
                for (String name : end.map(Cursor::attributes).orElse(List.of())) {
                    if (name.startsWith(last)) {
                        List<String> whole = end.get().names(name);
                        out.accept(shown + String.join(".", whole.subList(skipped, whole.size())));
                    }
                }
            }
            if (fragment.isEmpty() && OutputSchema.defaults(OutputSchema.Purpose.BUILD, system)
                .stream()
                .anyMatch(path -> root.along(AttrPaths.parse(path)).end().isPresent())) {
                out.accept(shown);
            }
        }

        private static void names(Attrs set, String start, Consumer<String> out) {
            for (int i = 0; i < set.size(); i++) {
                if (set.nameAt(i).name.startsWith(start)) {
                    out.accept(set.nameAt(i).name);
                }
            }
        }
    }
}

package flakelab.session.command;

import flakelab.builtin.Regex;
import flakelab.builtin.Versions;
import flakelab.eval.EvalException;
import flakelab.fetch.Json;
import flakelab.flake.OutputSchema;
import flakelab.flake.cache.Cursor;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.session.Verbosity;
import flakelab.store.Wanted;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// `nix search`: packages whose attribute path, name or description all the expressions match (CppNix
/// `src/nix/search.cc`).
///
/// @param wanted   regular expressions, at least one
/// @param excluded those that hide packages
public record Search(Installables source, String installable, List<String> wanted, List<String> excluded, boolean json,
        boolean pretty) implements Job {
    private static final String GREEN = "\u001b[32;1m";
    private static final String NORMAL = "\u001b[0m";
    private static final String BOLD = "\u001b[0;1m";

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        state.settings().putStandard(StandardSettings.IMPORT_FROM_DERIVATION, false);
        List<Cursor> roots = switch (source.with(OutputSchema.Purpose.SEARCH)
            .find(state, List.of(installable))
            .getFirst()) {
            case Installables.Found.Evaluated found -> found.attributes();
            case Installables.Found.InStore(Wanted path) -> throw App.notAValue(state, path);
        };
        Work work = new Work(compiled(wanted), compiled(excluded), json, out, console);
        roots.forEach(root -> work.visit(root, true));
        if (json) {
            String text = Json.write(work.found);
            out.accept((pretty ? Documents.pretty(text) : text) + "\n");
        } else if (work.results == 0) {
            throw SessionErrors.error("no results for the given search term(s)!");
        }
    }

    /// Upper and lower case are the same, so both sides are matched in lower case.
    private static List<Regex> compiled(List<String> patterns) {
        List<Regex> all = new ArrayList<>();
        for (String pattern : patterns) {
            try {
                all.add(Regex.of(Latin1.ofUnicode(pattern).toLowerCase(Locale.ROOT)));
            } catch (Regex.Malformed | Regex.TooLarge e) {
                throw SessionErrors.error(Emphasis.format("invalid regular expression '%s'", pattern));
            }
        }
        return all;
    }

    private static final class Work {
        private final List<Regex> wanted;
        private final List<Regex> excluded;
        private final boolean json;
        private final Consumer<String> out;
        private final Console console;
        private final SortedMap<String, Object> found = new TreeMap<>();
        private int results;

        Work(List<Regex> wanted, List<Regex> excluded, boolean json, Consumer<String> out, Console console) {
            this.wanted = wanted;
            this.excluded = excluded;
            this.json = json;
            this.out = out;
            this.console = console;
        }

        void visit(Cursor at, boolean first) {
            List<String> path = at.names();
            console.log(Verbosity.INFO, Latin1.toUnicode("evaluating '" + at.path() + "'..."));
            try {
                if (at.isDerivation()) {
                    look(at);
                } else if (first || recurses(at, path)) {
                    at.attributes().forEach(name -> visit(at.get(name), false));
                }
            } catch (EvalException e) {
                if (path.isEmpty() || !path.getFirst().equals("legacyPackages") || e.isConditional()) {
                    throw e;
                }
            }
        }

        private static boolean recurses(Cursor at, List<String> path) {
            if (path.isEmpty()) {
                return true;
            }
            return switch (path.getFirst()) {
                case "packages" -> path.size() <= 2;
                case "legacyPackages" -> path.size() <= 2
                        || at.find("recurseForDerivations").filter(Cursor::bool).isPresent();
                default -> false;
            };
        }

        private void look(Cursor at) {
            String name = at.get("name").string();
            int dash = Versions.versionDash(name);
            String pname = dash < 0 ? name : name.substring(0, dash);
            String version = dash < 0 ? "" : name.substring(dash + 1);
            String description = at.find("meta")
                .flatMap(meta -> meta.find("description"))
                .map(Cursor::string)
                .orElse("")
                .replace('\n', ' ');
            List<String> texts = List.of(at.path(), pname, description);
            if (excluded.stream().anyMatch(regex -> texts.stream().anyMatch(text -> !spans(regex, text).isEmpty()))
                    || !wanted.stream()
                        .allMatch(regex -> texts.stream().anyMatch(text -> !spans(regex, text).isEmpty()))) {
                return;
            }
            results++;
            if (json) {
                found.put(at.path(), new TreeMap<>(
                        Map.of("pname", pname, "version", version, "description", description)));
                return;
            }
            out.accept((results > 1 ? "\n" : "") + "* " + BOLD + highlighted(at.path(), BOLD) + NORMAL
                    + (version.isEmpty() ? "" : " (" + version + ")") + "\n");
            if (!description.isEmpty()) {
                out.accept("  " + highlighted(description, NORMAL) + "\n");
            }
        }

        private static List<Regex.Span> spans(Regex regex, String text) {
            return regex.spans(text.toLowerCase(Locale.ROOT));
        }

        /// The text with all matches in green; those that touch are one.
        private String highlighted(String text, String after) {
            List<Regex.Span> all = wanted.stream()
                .flatMap(regex -> spans(regex, text).stream())
                .sorted(Comparator.comparingInt(Regex.Span::start))
                .toList();
            StringBuilder shown = new StringBuilder();
            int done = 0;
            for (int i = 0; i < all.size();) {
                int start = all.get(i).start();
                int end = all.get(i).end();
                while (++i < all.size() && all.get(i).start() <= end) {
                    end = Math.max(end, all.get(i).end());
                }
                shown.append(text, done, start).append(GREEN).append(text, start, end).append(after);
                done = end;
            }
            return shown.append(text, done, text.length()).toString();
        }
    }
}

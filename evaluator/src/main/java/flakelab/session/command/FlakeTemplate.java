package flakelab.session.command;

import flakelab.fetch.Log;
import flakelab.flake.OutputSchema.Purpose;
import flakelab.nar.FileNames;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.session.display.Markdown;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `nix flake init` and `nix flake new`: copies a template into a directory, where nothing is overwritten (CppNix
/// `CmdFlakeInitCommon`, `src/nix/flake.cc`).
///
/// @param template  such as `templates#rust`; of a flake alone its default template is meant
/// @param directory made if need be
public record FlakeTemplate(String template, String directory) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Locking.Builder locking = new Locking.Builder();
        locking.noWrite();
        Installables source = new Installables(Optional.empty(), Optional.empty(), locking.build(),
                Purpose.TEMPLATE);
        if (!(source.find(state, List.of(template)).getFirst() instanceof Installables.Found.Evaluated found)) {
            throw SessionErrors.error(Emphasis.format("'%s' is not a template", template));
        }
        Attrs attrs = state.evaluator()
            .forceAttrs(found.value(), Positions.NONE, "while evaluating a template");
        Value path = state.evaluator()
            .requireAttr(attrs, Symbol.of("path"), "while evaluating a template");
        Copy copy = new Copy(state.world().fetchers().log());
        Path target = state.directory().resolve(directory).normalize();
        copy.directory(
                state.evaluator().coerceToPath(path, new StringContext.Builder(), Positions.NONE, ""),
                target);
        if (!copy.written.isEmpty()
                && Files.exists(target.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
            state.world()
                .fetchers()
                .intendToAdd(target, copy.written.stream()
                    .map(file -> FileNames.latin1(target.relativize(file)))
                    .toList());
        }
        welcome(state, attrs, console);
        if (copy.conflicts > 0) {
            throw SessionErrors.error(
                    Emphasis.format("encountered %s conflicts - see above", copy.conflicts));
        }
    }

    private static void welcome(State state, Attrs attrs, Console console) {
        Value text = attrs.get(Symbol.of("welcomeText"));
        if (text != null) {
            String markdown = state.evaluator()
                .forceString(text, new StringContext.Builder(), Positions.NONE, "while evaluating a template");
            console.err("\n\n" + Markdown.display(Latin1.toUnicode(markdown)).plain() + "\n");
        }
    }

    /// The copying, and what came of it.
    private static final class Copy {
        private final Log log;
        private final List<Path> written = new ArrayList<>();
        private int conflicts;

        Copy(Log log) {
            this.log = log;
        }

        void directory(PathValue from, Path to) {
            try {
                Files.createDirectories(to);
                for (String name : from.accessor().readDirectory(from.path()).keySet()) {
                    entry(from.resolve(name), to.resolve(FileNames.path(name)));
                }
            } catch (IOException e) {
                throw SessionErrors.error(Emphasis.format("writing to '%s': %s",
                        FileNames.latin1(to), String.valueOf(e.getMessage())));
            }
        }

        private void entry(PathValue from, Path to) throws IOException {
            switch (from.accessor().kind(from.path())) {
                case DIRECTORY -> directory(from, to);
                case REGULAR -> file(from, to);
                case SYMLINK -> link(from, to);
                case UNKNOWN -> throw SessionErrors.error(Emphasis.format(
                        "path '%s' needs to be a symlink, file, or directory but instead is a %s",
                        from.shown(), "unknown"));
                case null -> throw SessionErrors
                    .error(Emphasis.format("path '%s' does not exist", from.shown()));
            }
        }

        private void file(PathValue from, Path to) throws IOException {
            byte[] content = from.accessor()
                .readFile(from.path())
                .getBytes(StandardCharsets.ISO_8859_1);
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                exists(from, to, java.util.Arrays.equals(content, Files.readAllBytes(to)));
            } else {
                Files.write(to, content, StandardOpenOption.CREATE_NEW);
                wrote(to);
            }
        }

        private void link(PathValue from, Path to) throws IOException {
            Path target = FileNames.path(from.accessor().readLink(from.path()));
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                exists(from, to,
                        Files.isSymbolicLink(to) && Files.readSymbolicLink(to).equals(target));
            } else {
                Files.createSymbolicLink(to, target);
                wrote(to);
            }
        }

        private void exists(PathValue from, Path to, boolean identical) {
            if (identical) {
                log.notice("skipping identical file: " + from.shown());
            } else {
                conflicts++;
                log.notice("refusing to overwrite existing file \"" + FileNames.latin1(to)
                        + "\"\n please merge it manually with '" + from.shown() + "'");
            }
        }

        private void wrote(Path file) {
            written.add(file);
            log.notice("wrote: \"" + FileNames.latin1(file) + "\"");
        }
    }
}

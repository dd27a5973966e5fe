package flakelab.session.command;

import flakelab.nar.FileNames;
import flakelab.nar.NarReader;
import flakelab.nar.NarVisitor;
import flakelab.nar.NarWriter;
import flakelab.nar.Tree;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Archives outside the store: `nix-store --dump|--restore`, `nix nar pack|ls|cat` (CppNix `src/nix/nar.cc`, `ls.cc`,
/// `cat.cc`).
public sealed interface Archive extends Job {
    private static Path file(State state, String word) {
        return FileNames.path(
                flakelab.value.PathValue.canonical(word.startsWith("/")
                        ? Latin1.ofUnicode(word)
                        : FileNames.latin1(state.directory()) + "/" + Latin1.ofUnicode(word)));
    }

    private static InputStream open(State state, String word) throws IOException {
        try {
            return new BufferedInputStream(Files.newInputStream(file(state, word)));
        } catch (NoSuchFileException e) {
            throw SessionErrors.error("opening NAR file \"" + word + "\": "
                    + Emphasis.of("No such file or directory"));
        }
    }

    /// Writes a file or directory as an archive.
    record Pack(String path) implements Archive {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            try (BufferedOutputStream sink = new BufferedOutputStream(new Sink(out), 1 << 16)) {
                NarWriter.write(Tree.of(file(state, path)), sink);
            } catch (NoSuchFileException e) {
                throw SessionErrors.error("getting status of '" + e.getFile()
                        + "': " + Emphasis.of("No such file or directory"));
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Makes the archive on standard input a file or directory.
    record Unpack(String path) implements Archive {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            try {
                NarReader.unpack(new BufferedInputStream(state.options().stdin(), 1 << 16),
                        file(state, path));
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Lists what is in an archive.
    record Ls(String archive, String path, Listing listing) implements Archive {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            try (InputStream in = open(state, archive)) {
                listing.print(flakelab.nar.NarListing.of(in), path, out);
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Prints a file of an archive.
    record Cat(String archive, String path) implements Archive {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            String wanted = Listing.canonical(path);
            boolean[] found = new boolean[1];
            try (InputStream in = open(state, archive)) {
                NarReader.read(in, new NarVisitor() {
                    @Override
                    public void directory(String at) {}

                    @Override
                    public void regular(String at, boolean executable, long size, long offset,
                            InputStream content) throws IOException {
                        if (at.equals(wanted)) {
                            found[0] = true;
                            content.transferTo(new Sink(out));
                        }
                    }

                    @Override
                    public void symlink(String at, String target) {}
                });
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
            if (!found[0]) {
                throw SessionErrors.error(Emphasis
                    .format("NAR does not contain regular file '%s'", Latin1.ofUnicode(path)));
            }
        }
    }
}

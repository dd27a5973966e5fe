package flakelab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.fetch.Repositories;
import flakelab.session.command.FlakeArchive;
import flakelab.session.command.FlakeClone;
import flakelab.session.command.FlakeInputs;
import flakelab.session.command.FlakeJob;
import flakelab.session.command.FlakeJob.Action;
import flakelab.session.command.FlakeTemplate;
import flakelab.session.command.Locking;
import flakelab.session.command.RegistryJob;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands of `nix flake` and `nix registry` do to files, stores and settings. Texts are CppNix 2.34.8's.
class FlakeCommandsTest {
    @TempDir
    Path given;

    private Path directory;
    private final List<String> said = new ArrayList<>();
    private final Deque<String> answers = new ArrayDeque<>();

    @BeforeEach
    void start() throws IOException {
        directory = given.toRealPath();
    }

    private Path write(String file, String text) throws IOException {
        return Repositories.write(directory.resolve(file), text.replace("@DIR@", directory.toString()));
    }

    private SessionOptions options() {
        Map<String, String> variables = new HashMap<>();
        variables.put("HOME", directory.resolve("home").toString());
        variables.put("NIX_CONF_DIR", directory.resolve("home").toString());
        variables.put("NIX_CONFIG", "experimental-features = nix-command flakes\nflake-registry =\nsubstituters =");
        SessionOptions options = SessionOptions.of(variables, directory);
        options.settings().put(StandardSettings.STORE, directory.resolve("home/root").toString());
        return options;
    }

    private String run(SessionOptions options, Job job) {
        StringBuilder out = new StringBuilder();
        try (Session session = Session.open(options)) {
            session.execute(job, new Scripted(), out::append);
        }
        return out.toString();
    }

    private String run(Job job) {
        return run(options(), job);
    }

    private void assertFails(Job job, String message) {
        assertThatThrownBy(() -> run(job)).isInstanceOf(NixException.class)
            .satisfies(e -> assertThat(Emphasis.strip(((NixException) e).text())).isEqualTo(message));
    }

    private static FlakeJob lock(String reference) {
        return new FlakeJob(Action.LOCK, reference, Locking.STANDARD, false, false, false, false, false);
    }

    // nixConfig

    @Test
    void settingsOfAFlakeCountIfTheUserTrustsThem() throws Exception {
        write("top/flake.nix", "{ nixConfig = { cores = 3; bash-prompt = \"p\"; }; outputs = _: { }; }");
        SessionOptions refused = options();
        run(refused, lock("path:./top"));
        assertThat(refused.settings().get(StandardSettings.CORES)).isEqualTo(0);
        assertThat(said).containsExactly(
                "do you want to allow configuration setting 'cores' to be set to '3' (y/N)? ",
                "do you want to permanently mark this value as untrusted (y/N)? ",
                "warning: ignoring untrusted flake configuration setting 'cores'.\n"
                        + "Pass '--accept-flake-config' to trust it\n");

        answers.addAll(List.of("y", "y"));
        SessionOptions trusted = options();
        run(trusted, lock("path:./top"));
        assertThat(trusted.settings().get(StandardSettings.CORES)).isEqualTo(3);
        assertThat(directory.resolve("home/.local/share/nix/trusted-settings.json"))
            .hasContent("{\"cores\":{\"3\":true}}");

        said.clear();
        SessionOptions remembered = options();
        run(remembered, lock("path:./top"));
        assertThat(remembered.settings().get(StandardSettings.CORES)).isEqualTo(3);
        assertThat(said).isEmpty();
    }

    @Test
    void settingsOfAFlakeCountIfAllAreAccepted() throws Exception {
        write("top/flake.nix", "{ nixConfig.cores = 3; outputs = _: { }; }");
        SessionOptions options = options();
        options.settings().put(StandardSettings.ACCEPT_FLAKE_CONFIG, true);
        run(options, lock("path:./top"));
        assertThat(options.settings().get(StandardSettings.CORES)).isEqualTo(3);
        assertThat(said).isEmpty();
    }

    // Templates

    private void writeTemplates() throws IOException {
        write("templates/flake.nix", """
                { outputs = _: { templates.default = { path = ./small; description = "d"; welcomeText = "*hi*"; }; }; }
                """);
        write("templates/small/flake.nix", "{ outputs = _: { }; }\n");
        write("templates/small/in/a", "a\n");
    }

    @Test
    void aTemplateIsCopiedAndGitToldOfIt() throws Exception {
        writeTemplates();
        write("new/.gitignore", "in\n");
        Repositories.commit(directory.resolve("new"), "x");
        run(new FlakeTemplate("path:./templates", "new"));
        assertThat(directory.resolve("new/in/a")).hasContent("a\n");
        assertThat(said).contains("wrote: \"" + directory + "/new/flake.nix\"\n",
                "wrote: \"" + directory + "/new/in/a\"\n");
        assertThat(said.getLast()).contains("hi");
        try (Git git = Git.open(directory.resolve("new").toFile())) {
            DirCache index = git.getRepository().readDirCache();
            assertThat(IntStream.range(0, index.getEntryCount())
                .mapToObj(index::getEntry)
                .filter(DirCacheEntry::isIntentToAdd)
                .map(DirCacheEntry::getPathString)).containsExactly("flake.nix", "in/a");
        }
    }

    @Test
    void aTemplateOverwritesNothing() throws Exception {
        writeTemplates();
        write("new/in/a", "mine\n");
        write("new/flake.nix", "{ outputs = _: { }; }\n");
        assertFails(new FlakeTemplate("path:./templates#default", "new"),
                "encountered 1 conflicts - see above");
        assertThat(directory.resolve("new/in/a")).hasContent("mine\n");
        assertThat(said).anyMatch(line -> line.startsWith(
                "refusing to overwrite existing file \"" + directory + "/new/in/a\"\n please merge it manually with '"))
            .anyMatch(line -> line.startsWith("skipping identical file: "));
    }

    // Sources

    @Test
    void aFlakeIsArchivedWithItsInputs() throws Exception {
        write("lib/flake.nix", "{ outputs = _: { }; }");
        write("top/flake.nix",
                "{ inputs.lib.url = \"path:@DIR@/lib\"; inputs.twin.follows = \"lib\"; outputs = _: { }; }");
        String json = run(new FlakeArchive("path:./top", Locking.STANDARD,
                Optional.of(directory.resolve("other").toString()), true, false, false, true));
        assertThat(json).matches(
                "\\{\"inputs\":\\{\"lib\":\\{\"inputs\":\\{},\"path\":\"/nix/store/\\w{32}-source\"}},\"path\":\"/nix/store/\\w{32}-source\"}\n");
        try (var copies = Files.list(directory.resolve("other/nix/store"))) {
            assertThat(copies.filter(path -> path.toString().endsWith("-source"))).hasSize(2);
        }
        run(new FlakeInputs("path:./top", Locking.STANDARD));
    }

    @Test
    void aRepositoryIsClonedAndADirectoryCopied() throws Exception {
        write("lib/flake.nix", "{ outputs = _: { }; }");
        Repositories.commit(directory.resolve("lib"), "x");
        run(new FlakeClone("git+file:./lib", "cloned"));
        assertThat(directory.resolve("cloned/.git")).exists();
        assertThat(directory.resolve("cloned/flake.nix")).exists();
        write("plain/flake.nix", "{ outputs = _: { }; }");
        run(new FlakeClone("path:./plain", "copied"));
        assertThat(directory.resolve("copied/flake.nix")).exists();
        assertFails(new FlakeClone("path:./plain", "copied"),
                "cannot clone into existing path \"" + directory + "/copied\"");
    }

    // Registries

    @Test
    void aRegistryIsChangedAndListed() throws Exception {
        write("lib/flake.nix", "{ outputs = _: { }; }");
        String commit = Repositories.commit(directory.resolve("lib"), "x");
        Optional<String> user = Optional.empty();
        run(new RegistryJob.Add(user, "lib", "git+file://" + directory + "/lib?dir=d"));
        run(new RegistryJob.Add(user, "gone", "github:a/b"));
        run(new RegistryJob.Remove(user, "gone"));
        assertThat(run(new RegistryJob.Show()))
            .isEqualTo("user   flake:lib git+file://" + directory + "/lib?dir=d\n");
        run(new RegistryJob.Pin(user, "lib", Optional.empty()));
        assertThat(run(new RegistryJob.Resolve(List.of("lib"))))
            .isEqualTo("git+file://" + directory + "/lib?ref=refs/heads/main&rev=" + commit + "\n");
        assertFails(new RegistryJob.Resolve(List.of("nonesuch")),
                "cannot find flake 'flake:nonesuch' in the flake registries");
    }

    /// Answers as told, then not at all.
    private final class Scripted implements Console {
        @Override
        public void out(String text) {
            said.add(text);
        }

        @Override
        public void err(String text) {
            said.add(text.replaceAll("\u001b\\[[0-9;]*m", ""));
        }

        @Override
        public void update(String displayId, Display display) {}

        @Override
        public Optional<String> ask(String prompt, boolean password) {
            err(prompt);
            return Optional.ofNullable(answers.poll());
        }

        @Override
        public boolean colours() {
            return false;
        }

        @Override
        public int width() {
            return 80;
        }
    }
}

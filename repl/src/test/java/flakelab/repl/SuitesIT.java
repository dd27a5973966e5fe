package flakelab.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real code nobody here wrote, run through the launcher under Nix's own program names: CppNix's language suite,
/// nixpkgs' library with its tests, and a package set whose drvPaths CppNix 2.34.8 computed.
///
/// The suites lie outside the repository: `FLAKELAB_SUITES` says where they are unpacked and `FLAKELAB_SUITE_TOOLS`
/// where their drivers are. Without them everything here is skipped.
class SuitesIT {
    /// Cases of CppNix's `tests/functional/lang` that are right today, of 305. Only ever raised.
    /// Scripts have a home of their own each; the launchers' cache is not made anew for every one.
    private static final String AOT = Path.of("target/aot").toAbsolutePath().toString();
    private static final int LANGUAGE_CASES_RIGHT = 305;

    @TempDir
    static Path bin;

    private static Path suites = Path.of("");
    private static Path tools = Path.of("");

    @BeforeAll
    static void linkTheLauncher() throws IOException {
        String where = System.getenv("FLAKELAB_SUITES");
        String drivers = System.getenv("FLAKELAB_SUITE_TOOLS");
        assumeTrue(where != null && drivers != null,
                "FLAKELAB_SUITES and FLAKELAB_SUITE_TOOLS are not set");
        suites = Path.of(where);
        tools = Path.of(drivers);
        Path launcher = Path.of(System.getProperty("flakelab.checkout"), "repl/bin/flakelab");
        for (String name : List.of("nix", "nix-instantiate", "nix-build", "nix-store",
                "nix-shell", "nix-hash", "nix-collect-garbage")) {
            Files.createSymbolicLink(bin.resolve(name), launcher);
        }
    }

    @Test
    void languageCasesOfCppNix() throws Exception {
        // The suite masks numbers in what is printed, so the folder it works in must not have any in its name.
        String letters = UUID.randomUUID().toString().replaceAll("[^a-f]", "");
        Path work = Files.createDirectory(Path.of(System.getProperty("java.io.tmpdir"), "flakelab-lang-" + letters));
        String output = run(Map.of("LANGROOT", work.toString(), "V", "1"), "python3",
                tools.resolve("lang-tests.py").toString(),
                suites.resolve("nix/tests/functional/lang").toString(),
                bin.resolve("nix-instantiate").toString());
        Matcher summary = Pattern.compile("all (\\d+)/305").matcher(output);
        assertThat(summary.find()).as(output).isTrue();
        assertThat(Integer.parseInt(summary.group(1))).as(output)
            .isGreaterThanOrEqualTo(LANGUAGE_CASES_RIGHT);
    }

    @Test
    void libraryOfNixpkgs() throws Exception {
        for (String test : List.of("misc.nix", "systems.nix", "fetchers.nix")) {
            String output = run(Map.of(), bin.resolve("nix-instantiate").toString(), "--eval",
                    "--strict",
                    suites.resolve("nixpkgs.lib/lib/tests").resolve(test).toString());
            assertThat(output.strip()).as(test).endsWith("[ ]");
        }
    }

    @Test
    void moduleSystemOfNixpkgs() throws Exception {
        String output = run(Map.of("PATH", bin + ":" + System.getenv("PATH")), "bash",
                suites.resolve("nixpkgs.lib/lib/tests/modules.sh").toString());
        assertThat(output).containsPattern("407 Pass").containsPattern("0 Fail");
    }

    @Test
    void derivationPathsOfCorepkgs() throws Exception {
        String output = run(Map.of(), "bash", tools.resolve("corepkgs-check.sh").toString(),
                suites.toString(),
                bin.resolve("nix-instantiate").toString());
        assertThat(output).contains("corepkgs drvPaths equal 952/952");
    }

    /// The scripts of CppNix's `tests/functional` about the language. `import-from-derivation.sh` needs jq 1.7 or newer.
    @ParameterizedTest
    @ValueSource(strings = {"function-trace", "json", "eval", "pure-eval", "impure-eval",
            "restricted", "nix_path", "suggestions", "import-from-derivation", "readfile-context",
            "filter-source", "placeholders", "toString-path", "short-path-literals",
            "absolute-path-literals", "no-url-literals", "hash-convert", "hash-path",
            "derivation-json", "derivation-advanced-attributes", "why-depends", "path-info",
            "dependencies", "fixed", "referrers", "gc", "nar-access", "export", "export-graph",
            "dump-db", "multiple-outputs", "compression-levels", "brotli", "path-from-hash-part",
            "store-info", "selfref-gc", "check-refs", "check-reqs", "output-normalization",
            "flakes/show", "flakes/check", "flakes/trace-ifd", "flakes/eval-cache", "search", "completions",
            "fetchClosure", "build-dry", "nix-build", "config"})
    void functionalScriptsOfCppNix(String name) throws Exception {
        if (List.of("import-from-derivation", "fixed", "path-info").contains(name)) {
            assumeTrue(run(Map.of(), "jq", "-n", "[{ a: [1] }] | .[].a.[]").strip().equals("1"),
                    "jq is older than 1.7");
        }
        String output = run(Map.of("V", "1", "FLAKELAB_AOT_DIR", AOT), "bash",
                tools.resolve("functional-tests.sh").toString(),
                suites.resolve("nix").toString(), bin.toString(), name + ".sh");
        assertThat(output).contains("pass " + name + ".sh");
    }

    /// Those about flakes. They need git and jq.
    @ParameterizedTest
    @ValueSource(strings = {"absolute-attr-paths", "absolute-paths", "build-paths", "circular",
            "commit-lock-file-summary", "config", "dubious-query", "follow-paths", "inputs",
            "non-flake-inputs", "old-lockfiles", "relative-paths-lockfile", "search-root",
            "symlink-paths", "unlocked-override"})
    void scriptsAboutFlakesOfCppNix(String name) throws Exception {
        String output = run(Map.of("V", "1", "FLAKELAB_AOT_DIR", AOT), "bash",
                tools.resolve("functional-tests.sh").toString(), suites.resolve("nix").toString(),
                bin.toString(), "flakes/" + name + ".sh");
        assertThat(output).contains("pass flakes/" + name + ".sh");
    }

    /// Scripts of the same about commands that become other programs. Some ask the environment for a `shell`.
    @ParameterizedTest
    @ValueSource(strings = {"flakes/run", "flakes/edit", "flakes/bundle",
            "flakes/shebang"})
    void programsOfCppNixScripts(String name) throws Exception {
        String output = run(
                Map.of("V", "1", "FLAKELAB_AOT_DIR", AOT, "shell", "/bin/bash"), "bash",
                tools.resolve("functional-tests.sh").toString(),
                suites.resolve("nix").toString(), bin.toString(), name + ".sh");
        assertThat(output).contains("pass " + name + ".sh");
    }

    private static String run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
            .redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}

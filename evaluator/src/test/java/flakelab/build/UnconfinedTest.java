package flakelab.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flakelab.build.sandbox.Sandbox;
import flakelab.build.sandbox.SandboxSettings;
import flakelab.store.BuildMode;
import flakelab.store.PathInfo;
import flakelab.store.StorePath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Builds without a sandbox, and what is said where there can be none.
class UnconfinedTest {
    private static final Launcher NO_BUBBLEWRAP = new Sandbox(
            new SandboxSettings(Optional.empty(), List.of(), List.of(), Optional.empty()));

    private static void without(Bench bench) {
        bench.launcher = NO_BUBBLEWRAP;
    }

    @Test
    void tellsWhyAStoreElsewhereCannotBeBuiltIn() throws IOException {
        try (Bench bench = new Bench()) {
            without(bench);
            BuildException why = bench.build(bench.derivation("x", "echo > $out"))
                .failures()
                .getFirst();
            assertThat(Bench.plain(why.text()))
                .startsWith(
                        "this system does not support the kernel namespaces that are required for sandboxing");
            assertThat(why.diagnostic().hints()).first()
                .isEqualTo("bubblewrap (bwrap) is not installed");
        }
    }

    @Test
    void buildsWhereTheStoreReallyIs() throws IOException {
        try (Bench bench = Bench.inPlace()) {
            without(bench);
            StorePath simple = bench.derivation("simple", "echo hello $out > $out; echo said");
            StorePath dep = bench.derivation("dep",
                    "read x < " + bench.out(simple) + "; echo $x > $out", Map.of(),
                    simple);
            PathInfo info = bench.make(dep);
            assertThat(bench.content(info.path())).isEqualTo("hello " + bench.out(simple) + "\n");
            assertThat(info.references()).containsExactly(bench.path(simple));
            assertThat(bench.said)
                .contains(
                        "warning: builders are not sandboxed: bubblewrap (bwrap) is not installed",
                        "simple.drv> said")
                .doesNotHaveDuplicates();
            assertThat(bench.leftovers()).isEmpty();
        }
    }

    /// With the output there already, the builder is told another path, and hashes are rewritten afterwards.
    @Test
    void checksUnderAnotherName() throws IOException {
        try (Bench bench = Bench.inPlace()) {
            without(bench);
            StorePath self = bench.derivation("self", "echo $out > $out");
            bench.make(self);
            BuildReport report = bench.mode(BuildMode.CHECK).build(self);
            assertThat(report.failures()).isEmpty();
            StorePath random = bench.derivation("random",
                    "read x < /proc/sys/kernel/random/uuid; echo $x > $out");
            bench.mode(BuildMode.NORMAL).make(random);
            assertThat(bench.mode(BuildMode.CHECK).failure(random)).endsWith("\" differs");
            assertThat(bench.leftovers()).isEmpty();
        }
    }

    @Test
    void passesAnyBytesToBuilders() throws IOException {
        try (Bench bench = Bench.inPlace()) {
            without(bench);
            String odd = "gr\u00c3\u00bc\u00c3\u009fe \u00ff\u0080 'quote' \\ $(no)\nline";
            StorePath drv = bench.derivation("odd", "printf '%s|%s' \"$v\" '\u00e9\u0081' > $out",
                    Map.of("v", odd));
            assertThat(bench.content(bench.make(drv).path()))
                .isEqualTo(odd + "|\u00e9\u0081");
        }
        try (Bench bench = new Bench()) {
            assumeTrue(bench.launcher.refusal().isEmpty(), "no sandbox here");
            String odd = "gr\u00c3\u00bc\u00c3\u009fe \u00ff\u0080 'quote' \\ $(no)\nline";
            StorePath drv = bench.derivation("odd", "printf '%s|%s' \"$v\" '\u00e9\u0081' > $out",
                    Map.of("v", odd));
            assertThat(bench.content(bench.make(drv).path()))
                .isEqualTo(odd + "|\u00e9\u0081");
        }
    }
}

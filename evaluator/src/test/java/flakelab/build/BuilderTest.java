package flakelab.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationOutput;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.BuildLogs;
import flakelab.store.BuildMode;
import flakelab.store.BuildResult.Status;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.PathInfo;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real builds of tiny derivations in a sandbox; paths, hashes and messages are CppNix 2.34.8's for the same derivations.
class BuilderTest {
    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench();
        assumeTrue(bench.launcher.refusal().isEmpty(),
                () -> "no sandbox here: " + bench.launcher.refusal().get());
    }

    @AfterEach
    void leavesNothingBehind() throws IOException {
        try (Bench used = bench) {
            assertThat(used.leftovers()).isEmpty();
        }
    }

    private StorePath simple() {
        return bench.derivation("simple", "echo hello > $out");
    }

    private StorePath dep() {
        StorePath simple = simple();
        return bench.derivation("dep", "echo " + bench.out(simple) + " > $out", Map.of(), simple);
    }

    @Test
    void buildsDependenciesFirst() throws IOException {
        StorePath dep = dep();
        assertThat(bench.builder().plan(List.of(Bench.wanted(dep))).lines(bench.store.storeDir()))
            .containsExactly(
                    "these 2 derivations will be built:",
                    "  /nix/store/3ghsl9sd83mc26i81adpa2fzf3yw4f68-simple.drv",
                    "  /nix/store/09kh0g6aynhwjas5kd9xwysj8lr12hal-dep.drv");
        PathInfo info = bench.make(dep);
        assertThat(info.path()).hasToString("5zs6pwakb4panz97qjqzksvragimzsah-dep");
        assertThat(info.references()).map(StorePath::name).containsExactly("simple");
        assertThat(info.deriver()).contains(dep);
        assertThat(info.ultimate()).isTrue();
        assertThat(bench.content(info.path())).isEqualTo(bench.out(simple()) + "\n");
        assertThat(bench.said).containsExactly(
                "building '/nix/store/3ghsl9sd83mc26i81adpa2fzf3yw4f68-simple.drv'",
                "building '/nix/store/09kh0g6aynhwjas5kd9xwysj8lr12hal-dep.drv'");
        assertThat(bench.builder().plan(List.of(Bench.wanted(dep))).lines(bench.store.storeDir()))
            .isEmpty();
        assertThat(bench.build(dep).results().getFirst().status()).isEqualTo(Status.ALREADY_VALID);
    }

    @Test
    void registersSelfReferences() {
        StorePath dep = dep();
        StorePath self = bench.derivation("self", "echo self $out " + bench.out(dep) + " > $out",
                Map.of(), dep);
        PathInfo info = bench.make(self);
        assertThat(info.path()).hasToString("0dwizwchbrvl38lkbzkg6bk5lmn998d4-self");
        assertThat(info.narHash().toSri())
            .isEqualTo("sha256-fPnwkzPsYig3g36WpIFH2GJgQnuF0/ZKD8PzwbNZkrc=");
        assertThat(info.narSize()).isEqualTo(216);
        assertThat(info.references()).containsExactly(info.path(), bench.path(dep));
    }

    @Test
    void buildsSeveralOutputs() {
        StorePath multi = bench.write(bench.draft("multi",
                "echo $dev > $out; echo lib $lib > $dev; echo x > $lib",
                Map.of("outputs", "out dev lib"),
                List.of("out", "dev", "lib")));
        PathInfo out = bench.make(multi);
        PathInfo dev = bench.make(multi, "dev");
        PathInfo lib = bench.make(multi, "lib");
        assertThat(out.references()).containsExactly(dev.path());
        assertThat(dev.references()).containsExactly(lib.path());
        assertThat(lib.references()).isEmpty();
        assertThat(dev.path().name()).isEqualTo("multi-dev");
    }

    @Test
    void refusesOutputsThatReferToEachOther() {
        StorePath circle = bench.write(bench.draft("circle", "echo $dev > $out; echo $out > $dev",
                Map.of("outputs", "out dev"), List.of("out", "dev")));
        assertThat(bench.failure(circle))
            .isEqualTo("cycle detected in build of '" + bench.store.storeDir()
                .print(circle) + "' in the references of output 'dev' from output 'out'");
    }

    @Test
    void tellsHowABuilderFailed() throws IOException {
        StorePath fail = bench.derivation("fail", "echo hello; echo err >&2; exit 3");
        String drv = bench.store.storeDir().print(fail);
        BuildReport report = bench.build(fail);
        assertThat(Bench.plain(report.failures().getFirst().text())).isEqualTo("Cannot build '"
                + drv + "'.\n"
                + "Reason: builder failed with exit code 3.\nOutput paths:\n  " + bench.out(fail)
                + "\nLast 2 log lines:\n> hello\n> err\nFor full logs, run:\n  nix-store -l "
                + drv);
        assertThat(report.results().getFirst().status()).isEqualTo(Status.PERMANENT_FAILURE);
        assertThat(report.exitStatus()).isEqualTo(100);
        assertThat(new BuildLogs(bench.options.logs().directory()).read(fail))
            .hasValueSatisfying(log -> assertThat(new String(log, StandardCharsets.UTF_8))
                .isEqualTo("hello\nerr\n"));
    }

    @Test
    void tellsWhichDependencyFailed() {
        StorePath fail = bench.derivation("fail", "exit 1");
        StorePath needs = bench.derivation("needs", "echo " + bench.out(fail), Map.of(), fail);
        BuildReport report = bench.build(needs);
        assertThat(Bench.plain(report.failures().getFirst().text()))
            .isEqualTo("Cannot build '" + bench.store.storeDir().print(needs)
                    + "'.\nReason: 1 dependency failed.\nOutput paths:\n  " + bench.out(needs));
        assertThat(bench.said).last()
            .asString()
            .isEqualTo("error: Cannot build '" + bench.store.storeDir().print(fail)
                    + "'.\nReason: builder failed with exit code 1.\nOutput paths:\n  "
                    + bench.out(fail));
        assertThat(report.exitStatus()).isEqualTo(100);
    }

    @Test
    void keepsGoingIfAsked() {
        StorePath fail = bench.derivation("a-fails", "exit 1");
        StorePath fails = bench.derivation("b-fails", "exit 1");
        StorePath fine = bench.derivation("c-works", "echo > $out");
        StorePath all = bench.derivation("all",
                bench.out(fail) + bench.out(fails) + bench.out(fine), Map.of(), fail,
                fails, fine);
        assertThat(bench.failure(all)).contains("Reason: 1 dependency failed.");
        assertThat(bench.store.isValid(bench.path(fine))).isFalse();
        bench.options = bench.options
            .withPolicy(new BuildOptions.Policy(true, false, false, true, false));
        assertThat(bench.failure(all)).contains("Reason: 2 dependencies failed.");
        assertThat(bench.store.isValid(bench.path(fine))).isTrue();
    }

    private StorePath fixed(String script, String sri, ContentAddressMethod method) {
        Derivation draft = bench.draft("fixed", script, Map.of(), List.of("out"));
        SortedMap<String, DerivationOutput> outputs = new TreeMap<>(Map.of("out",
                new DerivationOutput.FixedOutput(
                        new ContentAddress(method,
                                Hash.parseAny(sri, Optional.of(HashAlgorithm.SHA256))))));
        return bench.write(Bench.with(draft, outputs));
    }

    @Test
    void checksFixedOutputs() {
        StorePath good = fixed("echo hi > $out",
                "sha256-mOpuTyFvL7S2n/+bOkSELDhobKaF8/VdxIxdP7EQe+Q=",
                ContentAddressMethod.FLAT);
        PathInfo info = bench.make(good);
        assertThat(info.path()).hasToString("y426wd1pghg2mbs5yjjn9dbvmyimfngc-fixed");
        assertThat(info.ca().orElseThrow().hash().toSri())
            .isEqualTo("sha256-mOpuTyFvL7S2n/+bOkSELDhobKaF8/VdxIxdP7EQe+Q=");
    }

    @Test
    void tellsTheHashAFixedOutputHas() {
        StorePath bad = fixed("echo hi > $out",
                "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                ContentAddressMethod.FLAT);
        BuildReport report = bench.build(bad);
        assertThat(Bench.plain(report.failures().getFirst().text()))
            .isEqualTo("hash mismatch in fixed-output derivation '"
                    + bench.store.storeDir().print(bad) + "':\n"
                    + "  specified: sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                    + "     got:    sha256-mOpuTyFvL7S2n/+bOkSELDhobKaF8/VdxIxdP7EQe+Q=");
        assertThat(report.exitStatus()).isEqualTo(102);
        assertThat(bench.store.isValid(StorePath.parse("y426wd1pghg2mbs5yjjn9dbvmyimfngc-fixed")))
            .isTrue();
    }

    @Test
    void namesContentAddressedOutputsByTheirContent() {
        bench.options = bench.options.withExperimentalFeatures(Set.of("ca-derivations"));
        StorePath simple = simple();
        Derivation draft = bench.draft("caself",
                "echo hello $out $out " + bench.out(simple) + " > $out",
                Map.of("__contentAddressed", "1", "outputHashAlgo", "sha256", "outputHashMode",
                        "recursive", "out",
                        "/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9"),
                List.of("out"), simple);
        StorePath drv = bench.write(Bench.with(draft, new TreeMap<>(Map.of("out",
                new DerivationOutput.Floating(ContentAddressMethod.NAR, HashAlgorithm.SHA256)))));
        PathInfo info = bench.make(drv);
        assertThat(info.path()).hasToString("mcwdvpad2ms3pfkkb3bj333mgx72rgsg-caself");
        assertThat(info.references()).containsExactly(bench.path(simple), info.path());
        assertThat(info.ca()).isPresent();
    }

    @Test
    void refusesForbiddenReferences() {
        StorePath simple = simple();
        StorePath refs = bench.derivation("refs", "echo " + bench.out(simple) + " > $out",
                Map.of("allowedReferences", "out"), simple);
        assertThat(bench.failure(refs)).isEqualTo("output '" + bench.out(refs)
                + "' is not allowed to refer to the following paths:\n  " + bench.out(simple));
    }

    @Test
    void killsBuildersThatTakeTooLong() {
        StorePath slow = bench.derivation("slow", "while :; do :; done");
        bench.options = bench.options.withLimits(
                new BuildOptions.Limits(Duration.ZERO, Duration.ofSeconds(1), 0));
        BuildReport report = bench.build(slow);
        assertThat(Bench.plain(report.failures().getFirst().text()))
            .isEqualTo("timed out after 1 seconds");
        assertThat(report.exitStatus()).isEqualTo(101);
    }

    @Test
    void killsSilentBuilders() {
        StorePath slow = bench.derivation("slow", "echo hi; while :; do :; done");
        bench.options = bench.options.withLimits(
                new BuildOptions.Limits(Duration.ofSeconds(1), Duration.ZERO, 0));
        assertThat(bench.failure(slow)).isEqualTo("timed out after 1 seconds");
    }

    @Test
    void killsBuildersThatSayTooMuch() {
        StorePath loud = bench.derivation("loud", "while :; do echo 0123456789; done");
        bench.options = bench.options
            .withLimits(new BuildOptions.Limits(Duration.ZERO, Duration.ZERO, 5000));
        assertThat(bench.failure(loud))
            .isEqualTo("building derivation '" + bench.store.storeDir().print(loud)
                    + "' killed after writing more than 5000 bytes of log output");
    }

    @Test
    void stopsWhenCancelled() throws InterruptedException {
        StorePath slow = bench.derivation("slow", "echo started; while :; do :; done");
        Builder builder = bench.builder();
        Thread canceller = Thread.ofVirtual().start(() -> {
            while (!bench.said.contains("slow.drv> started")) {
                Thread.onSpinWait();
            }
            builder.cancel();
        });
        assertThatThrownBy(() -> builder.build(List.of(Bench.wanted(slow))))
            .isInstanceOf(BuildException.class)
            .hasMessage("interrupted by the user");
        canceller.join();
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @Test
    void checkDetectsDifferences() throws IOException {
        StorePath random = bench.derivation("random",
                "read x < /proc/sys/kernel/random/uuid; echo $x > $out");
        assertThat(bench.mode(BuildMode.CHECK).failure(random))
            .startsWith(
                    "some outputs of '" + bench.store.storeDir().print(random) + "' are not valid");
        bench.mode(BuildMode.NORMAL).make(random);
        BuildReport report = bench.mode(BuildMode.CHECK).build(random);
        Path real = bench.store.realPath(bench.path(random));
        assertThat(Bench.plain(report.failures().getFirst().text())).isEqualTo("derivation '"
                + bench.store.storeDir().print(random) + "' may not be deterministic: output \""
                + real
                + "\" differs");
        assertThat(report.exitStatus()).isEqualTo(104);
        StorePath simple = simple();
        bench.mode(BuildMode.NORMAL).make(simple);
        assertThat(bench.mode(BuildMode.CHECK).build(simple).success()).isTrue();
    }

    @Test
    void keepsTheBuildDirectoryOfAFailedBuild() throws IOException {
        bench.options = bench.options
            .withPolicy(new BuildOptions.Policy(false, true, false, true, false));
        bench.build(bench.derivation("fail", "echo trace > left; exit 1"));
        String note = bench.said.getLast();
        assertThat(note).startsWith("note: keeping build directory \"");
        Path kept = Path.of(note.substring(note.indexOf('"') + 1, note.length() - 1));
        assertThat(kept.resolve("left")).hasContent("trace");
        Trees.delete(kept.resolve("..").normalize());
    }

    @Test
    void tellsPhases() {
        bench.make(bench.derivation("phases",
                "echo '@nix {\"action\":\"setPhase\",\"phase\":\"unpack\"}'; echo a; printf 'b\\rc'; echo > $out"));
        assertThat(bench.said).containsSubsequence("phases.drv phase unpack", "phases.drv> a",
                "phases.drv> c");
    }

    @Test
    void refusesWhatThisMachineCannotBuild() {
        Derivation draft = bench.draft("foreign", "exit 0", Map.of("requiredSystemFeatures", "kvm"),
                List.of("out"));
        StorePath foreign = bench.write(draft);
        assertThat(bench.failure(foreign))
            .isEqualTo("Cannot build '" + bench.store.storeDir().print(foreign) + "'.\n"
                    + "Reason: missing system features\nRequired features: {kvm}\n"
                    + "Available features: {benchmark, big-parallel, nixos-test, uid-range}");
    }

    @Test
    void seesNothingOfTheMachine() throws IOException {
        StorePath look = bench.derivation("look",
                """
                        for p in /home /root /usr /nix/store/*; do [ -e $p ] && echo $p; done > $out
                        while read l; do echo "$l"; done < /etc/passwd >> $out
                        read h < /proc/sys/kernel/hostname; echo $h $$ $PWD $HOME $NIX_STORE $PATH $TMPDIR >> $out
                        """);
        String out = bench.out(look);
        assertThat(bench.content(bench.make(look).path())).isEqualTo(out + """

                root:x:0:0:Nix build user:/build:/noshell
                nixbld:x:1000:100:Nix build user:/build:/noshell
                nobody:x:65534:65534:Nobody:/:/noshell
                localhost 1 /build /homeless-shelter /nix/store /path-not-set /build
                """);
    }

    @Test
    void writesToATerminal() {
        bench.make(bench.derivation("tty", "test -t 1 && test -t 2 && echo yes; echo > $out"));
        assertThat(bench.said).contains("tty.drv> yes");
    }

    @Test
    void makesDirectoriesCanonical() throws IOException {
        bench.launcher = new flakelab.build.sandbox.Sandbox(
                new flakelab.build.sandbox.SandboxSettings(
                        flakelab.build.sandbox.SandboxSettings.of(System.getenv("PATH"))
                            .bubblewrap(),
                        List.of("/bin", "/usr", "/lib?", "/lib64?"), List.of(), Optional.empty()));
        StorePath tree = bench
            .derivation("tree", "PATH=/bin:/usr/bin; mkdir -p $out/bin; echo x > $out/bin/x;"
                    + " chmod 4755 $out/bin/x; ln -s x $out/bin/y; chmod 700 $out/bin; chmod 600 $out/bin/x;"
                    + " echo '#!' > $out/run; chmod +x $out/run");
        Path real = bench.store.realPath(bench.make(tree).path());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
            .isEqualTo("r-xr-xr-x");
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(real.resolve("bin/x"))))
            .isEqualTo("r--r--r--");
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(real.resolve("run"))))
            .isEqualTo("r-xr-xr-x");
        assertThat(Files.getLastModifiedTime(real.resolve("bin")).toMillis()).isEqualTo(1000);
        assertThat(bench.said).filteredOn(line -> line.startsWith("tree.drv>"))
            .singleElement()
            .asString()
            .contains("Operation not permitted"); // set-user-id
    }
}

package flakelab.build;

import static flakelab.text.Emphasis.format;
import static flakelab.text.Emphasis.of;

import flakelab.store.BuildResult.Status;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// The words of this room's errors (CppNix `src/libstore/build/*.cc`, `unix/build/derivation-builder.cc`).
final class BuildErrors {
    private static final String RED = "\u001b[31;1m";
    private static final String BOLD = "\u001b[1m";
    private static final String NORMAL = "\u001b[0m";

    private BuildErrors() {}

    static BuildException error(Status status, String template, Object... arguments) {
        return new BuildException(status, format(template, arguments));
    }

    static BuildException misc(String template, Object... arguments) {
        return error(Status.MISC_FAILURE, template, arguments);
    }

    static BuildException rejected(String template, Object... arguments) {
        return error(Status.OUTPUT_REJECTED, template, arguments);
    }

    static BuildException hookFailed(String program, int status) {
        return misc("program '%s' failed with exit code %s", program, status);
    }

    static BuildException io(String doing, IOException cause) {
        String why = cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage();
        return misc("%s: %s", doing, why);
    }

    /// A path in double quotes, as CppNix prints paths of the file system.
    static String quoted(Object path) {
        return "\"" + path + "\"";
    }

    static BuildException dependenciesFailed(String derivation, int count,
            Collection<String> outputs) {
        String what = count + (count == 1 ? " dependency" : " dependencies") + " failed";
        return new BuildException(Status.DEPENDENCY_FAILED,
                cannotBuild(derivation, what) + outputPaths(outputs));
    }

    /// The builder's failure with the end of its log; `how` is `failed with exit code 1`.
    ///
    /// @param logCommand what shows the whole log, `nix log /nix/store/….drv`; none where lines were shown already
    static BuildException builderFailed(Status status, String derivation, String how,
            Collection<String> outputs,
            List<String> tail, String logCommand, String note) {
        StringBuilder message = new StringBuilder(cannotBuild(derivation, "builder " + how));
        message.append(outputPaths(outputs));
        if (!tail.isEmpty()) {
            message.append("\nLast ").append(tail.size()).append(" log lines:\n");
            tail.forEach(line -> message.append("> ").append(line).append('\n'));
            message.append("For full logs, run:\n  ")
                .append(BOLD)
                .append(logCommand)
                .append(NORMAL);
        }
        return new BuildException(status, message.append(note).toString());
    }

    private static String cannotBuild(String derivation, String reason) {
        return "Cannot build '" + of(derivation) + "'.\nReason: " + RED + reason + NORMAL + ".";
    }

    private static String outputPaths(Collection<String> outputs) {
        if (outputs.isEmpty()) {
            return "";
        }
        return "\nOutput paths:"
                + outputs.stream().map(path -> "\n  " + of(path)).collect(Collectors.joining());
    }

    static BuildException wrongPlatform(String derivation, String required, String current) {
        return new BuildException(Status.INPUT_REJECTED,
                "Cannot build '" + of(derivation) + "'.\nReason: " + RED + "platform mismatch"
                        + NORMAL
                        + "\nRequired system: '" + of(required) + "'\nCurrent system: '"
                        + of(current) + "'");
    }

    static BuildException missingFeatures(String derivation, Collection<String> required,
            Collection<String> available) {
        return new BuildException(Status.INPUT_REJECTED,
                "Cannot build '" + of(derivation) + "'.\nReason: " + RED + "missing system features"
                        + NORMAL
                        + "\nRequired features: {" + String.join(", ", required)
                        + "}\nAvailable features: {"
                        + String.join(", ", available) + "}");
    }

    static BuildException localBuildsDisabled(String derivation) {
        return new BuildException(Status.INPUT_REJECTED,
                "Cannot build '" + of(derivation) + "'.\nReason: " + RED
                        + "local builds are disabled" + NORMAL
                        + " (max-jobs = 0)\nHint: set 'max-jobs' to a non-zero value to enable local builds, "
                        + "or configure remote builders via 'builders'");
    }

    static BuildException noOutput(String derivation, String output, Object place) {
        return rejected("builder for '%s' failed to produce output path for output '%s' at %s",
                derivation, output,
                quoted(place));
    }

    static BuildException suspicious(Object place, String output) {
        return rejected(
                "suspicious ownership or permission on %s for output '%s'; rejecting this build output",
                quoted(place), output);
    }

    static BuildException outputCycle(String derivation, String output, String from) {
        return rejected(
                "cycle detected in build of '%s' in the references of output '%s' from output '%s'",
                derivation, output, from);
    }

    static BuildException notFlat(Object place) {
        return rejected(
                "output path %s should be a non-executable regular file since recursive hashing is not"
                        + " enabled (one of outputHashMode={flat,text} is true)",
                quoted(place));
    }

    static BuildException hashMismatch(String derivation, Object wanted, Object got) {
        return error(Status.HASH_MISMATCH,
                "hash mismatch in fixed-output derivation '%s':\n  specified: %s\n     got:    %s",
                derivation, wanted,
                got);
    }

    static BuildException fixedReferences(String derivation, int count, String example) {
        return error(Status.HASH_MISMATCH,
                "fixed-output derivations must not reference store paths: '%s' references"
                        + " %s distinct paths, e.g. '%s'",
                derivation, count, example);
    }

    static BuildException notDeterministic(String derivation, Object place) {
        return error(Status.NOT_DETERMINISTIC,
                "derivation '%s' may not be deterministic: output %s differs", derivation,
                quoted(place));
    }

    static BuildException notDeterministic(String derivation, Object place, Object other) {
        return error(Status.NOT_DETERMINISTIC,
                "derivation '%s' may not be deterministic: output %s differs from %s",
                derivation, quoted(place), quoted(other));
    }

    static BuildException notBuiltYet(String derivation) {
        return misc(
                "some outputs of '%s' are not valid, so checking is not possible\nHint: --rebuild and --check error"
                        + " if the derivation was not previously built and cannot be substituted.\n      Remove it to perform a"
                        + " fresh build, or use --repair to rewrite missing or corrupted builds in the store.",
                derivation);
    }

    static BuildException timedOut(long seconds) {
        return error(Status.TIMED_OUT, "timed out after %s seconds", seconds);
    }

    static BuildException logTooLong(String derivation, long bytes) {
        return error(Status.LOG_LIMIT_EXCEEDED,
                "%s killed after writing more than %s bytes of log output",
                "building derivation '" + derivation + "'", bytes);
    }

    static BuildException interrupted() {
        return error(Status.CANCELLED, "interrupted by the user");
    }

    static BuildException substitutesFailed(String derivation) {
        return error(Status.TRANSIENT_FAILURE,
                "some substitutes for the outputs of derivation '%s' failed (usually"
                        + " happens due to networking issues); try '--fallback' to build derivation from source ",
                derivation);
    }

    static BuildException noSubstituter(String path) {
        return error(Status.NO_SUBSTITUTERS,
                "path '%s' is required, but there is no substituter that can build it", path);
    }

    static BuildException missingSource(String path, String derivation) {
        return misc("dependency '%s' of '%s' does not exist, and substitution is disabled", path,
                derivation);
    }

    static BuildException missingOutput(String derivation, String output, String input) {
        return misc("derivation '%s' requires non-existent output '%s' from input derivation '%s'",
                derivation, output,
                input);
    }

    static BuildException unknownOutput(String derivation, String output) {
        return misc("derivation '%s' does not have output '%s'", derivation, output);
    }

    static BuildException noDerivation(String derivation) {
        return error(Status.DEPENDENCY_FAILED, "failed to obtain derivation of '%s'", derivation);
    }

    static BuildException severalFailed(Collection<String> wanted) {
        return misc("build of %s failed",
                wanted.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ")));
    }

    static BuildException noChroot(String derivation) {
        return misc(
                "derivation '%s' has '__noChroot' set, but that's not allowed when 'sandbox' is 'true'",
                derivation);
    }

    /// There is no sandbox, and without one the builder would not find the store at its logical place.
    static BuildException divertedStore(String storeDir, Object realDir, String why) {
        BuildException error = misc(
                "this system does not support the kernel namespaces that are required for"
                        + " sandboxing, and the store at %s can only be built in where builders see it as %s",
                quoted(realDir), quoted(storeDir));
        error.addHint(why);
        error.addHint(
                "install bubblewrap (`apt install bubblewrap`) and allow unprivileged user namespaces, or use a"
                        + " store that really is in " + storeDir);
        return error;
    }

    static BuildException noNamespaces() {
        return misc(
                "this system does not support the kernel namespaces that are required for sandboxing; use"
                        + " '--no-sandbox' to disable sandboxing");
    }
}

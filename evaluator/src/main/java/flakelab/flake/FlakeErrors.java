package flakelab.flake;

import static flakelab.text.Emphasis.format;

import flakelab.text.Diagnostic;
import flakelab.text.NixException;
import flakelab.text.Position;
import java.util.List;
import java.util.Optional;

/// The words of this room's errors (CppNix `src/libflake/*.cc`).
final class FlakeErrors {
    private FlakeErrors() {}

    static FlakeException error(String template, Object... arguments) {
        return new FlakeException(format(template, arguments));
    }

    /// Adds what was being done; returns the error for rethrowing.
    static <E extends NixException> E frame(E error, Optional<Position> position, String template,
            Object... arguments) {
        error.addFrame(new Diagnostic.Frame(position, format(template, arguments), false));
        return error;
    }

    // References

    static FlakeException unexpectedFragment(String fragment, String url) {
        return error("unexpected fragment '%s' in flake reference '%s'", fragment, url);
    }

    static FlakeException notAbsolute(String url) {
        return error("flake reference '%s' is not an absolute path", url);
    }

    static FlakeException notDirectory(String path) {
        return error("path %s is not a flake (because it's not a directory)", quoted(path));
    }

    static FlakeException notPartOfFlake(String path) {
        return error(
                "path %s is not part of a flake (neither it nor its parent directories contain a 'flake.nix' file)",
                quoted(path));
    }

    static FlakeException boundary(String path) {
        return error("unable to find a flake before encountering filesystem boundary at %s",
                quoted(path));
    }

    static FlakeException noFlakeFile() {
        return error("could not find a flake.nix file");
    }

    static FlakeException noSuchFile(String path) {
        return error("getting status of %s: %s", quoted(path), "No such file or directory");
    }

    static FlakeException inconsistentDirectory(String url) {
        return error("flake URL '%s' has an inconsistent 'dir' parameter", url);
    }

    static FlakeException badOutputs(String text) {
        return error("invalid extended outputs specifier '%s'", text);
    }

    // Registries

    static FlakeException registryVersion(String path, long version) {
        return error("flake registry '%s' has unsupported version %s", path, version);
    }

    static FlakeException registryCycle(Object input) {
        return error("cycle detected in flake registry for '%s'", input);
    }

    static FlakeException notInRegistries(Object input) {
        return error("cannot find flake '%s' in the flake registries", input);
    }

    static FlakeException registriesForbidden(Object input) {
        return error("'%s' is an indirect flake reference, but registry lookups are not allowed",
                input);
    }

    // flake.nix

    static FlakeException expected(String what, String got, String position) {
        return error("expected %s but got %s at %s", what, got, position);
    }

    static FlakeException notAttributeSet(String path) {
        return error("file '%s' must be an attribute set", path);
    }

    static FlakeException noOutputs(FlakeRef ref) {
        return error("flake '%s' lacks attribute 'outputs'", ref);
    }

    static FlakeException unsupportedAttribute(FlakeRef ref, String name, String position) {
        return error("flake '%s' has an unsupported attribute '%s', at %s", ref, name, position);
    }

    static FlakeException unexpectedInputAttribute(String name, String position) {
        return error("unexpected flake input attribute '%s', at %s", name, position);
    }

    static FlakeException noSuchPath(String path) {
        return error("path '%s' does not exist", path);
    }

    // Locking

    static FlakeException badElement(String element) {
        return error("invalid flake input attribute path element '%s'", element);
    }

    static FlakeException followCycle(List<String> paths) {
        return error("follow cycle detected: [%s]", String.join(" -> ", paths));
    }

    static FlakeException followsNothing(String input, String target) {
        return error("input '%s' follows a non-existent input '%s'", input, target);
    }

    static FlakeException unlockedEntry(String json) {
        return error(
                "Lock file contains unlocked input '%s'. Use '--allow-dirty-locks' to accept this lock file.",
                json);
    }

    static FlakeException changesForbidden(FlakeRef ref) {
        return error(
                "flake '%s' requires lock file changes but they're not allowed due to '--no-update-lock-file'",
                ref);
    }

    static FlakeException notWritable(FlakeRef ref) {
        return error(
                "cannot write modified lock file of flake '%s' (use '--no-write-lock-file' to ignore)",
                ref);
    }

    /// CppNix's `PathFmt`.
    static String quoted(String path) {
        return '"' + path + '"';
    }
}

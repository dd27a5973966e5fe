package flakelab.nar;

import static flakelab.text.Emphasis.format;

/// The words of this room's errors (CppNix `src/libutil/archive.cc`, `serialise.cc`).
final class NarErrors {
    private NarErrors() {}

    static NarException unsupportedType(String path) {
        return error("file '%s' has an unsupported type", path);
    }

    static NarException tooDeep(String path, int depth) {
        return error("path '%s' exceeds maximum NAR directory depth of %s", path, depth);
    }

    static NarException badArchive(String template, Object... arguments) {
        return error("bad archive: " + template, arguments);
    }

    static NarException exists(String path) {
        return error("path '%s' already exists", path);
    }

    static NarException creating(String kind, String path) {
        return new NarException("creating " + kind + " '" + path + "': " + format("%s", "File exists"));
    }

    static NarException endOfFile() {
        return error("unexpected end-of-file");
    }

    static NarException padding() {
        return error("non-zero padding");
    }

    static NarException tooLong() {
        return new NarException("string is too long");
    }

    private static NarException error(String template, Object... arguments) {
        return new NarException(format(template, arguments));
    }
}

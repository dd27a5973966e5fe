package flakelab.nar;

import java.io.IOException;
import java.io.InputStream;

/// What is told of each node while an archive is read, parents first; paths are `""` for the root, else `/a/b`.
public interface NarVisitor {
    /// Looks at nothing.
    NarVisitor NOTHING = new NarVisitor() {
        @Override
        public void directory(String path) {}

        @Override
        public void regular(String path, boolean executable, long size, long offset,
                InputStream content) {}

        @Override
        public void symlink(String path, String target) {}
    };

    void directory(String path) throws IOException;

    /// @param offset  where in the archive the content begins
    /// @param content ends after `size` bytes; what is not read is skipped
    void regular(String path, boolean executable, long size, long offset, InputStream content)
            throws IOException;

    void symlink(String path, String target) throws IOException;
}

package flakelab.fetch;

import flakelab.nar.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.SortedMap;

/// A regular file whose executable bit is what we say.
record PlainFile(Tree file, boolean executable) implements Tree {
    @Override
    public Type type() {
        return Type.REGULAR;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public InputStream open() throws IOException {
        return file.open();
    }

    @Override
    public SortedMap<String, Tree> list() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String readLink() {
        throw new UnsupportedOperationException();
    }
}

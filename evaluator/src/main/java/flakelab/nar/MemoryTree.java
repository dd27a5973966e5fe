package flakelab.nar;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.SortedMap;

/// Trees that are held in memory.
sealed interface MemoryTree extends Tree {
    record File(byte[] content, boolean executable) implements MemoryTree {
        @Override
        public Type type() {
            return Type.REGULAR;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content);
        }

        @Override
        public byte[] readFile() {
            return content;
        }
    }

    record Directory(SortedMap<String, Tree> entries) implements MemoryTree {
        @Override
        public Type type() {
            return Type.DIRECTORY;
        }

        @Override
        public SortedMap<String, Tree> list() {
            return entries;
        }
    }

    record Link(String target) implements MemoryTree {
        @Override
        public Type type() {
            return Type.SYMLINK;
        }

        @Override
        public String readLink() {
            return target;
        }
    }

    @Override
    default boolean executable() {
        return false;
    }

    @Override
    default long size() {
        throw new UnsupportedOperationException();
    }

    @Override
    default InputStream open() {
        throw new UnsupportedOperationException();
    }

    @Override
    default SortedMap<String, Tree> list() {
        throw new UnsupportedOperationException();
    }

    @Override
    default String readLink() {
        throw new UnsupportedOperationException();
    }
}

package flakelab.store.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A cache in a directory, `file://`.
record Directory(Path root) implements Place {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private Path at(String name) throws IOException {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root.normalize())) {
            throw new IOException("'" + name + "' is outside the binary cache");
        }
        return path;
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        try {
            return Optional.of(Files.newInputStream(at(name)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public boolean exists(String name) throws IOException {
        return Files.exists(at(name));
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void put(String name, Path content) throws IOException {
        Path path = at(name);
        Files.createDirectories(path.getParent());
        Path temp = path.resolveSibling(
                path.getFileName() + ".tmp." + ProcessHandle.current().pid() + "."
                        + COUNTER.incrementAndGet());
        Files.copy(content, temp);
        Files.move(temp, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

package flakelab.nar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// Makes the files an archive tells of. Nothing that exists is overwritten or followed.
record Unpacker(Path destination) implements NarVisitor {
    @Override
    public void directory(String path) throws IOException {
        try {
            Files.createDirectory(at(path));
        } catch (FileAlreadyExistsException e) {
            throw Files.isDirectory(at(path))
                    ? NarErrors.exists(e.getFile())
                    : NarErrors.creating("directory", e.getFile());
        }
    }

    @Override
    public void regular(String path, boolean executable, long size, long offset,
            InputStream content)
            throws IOException {
        Path file = at(path);
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            content.transferTo(out);
        } catch (FileAlreadyExistsException e) {
            throw NarErrors.creating("file", e.getFile());
        }
        if (executable) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    @Override
    public void symlink(String path, String target) throws IOException {
        try {
            FileNames.createLink(at(path), target);
        } catch (FileAlreadyExistsException e) {
            throw NarErrors.creating("symlink", e.getFile());
        }
    }

    private Path at(String path) {
        return path.isEmpty() ? destination : FileNames.child(destination, path.substring(1));
    }
}

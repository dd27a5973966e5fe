package flakelab.fetch;

import java.io.File;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/// Keeps JGit quiet: left alone it starts `git` to find the system's configuration, and takes seconds to measure the
/// clock of every file system by writing files into repositories.
final class GitSystem extends SystemReader.Delegate {
    private final SystemReader original;

    private GitSystem(SystemReader original) {
        super(original);
        this.original = original;
    }

    /// To be called before JGit is used; again does no harm.
    static synchronized void install() {
        if (!(SystemReader.getInstance() instanceof GitSystem)) {
            SystemReader.setInstance(new GitSystem(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new FileBasedConfig(parent, new File("/etc/gitconfig"), fs);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new UserConfig(parent, original.openUserConfig(parent, fs).getFile(), fs);
    }

    /// The user's configuration, which claims to know every file system's clock already.
    private static final class UserConfig extends FileBasedConfig {
        UserConfig(Config parent, File file, FS fs) {
            super(parent, file, fs);
        }

        @Override
        public long getTimeUnit(String section, String subsection, String name, long fallback,
                TimeUnit unit) {
            return section.equals("filesystem")
                    ? unit.convert(10, TimeUnit.MILLISECONDS)
                    : super.getTimeUnit(section, subsection, name, fallback, unit);
        }
    }
}

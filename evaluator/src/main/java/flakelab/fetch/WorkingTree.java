package flakelab.fetch;

import flakelab.nar.FileNames;
import flakelab.nar.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.NameConflictTreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/// What Git knows of a working tree (CppNix `GitRepo::WorkdirInfo`): paths are relative, bytes sorted.
///
/// @param head       the commit checked out; none yet in a new repository
/// @param files      tracked and there
/// @param changed    those of `files` that differ from the commit
/// @param deleted    tracked, or committed, but not there
/// @param submodules as `.gitmodules` says
record WorkingTree(Path directory, Optional<String> head, SortedSet<String> files,
        SortedSet<String> changed,
        SortedSet<String> deleted, List<GitModules.Module> submodules) {

    boolean isDirty() {
        return !changed.isEmpty() || !deleted.isEmpty();
    }

    static WorkingTree read(Repository repository, Path directory) throws IOException {
        ObjectId head = repository.resolve(Constants.HEAD);
        WorkingTree info = new WorkingTree(directory, Optional.ofNullable(head).map(ObjectId::name),
                new TreeSet<>(),
                new TreeSet<>(), new TreeSet<>(),
                GitModules.read(directory.resolve(".gitmodules")));
        try (TreeWalk walk = new NameConflictTreeWalk(repository)) {
            walk.addTree(committed(repository, walk.getObjectReader(), head));
            walk.addTree(new DirCacheIterator(repository.readDirCache()));
            FileTreeIterator disk = new FileTreeIterator(repository);
            disk.setDirCacheIterator(walk, 1);
            walk.addTree(disk);
            while (walk.next()) {
                info.note(walk);
            }
        }
        return info;
    }

    private static AbstractTreeIterator committed(Repository repository, ObjectReader reader,
            @org.jspecify.annotations.Nullable ObjectId head) throws IOException {
        if (head == null) {
            return new EmptyTreeIterator();
        }
        try (RevWalk commits = new RevWalk(repository)) {
            CanonicalTreeParser parser = new CanonicalTreeParser();
            parser.reset(reader, commits.parseCommit(head).getTree());
            return parser;
        }
    }

    private void note(TreeWalk walk) throws IOException {
        int committed = walk.getRawMode(0);
        int staged = walk.getRawMode(1);
        if (committed == 0 && staged == 0) {
            return; // untracked
        }
        if (walk.isSubtree() && (FileMode.TREE.equals(committed) || FileMode.TREE.equals(staged))) {
            walk.enterSubtree();
            return;
        }
        if (FileMode.GITLINK.equals(staged) || FileMode.GITLINK.equals(committed)) {
            return; // submodules are looked at by themselves
        }
        String path = new String(walk.getRawPath(), StandardCharsets.ISO_8859_1);
        FileTreeIterator disk = walk.getTree(2, FileTreeIterator.class);
        if (staged == 0 || disk == null) {
            deleted.add(path);
            return;
        }
        files.add(path);
        DirCacheEntry entry = walk.getTree(1, DirCacheIterator.class).getDirCacheEntry();
        boolean differs = entry.isIntentToAdd() || entry.getStage() != 0 || committed != staged
                || !walk.idEqual(0, 1) || disk.isModified(entry, true, walk.getObjectReader());
        if (differs) {
            changed.add(path);
        }
    }

    /// The tracked files as they are now, with the submodules' trees where they belong.
    Tree tree(Map<String, Tree> mounts) {
        Directory root = new Directory(new TreeMap<>());
        for (String file : files) {
            root.put(file, 0, Tree.of(directory.resolve(FileNames.path(file))));
        }
        mounts.forEach((path, tree) -> root.put(path, 0, tree));
        return root.toTree();
    }

    /// A directory while it is put together.
    private record Directory(Map<String, Object> entries) {
        void put(String path, int from, Tree leaf) {
            int slash = path.indexOf('/', from);
            if (slash < 0) {
                entries.put(path.substring(from), leaf);
            } else if (entries.computeIfAbsent(path.substring(from, slash),
                    name -> new Directory(new TreeMap<>())) instanceof Directory child) {
                child.put(path, slash + 1, leaf);
            }
        }

        Tree toTree() {
            SortedMap<String, Tree> nodes = new TreeMap<>();
            entries.forEach((name, entry) -> nodes.put(name,
                    entry instanceof Directory child ? child.toTree() : (Tree) entry));
            return Tree.ofEntries(nodes);
        }
    }
}

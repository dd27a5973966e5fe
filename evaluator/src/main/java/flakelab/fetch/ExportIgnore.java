package flakelab.fetch;

import flakelab.nar.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesRule;

/// A tree without what its `.gitattributes` files mark `export-ignore`, as `git archive` leaves it out.
record ExportIgnore(Tree base, String at, List<Scope> scopes) implements Tree {
    /// The rules of one `.gitattributes`; `directory` ends in a slash unless it is the root.
    record Scope(String directory, List<AttributesRule> rules) {}

    static Tree of(Tree base) {
        return new ExportIgnore(base, "", List.of());
    }

    @Override
    public Type type() throws IOException {
        return base.type();
    }

    @Override
    public boolean executable() throws IOException {
        return base.executable();
    }

    @Override
    public long size() throws IOException {
        return base.size();
    }

    @Override
    public InputStream open() throws IOException {
        return base.open();
    }

    @Override
    public String readLink() throws IOException {
        return base.readLink();
    }

    @Override
    public SortedMap<String, Tree> list() throws IOException {
        SortedMap<String, Tree> all = base.list();
        List<Scope> here = withRulesOf(all.get(".gitattributes"));
        SortedMap<String, Tree> kept = new TreeMap<>();
        for (Map.Entry<String, Tree> entry : all.entrySet()) {
            Tree node = entry.getValue();
            boolean directory = node.type() == Type.DIRECTORY;
            String path = at + entry.getKey();
            if (!ignored(path, directory, here)) {
                kept.put(entry.getKey(),
                        directory ? new ExportIgnore(node, path + "/", here) : node);
            }
        }
        return kept;
    }

    private List<Scope> withRulesOf(@org.jspecify.annotations.Nullable Tree file)
            throws IOException {
        if (file == null || file.type() != Type.REGULAR) {
            return scopes;
        }
        AttributesNode rules = new AttributesNode();
        try (InputStream in = file.open()) {
            rules.parse(in);
        }
        List<Scope> more = new ArrayList<>(scopes);
        more.add(new Scope(at, rules.getRules()));
        return more;
    }

    private static boolean ignored(String path, boolean directory, List<Scope> scopes) {
        for (Scope scope : scopes.reversed()) {
            String relative = path.substring(scope.directory().length());
            for (AttributesRule rule : scope.rules().reversed()) {
                Optional<Attribute> mark = rule.getAttributes()
                    .stream()
                    .filter(attribute -> attribute.getKey().equals("export-ignore"))
                    .findFirst();
                if (mark.isPresent() && rule.isMatch(relative, directory)) {
                    return mark.get().getState() == Attribute.State.SET;
                }
            }
        }
        return false;
    }
}

package flakelab.nar;

import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// Trees of every shape an archive can hold, from a seeded source.
public final class RandomTrees {
    private static final String NAME_CHARS = "abcXYZ019.-_ +\u00ff\u00c3\u00bc\u0001";

    private RandomTrees() {}

    public static Tree tree(Random random, int depth) {
        return switch (random.nextInt(depth <= 0 ? 2 : 4)) {
            case 0 -> file(random);
            case 1 -> Tree.ofLink(target(random));
            default -> {
                SortedMap<String, Tree> entries = new TreeMap<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    entries.put(name(random), tree(random, depth - 1));
                }
                yield Tree.ofEntries(entries);
            }
        };
    }

    private static Tree file(Random random) {
        int[] sizes = {0, 1, 7, 8, 9, 100, 70_000, 200_000};
        byte[] content = new byte[sizes[random.nextInt(sizes.length)]];
        random.nextBytes(content);
        return Tree.ofBytes(content, random.nextBoolean());
    }

    private static String target(Random random) {
        String[] shapes = {"a", "../x//y", "/abs/", "./", "//d//", name(random),
                name(random) + "//" + name(random)};
        return shapes[random.nextInt(shapes.length)];
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder("n");
        for (int i = random.nextInt(8); i > 0; i--) {
            name.append(NAME_CHARS.charAt(random.nextInt(NAME_CHARS.length())));
        }
        return name.toString();
    }
}

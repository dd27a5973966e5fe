package flakelab.flake;

import flakelab.fetch.Attributes;
import flakelab.fetch.Input;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Inputs that come from the same place but are locked apart, so that each is fetched and evaluated by itself, and how
/// to make one of them. Inputs the flake itself names twice are meant to differ and are not told of.
///
/// @param upstream where they come from, without branch and revision
/// @param times    how often they are in the lock
/// @param kept     the one the others can follow
/// @param others   those that have to follow it
public record Duplicates(String upstream, int times, List<String> kept, List<List<String>> others) {
    private static final Set<String> PINS = Set.of("ref", "rev", "narHash", "lastModified", "revCount",
            "dirtyRev", "dirtyShortRev", "allRefs", "shallow", "__final");
    /// Forges do not distinguish cases in these.
    private static final Set<String> CASELESS = Set.of("owner", "repo", "host");

    /// All there are in a lock, by the path of the one to keep.
    public static List<Duplicates> of(LockFile lock) {
        Map<String, List<Candidate>> byUpstream = new LinkedHashMap<>();
        lock.inputs().forEach((path, edge) -> {
            if (edge instanceof LockFile.Edge.Child(LockFile.Node node)) {
                LockFile.Lock known = node.lock().orElseThrow();
                if (known.locked().input().relativePath().isEmpty()) {
                    byUpstream.computeIfAbsent(key(known), _ -> new ArrayList<>())
                        .add(new Candidate(path, known));
                }
            }
        });
        List<Duplicates> found = new ArrayList<>();
        Set<List<String>> all = new HashSet<>();
        byUpstream.values().forEach(candidates -> {
            List<List<String>> paths = candidates.stream().map(Candidate::path).toList();
            List<String> kept = kept(candidates);
            List<List<String>> others = paths.stream()
                .filter(path -> path.size() > 1 && !path.equals(kept))
                .toList();
            all.addAll(others);
            if (!others.isEmpty()) {
                found.add(new Duplicates(shown(candidates.getFirst().lock()), others.size() + 1, kept,
                        others));
            }
        });
        return found.stream().map(one -> one.without(all)).filter(one -> !one.cures().isEmpty()).toList();
    }

    /// Without those below an input that is itself to follow another, and so is gone with it.
    private Duplicates without(Set<List<String>> following) {
        List<List<String>> staying = others.stream()
            .filter(path -> IntStream.range(1, path.size())
                .noneMatch(length -> following.contains(path.subList(0, length))))
            .toList();
        return new Duplicates(upstream, times, kept, staying);
    }

    private record Candidate(List<String> path, LockFile.Lock lock) {}

    /// The flake's own input comes first, else the one nearest to it; of several, the one that asks for what most ask for.
    private static List<String> kept(List<Candidate> candidates) {
        int nearest = candidates.stream().mapToInt(one -> one.path().size()).min().orElseThrow();
        Candidate best = candidates.getFirst();
        long most = -1;
        for (Candidate one : candidates) {
            long agreeing = candidates.stream()
                .filter(other -> other.lock().original().equals(one.lock().original()))
                .count();
            if (one.path().size() == nearest && agreeing > most) {
                best = one;
                most = agreeing;
            }
        }
        return best.path();
    }

    private static String key(LockFile.Lock lock) {
        StringBuilder key = new StringBuilder(lock.isFlake() ? "flake" : "files");
        Attributes attributes = lock.locked().input().attributes();
        attributes.values().forEach((name, value) -> {
            if (!PINS.contains(name)) {
                String text = String.valueOf(value);
                key.append('\0')
                    .append(name)
                    .append('=')
                    .append(CASELESS.contains(name) ? text.toLowerCase(Locale.ROOT) : text);
            }
        });
        return key.append('\0').append(lock.locked().subdir()).toString();
    }

    private static String shown(LockFile.Lock lock) {
        Input input = lock.locked().input();
        for (String pin : PINS) {
            input = input.without(pin);
        }
        return new FlakeRef(input, lock.locked().subdir()).toString();
    }

    /// The lines for `flake.nix` that make all of them one.
    public List<String> cures() {
        return others.stream()
            .map(path -> "inputs." + String.join(".inputs.", path) + ".follows = \""
                    + InputPath.print(kept) + "\";")
            .toList();
    }
}

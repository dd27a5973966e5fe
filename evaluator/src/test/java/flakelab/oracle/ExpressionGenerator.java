package flakelab.oracle;

import flakelab.oracle.Ways.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/// Random Nix expressions that mostly make sense: typed, closed, terminating, and with a failure strewn in here and there.
///
/// The same seed gives the same expressions. What they are made of is in [Ways]; what binds a variable is here.
final class ExpressionGenerator {
    private record Variable(String name, Type type) {}

    private static final Pattern HOLE = Pattern.compile("~([a-z]+)");
    private static final List<String> NAMES = List.of("a", "b", "c", "foo", "x'", "y-z", "or_", "_1");
    private static final List<Type> TYPES = List.of(Type.values());
    private static final int DEPTH = 5;
    /// One hole in so many is filled with something of any type.
    private static final int MISTAKES = 40;

    private final Ways ways = new Ways();
    private final Random random;
    private final List<Variable> scope = new ArrayList<>();

    ExpressionGenerator(long seed) {
        random = new Random(seed);
    }

    String next() {
        scope.clear();
        return of(pick(TYPES), DEPTH);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String of(Type asked, int depth) {
        Type type = random.nextInt(MISTAKES) == 0 ? pick(TYPES) : asked;
        if (depth <= 0 || random.nextInt(8) == 0) {
            return pick(ways.leaves(type));
        }
        int d = depth - 1;
        return switch (random.nextInt(14)) {
            case 0 -> let(type, d);
            case 1 -> lambda(type, d);
            case 2 -> pattern(type, d);
            case 3 -> with(type, d);
            case 4, 5 -> fill(pick(ways.same()), type, d);
            case 6, 7 -> variable(type);
            default -> fill(pick(ways.phrases(type)), type, d);
        };
    }

    private String fill(String phrase, Type type, int d) {
        Map<String, String> names = new HashMap<>();
        return HOLE.matcher(phrase).replaceAll(hole -> java.util.regex.Matcher.quoteReplacement(switch (hole.group(1)) {
            case "n", "m" -> names.computeIfAbsent(hole.group(1), _ -> pick(NAMES));
            case "same" -> of(type, d);
            case "any" -> of(pick(TYPES), d);
            default -> of(Type.valueOf(hole.group(1).toUpperCase(Locale.ROOT)), d);
        }));
    }

    private String let(Type type, int d) {
        Type bound = pick(TYPES);
        String name = pick(NAMES);
        String value = of(bound, d);
        return "(let " + name + " = " + value + "; in " + within(name, bound, type, d) + ")";
    }

    private String lambda(Type type, int d) {
        Type bound = pick(TYPES);
        String name = pick(NAMES);
        String argument = of(bound, d);
        return "((" + name + ": " + within(name, bound, type, d) + ") " + argument + ")";
    }

    private String pattern(Type type, int d) {
        Type bound = pick(TYPES);
        String name = pick(NAMES);
        String fallback = of(bound, d);
        String argument = random.nextBoolean() ? "{ }" : "{ " + name + " = " + of(bound, d) + "; }";
        String rest = random.nextBoolean() ? ", ..." : "";
        String whole = random.nextInt(3) == 0 ? " @ whole" : "";
        return "(({ " + name + " ? " + fallback + rest + " }" + whole + ": " + within(name, bound, type, d) + ") "
                + argument
                + ")";
    }

    private String with(Type type, int d) {
        Type bound = pick(TYPES);
        String name = pick(NAMES);
        String value = of(bound, d);
        return "(with { " + name + " = " + value + "; }; " + within(name, bound, type, d) + ")";
    }

    private String within(String name, Type bound, Type type, int d) {
        scope.add(new Variable(name, bound));
        String body = of(type, d);
        scope.removeLast();
        return body;
    }

    private String variable(Type type) {
        List<Variable> fitting = new ArrayList<>();
        for (int i = 0; i < scope.size(); i++) {
            Variable candidate = scope.get(i);
            boolean hidden = scope.subList(i + 1, scope.size()).stream().anyMatch(v -> v.name.equals(candidate.name));
            if (candidate.type == type && !hidden) {
                fitting.add(candidate);
            }
        }
        return fitting.isEmpty() ? pick(ways.leaves(type)) : pick(fitting).name;
    }
}

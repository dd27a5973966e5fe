package flakelab.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Random Nix expressions that mostly make sense: typed, closed, terminating, and with a failure strewn in here and there.
///
/// The same seed gives the same expressions.
final class ExpressionGenerator {
    private enum Type {
        INT, FLOAT, BOOL, STRING, INTS, STRINGS, SET
    }

    private record Variable(String name, Type type) {}

    private static final String[] NAMES = {"a", "b", "c", "foo", "x'", "y-z", "or_", "_1"};
    private static final String[] WORDS = {"", "a", "foo", "bar-1.2.3", "x y", "$", "tab\\t", "\\${z}", "ünï",
            "1.10pre2",
            "/nix/store", "\\\"q\\\""};

    private final Random random;
    private final List<Variable> scope = new ArrayList<>();

    ExpressionGenerator(long seed) {
        random = new Random(seed);
    }

    String next() {
        scope.clear();
        return of(pick(Type.values()), 4);
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }

    @SafeVarargs
    private final String oneOf(Supplier<String>... ways) {
        return ways[random.nextInt(ways.length)].get();
    }

    private String of(Type type, int depth) {
        if (depth <= 0 || random.nextInt(12) == 0) {
            return leaf(type);
        }
        int d = depth - 1;
        return switch (random.nextInt(14)) {
            case 0 -> "(if " + of(Type.BOOL, d) + " then " + of(type, d) + " else " + of(type, d) + ")";
            case 1 -> let(type, d);
            case 2 -> lambda(type, d);
            case 3 -> pattern(type, d);
            case 4 -> with(type, d);
            case 5 -> select(type, d);
            case 6 -> rare(type, d);
            case 7 -> variable(type);
            default -> typical(type, d);
        };
    }

    private String let(Type type, int d) {
        Type bound = pick(Type.values());
        String name = pick(NAMES);
        String value = of(bound, d);
        return "(let " + name + " = " + value + "; in " + within(name, bound, type, d) + ")";
    }

    private String lambda(Type type, int d) {
        Type bound = pick(Type.values());
        String name = pick(NAMES);
        String argument = of(bound, d);
        return "((" + name + ": " + within(name, bound, type, d) + ") " + argument + ")";
    }

    private String pattern(Type type, int d) {
        Type bound = pick(Type.values());
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
        Type bound = pick(Type.values());
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

    private String select(Type type, int d) {
        String name = pick(NAMES);
        String value = of(type, d);
        return oneOf(() -> "{ " + name + " = " + value + "; }." + name,
                () -> "(rec { " + name + " = " + value + "; q = " + name + "; }).q",
                () -> "({ }." + name + " or " + value + ")",
                () -> "(" + of(Type.SET, d) + " // { " + name + " = " + value + "; })." + name,
                () -> "(builtins.head [ " + value + " ])",
                () -> "({ n.${\"" + name + "\"} = " + value + "; }).n." + name,
                () -> "(builtins.getAttr \"k\" { k = " + value + "; })");
    }

    /// Things that fail, or that catch what fails.
    private String rare(Type type, int d) {
        return switch (random.nextInt(10)) {
            case 0 -> "(throw " + of(Type.STRING, d) + ")";
            case 1 -> "(assert " + of(Type.BOOL, d) + "; " + of(type, d) + ")";
            case 2 -> "(builtins.tryEval " + of(type, d) + ").value";
            case 3 -> "{ }.missing";
            case 4 -> "(builtins.seq " + of(pick(Type.values()), d) + " " + of(type, d) + ")";
            case 5 -> "(builtins.deepSeq " + of(pick(Type.values()), d) + " " + of(type, d) + ")";
            case 6 -> of(pick(Type.values()), d);
            default -> typical(type, d);
        };
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
        return fitting.isEmpty() ? leaf(type) : fitting.get(random.nextInt(fitting.size())).name;
    }

    private String leaf(Type type) {
        return switch (type) {
            case INT -> oneOf(() -> Integer.toString(random.nextInt(20)), () -> "(-" + random.nextInt(1000) + ")",
                    () -> "9223372036854775807", () -> "0");
            case FLOAT -> oneOf(() -> random.nextInt(100) + "." + random.nextInt(1000), () -> "1.0e10", () -> ".5",
                    () -> "(-2.5)", () -> "123456.789");
            case BOOL -> random.nextBoolean() ? "true" : "false";
            case STRING -> "\"" + pick(WORDS) + "\"";
            case INTS -> oneOf(() -> "[ ]", () -> "[ 3 1 2 ]");
            case STRINGS -> oneOf(() -> "[ ]", () -> "[ \"b\" \"a\" \"b\" ]");
            case SET -> oneOf(() -> "{ }", () -> "{ a = 1; b = \"x\"; }", () -> "{ c.d = null; }");
        };
    }

    private String typical(Type type, int d) {
        return switch (type) {
            case INT -> integer(d);
            case FLOAT ->
                oneOf(() -> "(" + of(Type.FLOAT, d) + pick(new String[]{" + ", " - ", " * "}) + of(Type.INT, d) + ")",
                        () -> "(" + of(Type.INT, d) + " / " + of(Type.FLOAT, d) + ")");
            case BOOL -> bool(d);
            case STRING -> string(d);
            case INTS -> ints(d);
            case STRINGS -> strings(d);
            case SET -> set(d);
        };
    }

    private String integer(int d) {
        return oneOf(
                () -> "(" + of(Type.INT, d) + pick(new String[]{" + ", " - ", " * ", " / "}) + of(Type.INT, d) + ")",
                () -> "(builtins.length " + of(Type.STRINGS, d) + ")",
                () -> "(builtins.stringLength " + of(Type.STRING, d) + ")",
                () -> "(builtins.foldl' (p: q: p + q) " + of(Type.INT, d) + " " + of(Type.INTS, d) + ")",
                () -> "(builtins.bitAnd " + of(Type.INT, d) + " " + of(Type.INT, d) + ")",
                () -> "(builtins.floor " + of(Type.FLOAT, d) + ")",
                () -> "(builtins.elemAt " + of(Type.INTS, d) + " " + of(Type.INT, d) + ")",
                () -> "(builtins.compareVersions " + of(Type.STRING, d) + " " + of(Type.STRING, d) + ")");
    }

    private String bool(int d) {
        Type compared = pick(new Type[]{Type.INT, Type.FLOAT, Type.STRING, Type.INTS, Type.STRINGS});
        Type equal = pick(Type.values());
        return oneOf(
                () -> "(" + of(compared, d) + pick(new String[]{" < ", " <= ", " > ", " >= "}) + of(compared, d) + ")",
                () -> "(" + of(equal, d) + pick(new String[]{" == ", " != "}) + of(equal, d) + ")",
                () -> "(" + of(Type.BOOL, d) + pick(new String[]{" && ", " || ", " -> "}) + of(Type.BOOL, d) + ")",
                () -> "(!" + of(Type.BOOL, d) + ")", () -> "(" + of(Type.SET, d) + " ? a)",
                () -> "(builtins.elem " + of(Type.INT, d) + " " + of(Type.INTS, d) + ")",
                () -> "(builtins.all (p: p > 1) " + of(Type.INTS, d) + ")",
                () -> "(builtins.isString " + of(equal, d) + ")");
    }

    private String string(int d) {
        return oneOf(() -> "(" + of(Type.STRING, d) + " + " + of(Type.STRING, d) + ")",
                () -> "\"<${" + of(Type.STRING, d) + "}>\"", () -> "(toString " + of(pick(Type.values()), d) + ")",
                () -> "''\n  one ${" + of(Type.STRING, d) + "}\n    two\n''",
                () -> "(builtins.concatStringsSep \", \" " + of(Type.STRINGS, d) + ")",
                () -> "(builtins.substring " + of(Type.INT, d) + " " + of(Type.INT, d) + " " + of(Type.STRING, d) + ")",
                () -> "(builtins.replaceStrings [ \"a\" \"\" ] [ \"b\" \"-\" ] " + of(Type.STRING, d) + ")",
                () -> "(builtins.toJSON " + of(pick(Type.values()), d) + ")",
                () -> "(builtins.typeOf " + of(pick(Type.values()), d) + ")",
                () -> "(builtins.hashString \"sha256\" " + of(Type.STRING, d) + ")",
                () -> "(baseNameOf " + of(Type.STRING, d) + ")");
    }

    private String ints(int d) {
        return oneOf(() -> "[ " + of(Type.INT, d) + " " + of(Type.INT, d) + " ]",
                () -> "(" + of(Type.INTS, d) + " ++ " + of(Type.INTS, d) + ")",
                () -> "(map (p: p * 2) " + of(Type.INTS, d) + ")",
                () -> "(builtins.filter (p: p > 0) " + of(Type.INTS, d) + ")",
                () -> "(builtins.sort builtins.lessThan " + of(Type.INTS, d) + ")",
                () -> "(builtins.genList (p: p + " + of(Type.INT, d) + ") 3)",
                () -> "(builtins.concatMap (p: [ p p ]) " + of(Type.INTS, d) + ")",
                () -> "(builtins.partition (p: p > 1) " + of(Type.INTS, d) + ").right");
    }

    private String strings(int d) {
        return oneOf(() -> "[ " + of(Type.STRING, d) + " " + of(Type.STRING, d) + " ]",
                () -> "(builtins.attrNames " + of(Type.SET, d) + ")", () -> "(map toString " + of(Type.INTS, d) + ")",
                () -> "(builtins.sort (p: q: p < q) " + of(Type.STRINGS, d) + ")",
                () -> "(builtins.filter builtins.isString (builtins.split \"[a-f]+\" " + of(Type.STRING, d) + "))",
                () -> "(builtins.splitVersion " + of(Type.STRING, d) + ")");
    }

    private String set(int d) {
        return oneOf(
                () -> "{ " + pick(NAMES) + " = " + of(pick(Type.values()), d) + "; z = " + of(pick(Type.values()), d)
                        + "; }",
                () -> "(" + of(Type.SET, d) + " // " + of(Type.SET, d) + ")",
                () -> "(builtins.mapAttrs (n: v: n) " + of(Type.SET, d) + ")",
                () -> "(removeAttrs " + of(Type.SET, d) + " " + of(Type.STRINGS, d) + ")",
                () -> "(builtins.listToAttrs (map (n: { name = n; value = n + \"!\"; }) " + of(Type.STRINGS, d) + "))",
                () -> "(builtins.intersectAttrs " + of(Type.SET, d) + " " + of(Type.SET, d) + ")",
                () -> "(builtins.groupBy (n: n) " + of(Type.STRINGS, d) + ")",
                () -> "(builtins.parseDrvName " + of(Type.STRING, d) + ")",
                () -> "(builtins.fromJSON (builtins.toJSON " + of(Type.SET, d) + "))",
                () -> "(builtins.tryEval " + of(pick(Type.values()), d) + ")",
                () -> "(let r = rec { a = " + of(Type.INT, d) + "; b = a + 1; }; in { inherit (r) a b; })");
    }
}

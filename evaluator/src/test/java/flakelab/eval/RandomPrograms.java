package flakelab.eval;

import java.util.Random;

/// Programs of which each variable may use each other: values shared by many, failures caught and not, messages, circles.
final class RandomPrograms {
    private final Random random;
    private int variables;

    RandomPrograms(long seed) {
        random = new Random(seed);
    }

    String next() {
        variables = 5 + random.nextInt(25);
        StringBuilder out = new StringBuilder("let ");
        for (int i = 0; i < variables; i++) {
            out.append('v').append(i).append(" = ").append(term(i, 3)).append("; ");
        }
        out.append("in ").append(random.nextBoolean() ? "[ " : "{ ");
        boolean list = out.charAt(out.length() - 2) == '[';
        for (int i = 0; i < variables; i++) {
            int root = random.nextInt(variables);
            out.append(list ? "v" + root + " " : "r" + i + " = v" + root + "; ");
        }
        return out.append(list ? "]" : "}").toString();
    }

    /// An earlier variable, or rarely any: a circle, perhaps.
    private String variable(int self) {
        return "v" + (self == 0 || random.nextInt(150) == 0 ? random.nextInt(variables) : random.nextInt(self));
    }

    private String term(int self, int depth) {
        if (depth == 0) {
            return random.nextInt(3) == 0 || self == 0 ? "(work " + random.nextInt(100) + ")" : variable(self);
        }
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> "(" + number(self, depth) + " + " + number(self, depth) + ")";
            case 3 -> "[ " + term(self, depth - 1) + " " + term(self, depth - 1) + " ]";
            case 4 -> "{ x = " + term(self, depth - 1) + "; y = " + term(self, depth - 1) + "; }";
            case 5 -> "(builtins.tryEval " + term(self, depth - 1) + ")";
            case 6 -> "(builtins.seq " + term(self, depth - 1) + " " + term(self, depth - 1) + ")";
            case 7 -> "(builtins.trace \"t" + random.nextInt(1000) + "\" " + term(self, depth - 1) + ")";
            case 8 -> random.nextInt(3) == 0
                    ? "(throw \"e" + random.nextInt(1000) + "\")"
                    : "(work " + random.nextInt(1000) + ")";
            case 9 -> "(if builtins.isInt " + term(self, depth - 1) + " then " + term(self, depth - 1) + " else "
                    + term(self, depth - 1) + ")";
            case 10 -> "((a: [ a a ]) " + term(self, depth - 1) + ")";
            case 11 -> "(map (a: a) [ " + term(self, depth - 1) + " " + variable(self) + " ])";
            case 12 -> "(let l = " + term(self, depth - 1) + "; in builtins.deepSeq l { inherit l; })";
            default -> variable(self);
        };
    }

    private String number(int self, int depth) {
        return "(let n = " + term(self, depth - 1) + "; in if builtins.isInt n then n else work 7)";
    }
}

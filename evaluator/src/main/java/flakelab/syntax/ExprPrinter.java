package flakelab.syntax;

import flakelab.syntax.Expr.Attr;
import flakelab.syntax.Expr.AttrName;
import flakelab.syntax.Expr.AttrSet;
import flakelab.syntax.Expr.Binary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Writes expressions as `nix-instantiate --parse` does (CppNix `Expr::show`, `src/libexpr/nixexpr.cc`): desugared, in full
/// parentheses, attributes sorted by name.
public final class ExprPrinter {
    private static final Set<String> KEYWORDS = Set.of("if", "then", "else", "assert", "with",
            "let", "in", "rec", "inherit");
    private static final int FLOAT_DIGITS = 6;

    private final StringBuilder out = new StringBuilder();

    private ExprPrinter() {}

    public static String print(Expr expr) {
        ExprPrinter printer = new ExprPrinter();
        printer.show(expr);
        return printer.out.toString();
    }

    /// `a."b c"."${d}"`, as messages name an attribute path.
    public static String attrPath(List<AttrName> path) {
        ExprPrinter printer = new ExprPrinter();
        printer.showPath(path);
        return printer.out.toString();
    }

    /// A name as it can be written in Nix: quoted where it has to be.
    public static String identifier(String name) {
        return isIdentifier(name)
                ? name
                : KEYWORDS.contains(name) ? '"' + name + '"' : string(name);
    }

    private static boolean isIdentifier(String name) {
        if (name.isEmpty() || KEYWORDS.contains(name) || !isLetter(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '\'' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    /// A string as a Nix literal in double quotes.
    public static String string(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '$' -> out.append(value.startsWith("{", i + 1) ? "\\$" : "$");
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private void show(Expr expr) {
        switch (expr) {
            case Expr.IntLiteral literal -> out.append(literal.value());
            case Expr.FloatLiteral literal -> out.append(floating(literal.value()));
            case Expr.StringLiteral literal -> out.append(string(literal.value()));
            case Expr.PathLiteral literal -> out.append(literal.path());
            case Expr.Var variable -> out.append(identifier(variable.name().name));
            case Expr.CurPos _ -> out.append("__curPos");
            case Expr.InheritFrom _ -> out.append("inherit");
            case Expr.Select select -> showSelect(select);
            case Expr.HasAttr has -> {
                out.append("((");
                show(has.target());
                out.append(") ? ");
                showPath(has.path());
                out.append(')');
            }
            case AttrSet set -> {
                out.append(set.recursive() ? "rec { " : "{ ");
                showBindings(set);
                out.append('}');
            }
            case Expr.ListOf list -> {
                out.append("[ ");
                for (Expr element : list.elements()) {
                    out.append('(');
                    show(element);
                    out.append(") ");
                }
                out.append(']');
            }
            case Expr.Lambda lambda -> showLambda(lambda);
            case Expr.Call call -> {
                out.append('(');
                show(call.function());
                for (Expr arg : call.args()) {
                    out.append(' ');
                    show(arg);
                }
                out.append(')');
            }
            case Expr.Let let -> {
                out.append("(let ");
                showBindings(let.bindings());
                enclosed("in ", let.body(), ")");
            }
            case Expr.With with -> {
                enclosed("(with ", with.attrs(), "; ");
                enclosed("", with.body(), ")");
            }
            case Expr.If choice -> {
                enclosed("(if ", choice.condition(), " then ");
                enclosed("", choice.then(), " else ");
                enclosed("", choice.otherwise(), ")");
            }
            case Expr.Assert assertion -> {
                enclosed("assert ", assertion.condition(), "; ");
                show(assertion.body());
            }
            case Expr.Not not -> enclosed("(! ", not.operand(), ")");
            case Binary binary -> {
                enclosed("(", binary.left(), " " + binary.operator().text + " ");
                enclosed("", binary.right(), ")");
            }
            case Expr.ConcatStrings concat -> {
                String separator = "(";
                for (Expr part : concat.parts()) {
                    enclosed(separator, part, "");
                    separator = " + ";
                }
                out.append(')');
            }
        }
    }

    private void enclosed(String before, Expr expr, String after) {
        out.append(before);
        show(expr);
        out.append(after);
    }

    private void showSelect(Expr.Select select) {
        enclosed("(", select.target(), ").");
        showPath(select.path());
        Expr fallback = select.fallback();
        if (fallback != null) {
            enclosed(" or (", fallback, ")");
        }
    }

    private void showPath(List<AttrName> path) {
        String separator = "";
        for (AttrName name : path) {
            out.append(separator);
            switch (name) {
                case AttrName.Static(int _, Symbol symbol) -> out.append(identifier(symbol.name));
                case AttrName.Dynamic(int _, Expr expr) -> enclosed("\"${", expr, "}\"");
            }
            separator = ".";
        }
    }

    private void showBindings(AttrSet set) {
        List<Attr> sorted = set.attrs().stream().sorted(Comparator.comparing(Attr::name)).toList();
        StringBuilder inherited = new StringBuilder();
        Map<Integer, StringBuilder> inheritedFrom = new TreeMap<>();
        for (Attr attr : sorted) {
            String name = " " + identifier(attr.name().name);
            switch (attr.kind()) {
                case INHERITED -> inherited.append(name);
                case INHERITED_FROM -> inheritedFrom
                    .computeIfAbsent(source(attr), source -> new StringBuilder())
                    .append(name);
                case PLAIN -> {
                }
            }
        }
        if (!inherited.isEmpty()) {
            out.append("inherit").append(inherited).append("; ");
        }
        inheritedFrom.forEach((source, names) -> {
            enclosed("inherit (", set.inheritSources().get(source), ")");
            out.append(names).append("; ");
        });
        for (Attr attr : sorted) {
            if (attr.kind() == Attr.Kind.PLAIN) {
                enclosed(identifier(attr.name().name) + " = ", attr.value(), "; ");
            }
        }
        for (Expr.DynamicAttr attr : set.dynamic()) {
            enclosed("\"${", attr.name(), "}\" = ");
            enclosed("", attr.value(), "; ");
        }
    }

    private static int source(Attr attr) {
        return attr.value() instanceof Expr.Select select
                && select.target() instanceof Expr.InheritFrom from ? from.source() : -1;
    }

    private void showLambda(Expr.Lambda lambda) {
        out.append('(');
        Expr.Formals formals = lambda.formals();
        if (formals != null) {
            showFormals(formals);
            out.append(lambda.arg() == null ? "" : " @ ");
        }
        Symbol arg = lambda.arg();
        if (arg != null) {
            out.append(identifier(arg.name));
        }
        enclosed(": ", lambda.body(), ")");
    }

    private void showFormals(Expr.Formals formals) {
        out.append("{ ");
        String separator = "";
        for (Expr.Formal formal : formals.formals()
            .stream()
            .sorted(Comparator.comparing(Expr.Formal::name))
            .toList()) {
            out.append(separator).append(identifier(formal.name().name));
            Expr fallback = formal.fallback();
            if (fallback != null) {
                enclosed(" ? ", fallback, "");
            }
            separator = ", ";
        }
        if (formals.ellipsis()) {
            out.append(separator).append("...");
        }
        out.append(" }");
    }

    /// As C++ streams print a double: six significant digits, no zeros at the end, an exponent if that is shorter.
    private static String floating(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value)
            .round(new MathContext(FLOAT_DIGITS, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < FLOAT_DIGITS) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String sign = exponent < 0 ? "-" : "+";
        return digits.charAt(0) + fraction + "e" + sign
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}

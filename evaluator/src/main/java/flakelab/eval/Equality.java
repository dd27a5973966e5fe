package flakelab.eval;

import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.FloatValue;
import flakelab.value.FunctionValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.Literal;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// `==`, `<` and the explanation a failed `assert a == b` gives (CppNix `eqValues`, `CompareValues`, `assertEqValues`).
///
/// CppNix compares by address first, which only elements of lists and sets can share; the operands of `==` are copies.
/// Hence `f == f` is false for a function and `[ f ] == [ f ]` is true.
final class Equality {
    private final Evaluator ev;

    Equality(Evaluator ev) {
        this.ev = ev;
    }

    /// Of two values in weak head normal form.
    boolean equal(Value a, Value b, int pos) {
        if (a instanceof StringValue s) {
            return b instanceof StringValue t && s.text().equals(t.text());
        } else if (a instanceof Attrs x) {
            return b instanceof Attrs y && equalAttrs(x, y, pos);
        } else if (a instanceof ListValue x) {
            return b instanceof ListValue y && equalLists(x, y, pos);
        } else if (a instanceof PathValue p) {
            return b instanceof PathValue q && p.accessor() == q.accessor() && p.path().equals(q.path());
        } else if (a instanceof FunctionValue) {
            return false;
        }
        return a == b || equalNumbers(a, b); // true, false and null are one object each
    }

    private static boolean equalNumbers(Value a, Value b) {
        if (a instanceof IntValue i) {
            return b instanceof IntValue j
                    ? i.value() == j.value()
                    : b instanceof FloatValue g && i.value() == g.value();
        }
        return a instanceof FloatValue f
                && (b instanceof FloatValue g
                        ? f.value() == g.value()
                        : b instanceof IntValue j && f.value() == j.value());
    }

    private boolean equalElements(Value a, Value b, int pos) {
        int before = ev.enter(pos);
        Value x = a.force(pos);
        Value y = b.force(pos);
        boolean same = x == y || equal(x, y, pos);
        ev.leave(before);
        return same;
    }

    private boolean equalLists(ListValue a, ListValue b, int pos) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equalElements(a.get(i), b.get(i), pos)) {
                return false;
            }
        }
        return true;
    }

    private boolean equalAttrs(Attrs a, Attrs b, int pos) {
        if (ev.isDerivation(a) && ev.isDerivation(b)) {
            Value x = a.get(Names.OUT_PATH);
            Value y = b.get(Names.OUT_PATH);
            if (x != null && y != null) {
                return equalElements(x, y, pos);
            }
        }
        if (a.size() != b.size()) {
            return false;
        }
        int[] orderA = a.shape().bySight();
        int[] orderB = b.shape().bySight();
        for (int n = 0; n < orderA.length; n++) {
            int i = orderA[n];
            int j = orderB[n];
            if (a.nameAt(i) != b.nameAt(j) || !equalElements(a.valueAt(i), b.valueAt(j), pos)) {
                return false;
            }
        }
        return true;
    }

    /// `a < b` of two values in weak head normal form.
    boolean lessThan(Value a, Value b, int pos, String context) {
        try {
            return less(a, b, pos);
        } catch (NixException e) {
            throw context.isEmpty() ? e : ev.frame(e, Positions.NONE, context);
        }
    }

    private boolean less(Value a, Value b, int pos) {
        if (a instanceof IntValue i && b instanceof IntValue j) {
            return i.value() < j.value();
        } else if (a instanceof StringValue s && b instanceof StringValue t) {
            return s.text().compareTo(t.text()) < 0;
        } else if (isNumber(a) && isNumber(b)) {
            return asDouble(a) < asDouble(b);
        } else if (a instanceof PathValue p && b instanceof PathValue q) {
            return p.path().compareTo(q.path()) < 0;
        } else if (a instanceof ListValue x && b instanceof ListValue y) {
            return lessLists(x, y, pos);
        }
        throw kind(a) == kind(b) ? EvalErrors.incomparableKind(ev, a, b) : EvalErrors.incomparable(ev, a, b);
    }

    private static boolean isNumber(Value v) {
        return v instanceof IntValue || v instanceof FloatValue;
    }

    private static double asDouble(Value number) {
        return number instanceof IntValue i ? i.value() : ((FloatValue) number).value();
    }

    private boolean lessLists(ListValue a, ListValue b, int pos) {
        for (int i = 0;; i++) {
            if (i == b.size()) {
                return false;
            }
            if (i == a.size()) {
                return true;
            }
            if (!equalElements(a.get(i), b.get(i), pos)) {
                return lessThan(a.get(i).force(pos), b.get(i).force(pos), pos, "while comparing two list elements");
            }
        }
    }

    private static Class<?> kind(Value v) {
        return v instanceof FunctionValue ? FunctionValue.class : v.getClass();
    }

    /// Throws why `a` and `b` are not equal; returns if they are.
    void assertEqual(Value a, Value b, int pos) {
        int before = ev.enter(pos);
        explain(a.force(pos), b.force(pos), pos);
        ev.leave(before);
    }

    private void assertEqualElements(Value a, Value b, int pos) {
        int before = ev.enter(pos);
        Value x = a.force(pos);
        Value y = b.force(pos);
        if (x != y) {
            explain(x, y, pos);
        }
        ev.leave(before);
    }

    private void explain(Value a, Value b, int pos) {
        boolean numbers = isNumber(a) && isNumber(b);
        if (numbers && kind(a) != kind(b)) {
            if (!equal(a, b, pos)) {
                throw unequal(Emphasis.of(a.typeName()) + " with value", a,
                        Emphasis.of(b.typeName()) + " with value", b);
            }
            return;
        }
        if (kind(a) != kind(b)) {
            throw unequal(Emphasis.of(a.typeName()) + " of value", a,
                    Emphasis.of(b.typeName()) + " of value", b);
        }
        switch (a) {
            case ListValue list -> explainLists(list, (ListValue) b, pos);
            case Attrs attrs -> explainAttrs(attrs, (Attrs) b, pos);
            case FunctionValue _ -> throw new CatchableException(
                    "distinct functions and immediate comparisons of identical functions compare as unequal");
            case Value other -> explainLeaf(other, b, pos);
        }
    }

    private void explainLeaf(Value a, Value b, int pos) {
        if (equal(a, b, pos)) {
            return;
        }
        if (isNumber(a)) {
            throw unequal(Emphasis.of(a.typeName()) + " with value", a,
                    Emphasis.of(b.typeName()) + " with value", b);
        }
        boolean otherTree = a instanceof PathValue p && b instanceof PathValue q && p.accessor() != q.accessor();
        String noun = a instanceof StringValue ? "string" : a instanceof PathValue ? "path" : "boolean";
        CatchableException e = unequal(noun, a, noun, b);
        throw otherTree ? new CatchableException(e.text() + " because their accessors are different") : e;
    }

    private CatchableException unequal(String left, Value a, String right, Value b) {
        return new CatchableException(left + " '" + ev.printForError(a) + "' is not equal to " + right + " '"
                + ev.printForError(b) + "'");
    }

    private void explainLists(ListValue a, ListValue b, int pos) {
        if (a.size() != b.size()) {
            throw new CatchableException("list of size '" + Emphasis.of(a.size())
                    + "' is not equal to list of size '" + Emphasis.of(b.size()) + "', left hand side is '"
                    + ev.printForError(a) + "', right hand side is '" + ev.printForError(b) + "'");
        }
        for (int i = 0; i < a.size(); i++) {
            try {
                assertEqualElements(a.get(i), b.get(i), pos);
            } catch (NixException e) {
                throw ev.frame(e, pos, "while comparing list element " + Emphasis.of(i));
            }
        }
    }

    private void explainAttrs(Attrs a, Attrs b, int pos) {
        if (ev.isDerivation(a) && ev.isDerivation(b)) {
            Value x = a.get(Names.OUT_PATH);
            Value y = b.get(Names.OUT_PATH);
            if (x != null && y != null) {
                explainDerivations(x, y, pos);
                return;
            }
        }
        if (a.size() != b.size()) {
            throw new CatchableException("attribute names of attribute set '" + ev.printForError(a)
                    + "' differs from attribute set '" + ev.printForError(b) + "'");
        }
        int[] orderA = a.shape().bySight();
        int[] orderB = b.shape().bySight();
        for (int n = 0; n < orderA.length; n++) {
            explainAttr(a, orderA[n], b, orderB[n], pos);
        }
    }

    private void explainDerivations(Value a, Value b, int pos) {
        try {
            assertEqualElements(a, b, pos);
        } catch (NixException e) {
            throw ev.frame(e, pos,
                    "while comparing a derivation by its '" + Emphasis.of("outPath") + "' attribute");
        }
    }

    private void explainAttr(Attrs a, int i, Attrs b, int j, int pos) {
        String left = Emphasis.of(Literal.name(a.nameAt(i).name));
        if (a.nameAt(i) != b.nameAt(j)) {
            if (!b.has(a.nameAt(i))) {
                throw new CatchableException("attribute name '" + left + "' is contained in '" + ev.printForError(a)
                        + "', but not in '" + ev.printForError(b) + "'");
            }
            throw new CatchableException("attribute name '" + Emphasis.of(Literal.name(b.nameAt(j).name))
                    + "' is missing in '" + ev.printForError(a) + "', but is contained in '" + ev.printForError(b)
                    + "'");
        }
        try {
            assertEqualElements(a.valueAt(i), b.valueAt(j), pos);
        } catch (NixException e) {
            if (b.positionAt(j) != Positions.NONE) {
                ev.frame(e, b.positionAt(j), "where right hand side is");
            }
            if (a.positionAt(i) != Positions.NONE) {
                ev.frame(e, a.positionAt(i), "where left hand side is");
            }
            throw ev.frame(e, pos, "while comparing attribute '" + left + "'");
        }
    }
}

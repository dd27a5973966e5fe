package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.value.Primitive;
import flakelab.value.Value;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;

/// A [Builtin] method as a primitive.
final class BuiltinMethod extends Primitive {
    private final Evaluator ev;
    private final int number;
    private final CatalogueEntry entry;

    BuiltinMethod(Evaluator ev, CatalogueEntry entry) {
        super(entry.name(), Math.max(1, entry.arity()));
        this.ev = ev;
        this.number = entry.number();
        this.entry = entry;
    }

    @Override
    public boolean needsFirst() {
        return entry.is(CatalogueEntry.NEEDS_FIRST);
    }

    @Override
    public boolean traced() {
        return !entry.is(CatalogueEntry.UNTRACED);
    }

    @Override
    public List<String> parameters() {
        Parameter[] all = Library.method(name()).getParameters();
        return Arrays.stream(all, all.length - arity(), all.length).map(Parameter::getName).toList();
    }

    @Override
    public String doc() {
        return Library.method(name()).getAnnotation(Builtin.class).doc();
    }

    @Override
    public Value call1(int pos, Value a) {
        return Catalogue.call(number, ev, pos, a);
    }

    @Override
    public Value call2(int pos, Value a, Value b) {
        return Catalogue.call(number, ev, pos, a, b);
    }

    @Override
    public Value call3(int pos, Value a, Value b, Value c) {
        return Catalogue.call(number, ev, pos, a, b, c);
    }

    /// The value of a method without Nix arguments.
    Value constant() {
        return Catalogue.constant(number, ev);
    }
}

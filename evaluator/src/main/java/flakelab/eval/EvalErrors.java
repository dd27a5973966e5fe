package flakelab.eval;

import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.value.IntValue;
import flakelab.value.Literal;
import flakelab.value.PathValue;
import flakelab.value.Value;
import org.jspecify.annotations.Nullable;

/// The words of evaluation's errors, equal to CppNix 2.34's (`src/libexpr/eval.cc`).
///
/// Arguments are emphasised as CppNix's `HintFmt` does; values come with colours of their own.
public final class EvalErrors {
    private EvalErrors() {}

    private static String name(Symbol name) {
        return Emphasis.of(Literal.name(name.name));
    }

    private static String type(Value value) {
        return Emphasis.of(value.typeName());
    }

    static EvalException expected(Evaluator ev, String what, Value found) {
        return new EvalException("expected " + what + " but found " + type(found) + ": " + ev.printForError(found));
    }

    static EvalException notAFunction(Evaluator ev, Value found) {
        return new EvalException("attempt to call something which is not a function but " + type(found) + ": "
                + ev.printForError(found));
    }

    static EvalException cannotCoerce(Evaluator ev, Value found) {
        return new EvalException("cannot coerce " + type(found) + " to a string: " + ev.printForError(found));
    }

    static EvalException undefinedVariable(Symbol name) {
        return new EvalException("undefined variable '" + name(name) + "'");
    }

    public static EvalException attributeMissing(Symbol name) {
        return new EvalException("attribute '" + name(name) + "' missing");
    }

    static EvalException dynamicAttributeDefined(Symbol name, String where) {
        return new EvalException("dynamic attribute '" + name(name) + "' already defined at " + Emphasis.of(where));
    }

    static EvalException missingArgument(@Nullable Symbol function, Symbol argument) {
        return new EvalException("function '" + function(function) + "' called without required argument '"
                + name(argument) + "'");
    }

    static EvalException unexpectedArgument(@Nullable Symbol function, Symbol argument) {
        return new EvalException("function '" + function(function) + "' called with unexpected argument '"
                + name(argument) + "'");
    }

    private static String function(@Nullable Symbol name) {
        return Emphasis.of(name == null ? "anonymous lambda" : name.name);
    }

    static EvalException argumentWithoutValue(Symbol name) {
        return new EvalException("cannot evaluate a function that has an argument without a value ('" + name(name)
                + "')\nNix attempted to evaluate a function as a top level expression; in\n"
                + "this case it must have its arguments supplied either by default\n"
                + "values, or passed explicitly with '--arg' or '--argstr'. See\n"
                + "https://nix.dev/manual/nix/stable/language/syntax.html#functions.");
    }

    static EvalException infiniteRecursion() {
        return new EvalException("infinite recursion encountered");
    }

    static EvalException.TooDeep tooManyCalls() {
        return new EvalException.TooDeep("stack overflow; max-call-depth exceeded");
    }

    static EvalException.TooDeep stackOverflow() {
        return new EvalException.TooDeep("stack overflow (possible infinite recursion)");
    }

    static EvalException contextNotAllowed(String text, String reference) {
        return new EvalException(
                "the string '" + Emphasis.of(text) + "' is not allowed to refer to a store path (such as '"
                        + Emphasis.of(reference) + "')");
    }

    static EvalException notAbsolute(String path) {
        return new EvalException("string '" + Emphasis.of(path) + "' doesn't represent an absolute path");
    }

    static EvalException notInStore(String path) {
        return new EvalException("path '" + Emphasis.of(path) + "' is not in the Nix store");
    }

    static EvalException drvName() {
        return new EvalException("file names are not allowed to end in '" + Emphasis.of(".drv") + "'");
    }

    static EvalException contextOnPath() {
        return new EvalException("a string that refers to a store path cannot be appended to a path");
    }

    static EvalException additionOverflow(long a, long b) {
        return new EvalException("integer overflow in adding " + Emphasis.of(a) + " + " + Emphasis.of(b));
    }

    static EvalException subtractionOverflow(long a, long b) {
        return new EvalException("integer overflow in subtracting " + Emphasis.of(a) + " - " + Emphasis.of(b));
    }

    static EvalException multiplicationOverflow(long a, long b) {
        return new EvalException("integer overflow in multiplying " + Emphasis.of(a) + " * " + Emphasis.of(b));
    }

    static EvalException cannotAdd(Value value, String to) {
        return new EvalException("cannot add " + type(value) + " to " + to);
    }

    static CatchableException assertionFailed(String condition) {
        return new CatchableException("assertion '" + Emphasis.of(condition) + "' failed");
    }

    static EvalException incomparable(Evaluator ev, Value a, Value b) {
        return new EvalException("cannot compare " + type(a) + " with " + type(b) + "; values are "
                + ev.printForError(a) + " and " + ev.printForError(b));
    }

    static EvalException incomparableKind(Evaluator ev, Value a, Value b) {
        return new EvalException("cannot compare " + type(a) + " with " + type(b)
                + "; values of that type are incomparable (values are " + ev.printForError(a) + " and "
                + ev.printForError(b) + ")");
    }

    static EvalException mustBeSet(PathValue file) {
        return new EvalException("file '" + Emphasis.of(file.shown()) + "' must be an attribute set");
    }

    static EvalException tooManyLinks(PathValue path) {
        return new EvalException(
                "too many symbolic links encountered while traversing the path '" + Emphasis.of(path.shown()) + "'");
    }

    static EvalException pathMissing(PathValue path) {
        return new EvalException("path '" + Emphasis.of(path.shown()) + "' does not exist");
    }

    static EvalException selectionNotASet(String path, Value found) {
        return new EvalException("the expression selected by the selection path '" + Emphasis.of(path)
                + "' should be a set but is " + type(found));
    }

    static EvalException selectionNotAList(String path, Value found) {
        return new EvalException("the expression selected by the selection path '" + Emphasis.of(path)
                + "' should be a list but is " + type(found));
    }

    static EvalException emptySelectionName(String path) {
        return new EvalException("empty attribute name in selection path '" + Emphasis.of(path) + "'");
    }

    static EvalException.NotFound selectionNotFound(String name, String path) {
        return new EvalException.NotFound(
                "attribute '" + Emphasis.of(name) + "' in selection path '" + Emphasis.of(path) + "' not found");
    }

    static EvalException.NotFound selectionOutOfRange(IntValue index, String path) {
        return new EvalException.NotFound("list index " + Emphasis.of(index.value()) + " in selection path '"
                + Emphasis.of(path) + "' is out of range");
    }

    static EvalException unclosedSelection(String path) {
        return new EvalException("missing closing quote in selection path '" + Emphasis.of(path) + "'");
    }
}

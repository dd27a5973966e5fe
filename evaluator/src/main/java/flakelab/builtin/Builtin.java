package flakelab.builtin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a static method a built-in function.
///
/// The first parameter is the `Evaluator`, optionally followed by `int pos` (what CppNix hands to primops: no position);
/// the others are the Nix arguments. Their types say how they are prepared, in order, with CppNix's words if they do not
/// fit: `Value` stays lazy; `Attrs`, `ListValue`, `StringValue` (context kept), `String` (no context allowed), `long`,
/// `double` (integers too), `boolean` are forced and checked; `PathValue` is coerced. A method without Nix arguments is a
/// constant, computed when first needed.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Builtin {
    /// The name in `builtins`; by default the method's, without a trailing `_`.
    String name() default "";

    /// Markdown for `:doc`.
    String doc() default "";

    /// Visible everywhere under its plain name, like `map`; otherwise as `__name`.
    boolean global() default false;

    /// Not in `builtins` and not visible to programs.
    boolean internal() default false;

    /// Absent in pure evaluation.
    boolean impure() default false;

    /// Whether errors passing through get the frame `while calling the '…' builtin`.
    boolean traced() default true;

    /// The experimental feature without which it does not exist.
    String feature() default "";
}

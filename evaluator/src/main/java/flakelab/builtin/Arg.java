package flakelab.builtin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How an argument of a [Builtin] is prepared, where its type does not say it all.
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Arg {
    /// The frame of an error while preparing it; by default
    /// `while evaluating the first argument passed to builtins.name`.
    String value() default "";

    /// For a `Value`: forced, of any type.
    boolean forced() default false;

    /// For a `Value`: forced, must be a function or a set with `__functor`.
    boolean function() default false;
}

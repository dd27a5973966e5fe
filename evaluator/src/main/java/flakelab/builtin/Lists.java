package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.Value;

/// Built-in functions on lists.
final class Lists {
    private Lists() {}

    @Builtin(doc = """
            Return the length of the list *e*.
            """)
    static Value length(Evaluator ev, ListValue e) {
        return IntValue.of(e.size());
    }
}

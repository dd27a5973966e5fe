package flakelab.session.command;

import flakelab.builtin.JsonWriter;
import flakelab.builtin.XmlWriter;
import flakelab.eval.Evaluator;
import flakelab.text.Positions;
import flakelab.value.StringContext;
import flakelab.value.Value;

/// Values as whole JSON and XML documents, Latin-1.
final class Documents {
    private Documents() {}

    static String json(Evaluator evaluator, Value value, boolean copyToStore) {
        return JsonWriter.write(evaluator, value, Positions.NONE, new StringContext.Builder(), copyToStore);
    }

    static String xml(Evaluator evaluator, Value value, boolean strict, boolean locations) {
        return XmlWriter.write(evaluator, value, strict, locations, new StringContext.Builder(), Positions.NONE);
    }
}

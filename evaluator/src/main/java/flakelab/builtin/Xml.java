package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// `toXML`.
final class Xml {
    private Xml() {}

    @Builtin(doc = """
            An XML text that describes *e*, evaluated completely. Meant for builders that hand values to XSLT style sheets; for
            other programs there is `toJSON`.
            """)
    static Value toXML(Evaluator ev, Value e) {
        StringContext.Builder context = new StringContext.Builder();
        String text = XmlWriter.write(ev, e, true, false, context);
        return StringValue.of(text, context.build());
    }
}

package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// XML: [XmlWriter] as a built-in function.
final class Xml {
    private Xml() {}

    @Builtin(doc = """
            The XML text of *e*, for builders that read XML. Functions only show their parameters.

            ```nix
            builtins.toXML { a = [ 1 ]; }
            => ''
              <?xml version='1.0' encoding='utf-8'?>
              <expr>
                <attrs>
                  <attr name="a">
                    <list>
                      <int value="1" />
                    </list>
                  </attr>
                </attrs>
              </expr>
            ''
            ```
            """)
    static Value toXML(Evaluator ev, int pos, Value e) {
        StringContext.Builder context = new StringContext.Builder();
        String text = XmlWriter.write(ev, e, true, false, context, pos);
        return StringValue.of(text, context.build());
    }
}

package flakelab.eval;

import flakelab.store.StorePath;
import flakelab.text.NixException;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.Literal;
import flakelab.value.NullValue;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// Values used as strings and as paths (CppNix `coerceToString`, `coerceToPath`).
final class Coercion {
    private final Evaluator ev;

    Coercion(Evaluator ev) {
        this.ev = ev;
    }

    StringValue toString(Value v, int pos, String context, boolean coerceMore, boolean copyToStore,
            boolean canonicalizePath) {
        if (v.force(pos) instanceof StringValue s) {
            return s;
        }
        StringContext.Builder collected = new StringContext.Builder();
        String text = toText(v, collected, pos, context, coerceMore, copyToStore, canonicalizePath);
        return StringValue.of(text, collected.build());
    }

    String toText(Value v, StringContext.Builder collected, int pos, String context, boolean coerceMore,
            boolean copyToStore, boolean canonicalizePath) {
        int before = ev.enter(pos);
        Value forced = v.force(pos);
        String text;
        if (forced instanceof StringValue s) {
            collected.add(s.context());
            text = s.text();
        } else if (forced instanceof Attrs attrs) {
            text = attrsText(attrs, collected, pos, context, coerceMore, copyToStore, canonicalizePath);
        } else if (forced instanceof PathValue path) {
            text = pathText(path, collected, copyToStore, canonicalizePath);
        } else if (coerceMore) {
            text = moreText(forced, collected, pos, context, copyToStore, canonicalizePath);
        } else {
            throw EvalErrors.cannotCoerce(ev, forced).trace(ev.at(pos), context);
        }
        ev.leave(before);
        return text;
    }

    private String pathText(PathValue path, StringContext.Builder collected, boolean copyToStore,
            boolean canonicalizePath) {
        if (copyToStore) {
            return copyToStore(path, collected);
        }
        return canonicalizePath ? PathValue.canonical(path.path()) : path.path();
    }

    /// Copies into the store; gives the printed store path.
    String copyToStore(PathValue path, StringContext.Builder collected) {
        if (path.path().endsWith(".drv")) {
            throw EvalErrors.drvName();
        }
        StorePath copy = ev.world().copyToStore(path);
        collected.add(copy.baseName());
        return ev.world().store().storeDir().print(copy);
    }

    private String attrsText(Attrs attrs, StringContext.Builder collected, int pos, String context, boolean coerceMore,
            boolean copyToStore, boolean canonicalizePath) {
        Value toString = attrs.get(Names.TO_STRING);
        if (toString != null) {
            return toText(ev.call(toString, attrs, pos), collected, pos,
                    "while evaluating the result of the `__toString` attribute", coerceMore, copyToStore, true);
        }
        Value outPath = attrs.get(Names.OUT_PATH);
        if (outPath == null) {
            throw EvalErrors.cannotCoerce(ev, attrs).trace(ev.at(pos), context);
        }
        return toText(outPath, collected, pos, context, coerceMore, copyToStore, canonicalizePath);
    }

    private String moreText(Value v, StringContext.Builder collected, int pos, String context, boolean copyToStore,
            boolean canonicalizePath) {
        if (v instanceof ListValue list) {
            return listText(list, collected, pos, context, copyToStore, canonicalizePath);
        } else if (v instanceof BoolValue b) {
            return b.value() ? "1" : "";
        } else if (v instanceof IntValue i) {
            return Long.toString(i.value());
        } else if (v instanceof FloatValue f) {
            return Literal.fixed(f.value());
        } else if (v == NullValue.NULL) {
            return "";
        }
        throw EvalErrors.cannotCoerce(ev, v).trace(ev.at(pos), context);
    }

    private String listText(ListValue list, StringContext.Builder collected, int pos, String context,
            boolean copyToStore, boolean canonicalizePath) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < list.size(); i++) {
            Value element = list.get(i);
            try {
                out.append(toText(element, collected, pos, "while evaluating one element of the list", true,
                        copyToStore, canonicalizePath));
            } catch (NixException e) {
                throw ev.frame(e, pos, context);
            }
            boolean emptyList = element.force(pos) instanceof ListValue inner && inner.size() == 0;
            if (i < list.size() - 1 && !emptyList) {
                out.append(' ');
            }
        }
        return out.toString();
    }

    PathValue toPath(Value v, StringContext.Builder collected, int pos, String context) {
        Value forced;
        try {
            forced = v.force(pos);
        } catch (NixException e) {
            throw ev.frame(e, pos, context);
        }
        if (forced instanceof PathValue path) {
            return path;
        }
        if (forced instanceof Attrs attrs) {
            Value toString = attrs.get(Names.TO_STRING);
            if (toString != null) {
                return toPath(ev.call(toString, attrs, pos), collected, pos, context);
            }
        }
        String text = toText(forced, collected, pos, context, false, false, true);
        if (!text.startsWith("/")) {
            throw EvalErrors.notAbsolute(text).trace(ev.at(pos), context);
        }
        return new PathValue(ev.world().root(), PathValue.canonical(text));
    }

    /// An element of a string context as messages show it.
    String shownElement(String element) {
        String base = element;
        String suffix = "";
        if (element.startsWith("=")) {
            base = element.substring(1);
            suffix = " (deep)";
        } else if (element.startsWith("!")) {
            int end = element.indexOf('!', 1);
            suffix = "^" + element.substring(1, end);
            base = element.substring(end + 1);
        }
        return ev.world().store().storeDir().path() + "/" + base + suffix;
    }
}

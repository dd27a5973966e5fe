package flakelab.eval;

import flakelab.syntax.Symbol;

/// Attribute names the evaluator itself knows.
public final class Names {
    public static final Symbol FUNCTOR = Symbol.of("__functor");
    public static final Symbol TO_STRING = Symbol.of("__toString");
    public static final Symbol OVERRIDES = Symbol.of("__overrides");
    public static final Symbol TYPE = Symbol.of("type");
    public static final Symbol OUT_PATH = Symbol.of("outPath");
    public static final Symbol DRV_PATH = Symbol.of("drvPath");
    public static final Symbol FILE = Symbol.of("file");
    public static final Symbol LINE = Symbol.of("line");
    public static final Symbol COLUMN = Symbol.of("column");
    public static final Symbol NAME = Symbol.of("name");
    public static final Symbol VALUE = Symbol.of("value");
    public static final Symbol SUCCESS = Symbol.of("success");
    public static final Symbol KEY = Symbol.of("key");
    public static final Symbol PATH = Symbol.of("path");
    public static final Symbol PREFIX = Symbol.of("prefix");

    private Names() {}
}

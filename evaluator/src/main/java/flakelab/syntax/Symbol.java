package flakelab.syntax;

import org.jspecify.annotations.Nullable;

/// An interned name: equal names are the same object. `name` is Latin-1, one char per byte.
///
/// Ids are dense and ordered by first sight, not by name; use [#compareTo] for Nix's (byte) order.
///
/// The table is an open-addressing array that is read without a lock: a reader that misses a symbol another thread is just
/// adding looks again under the lock.
public final class Symbol implements Comparable<Symbol> {
    private static volatile @Nullable Symbol[] table = new Symbol[1 << 13];
    private static int count;

    /// What CppNix has seen before any program: sets are walked in the order of first sight, which decides which of several
    /// errors is met first.
    private static final String KNOWN_FIRST = """
            outPath drvPath type meta name value system __overrides outputs outputName __ignoreNulls file line
            column __functor __toString right wrong __structuredAttrs __json allowedReferences allowedRequisites
            disallowedReferences disallowedRequisites maxSize maxClosureSize builder args __contentAddressed
            __impure outputHash outputHashAlgo outputHashMode recurseForDerivations description self "" startSet
            operator key path prefix outputSpecified __sub __lessThan __mul __div or __findFile __nixPath body
            builtins true false null __currentTime currentTime __currentSystem currentSystem __nixVersion
            nixVersion __storeDir storeDir __langVersion langVersion __traceVerbose traceVerbose nixPath
            scopedImport import __typeOf typeOf isNull __isFunction isFunction __isInt isInt __isFloat isFloat
            __isString isString __isBool isBool __isPath isPath __genericClosure genericClosure break abort
            throw __addErrorContext addErrorContext __ceil ceil __floor floor __tryEval tryEval __getEnv getEnv
            __seq seq __deepSeq deepSeq __trace trace __warn warn derivationStrict placeholder __toPath toPath
            __storePath storePath __pathExists pathExists baseNameOf dirOf __readFile readFile findFile
            __hashFile hashFile __readFileType readFileType __readDir readDir __toXML toXML __toJSON toJSON
            __fromJSON fromJSON __toFile toFile __filterSource filterSource __path __attrNames attrNames
            __attrValues attrValues __getAttr getAttr __unsafeGetAttrPos unsafeGetAttrPos __hasAttr hasAttr
            __isAttrs isAttrs removeAttrs __listToAttrs listToAttrs __intersectAttrs intersectAttrs __catAttrs
            catAttrs __functionArgs functionArgs __mapAttrs mapAttrs __zipAttrsWith zipAttrsWith __isList isList
            __elemAt elemAt __head head __tail tail map __filter filter __elem elem __concatLists concatLists
            __length length __foldl' foldl' __any any __all all __genList genList __sort sort __partition
            partition __groupBy groupBy __concatMap concatMap __add add sub mul div __bitAnd bitAnd __bitOr
            bitOr __bitXor bitXor lessThan toString __substring substring __stringLength stringLength
            __hashString hashString __convertHash convertHash __match match __split split __concatStringsSep
            concatStringsSep __replaceStrings replaceStrings __parseDrvName parseDrvName __compareVersions
            compareVersions __splitVersion splitVersion __unsafeDiscardStringContext unsafeDiscardStringContext
            __hasContext hasContext __unsafeDiscardOutputDependency unsafeDiscardOutputDependency
            __addDrvOutputDependencies addDrvOutputDependencies __getContext getContext __appendContext
            appendContext fetchMercurial fetchTree fetchFinalTree __fetchurl fetchurl fetchTarball fetchGit
            fromTOML __getFlake getFlake __parseFlakeRef parseFlakeRef __flakeRefToString flakeRefToString
            derivation strict drvAttrs commonAttrs outputsList x outputToAttrListElement
            """;

    static {
        for (String name : KNOWN_FIRST.split("\\s+")) {
            intern(name.equals("\"\"") ? "" : name);
        }
    }

    public final int id;
    public final String name;
    /// The first eight bytes of the name, so that most comparisons need no more.
    private final long start;

    private Symbol(String name, int id) {
        this.name = name;
        this.start = start(name);
        this.id = id;
    }

    public static Symbol of(String name) {
        Symbol known = find(table, name);
        return known != null ? known : intern(name);
    }

    /// Mostly the very string a symbol has, given back by a program that asked for the names of a set.
    private static @Nullable Symbol find(@Nullable Symbol[] slots, String name) {
        int mask = slots.length - 1;
        for (int at = spread(name.hashCode()) & mask;; at = (at + 1) & mask) {
            Symbol symbol = slots[at];
            if (symbol == null || symbol.name.equals(name)) {
                return symbol;
            }
        }
    }

    /// The symbol named by `text[from, to)`, whose [String#hashCode] the caller (the lexer, while reading it) has computed.
    static Symbol of(String text, int from, int to, int hash) {
        Symbol known = find(table, hash, text, from, to);
        return known != null ? known : intern(text.substring(from, to));
    }

    private static @Nullable Symbol find(@Nullable Symbol[] slots, int hash, String text, int from,
            int to) {
        int mask = slots.length - 1;
        int length = to - from;
        for (int at = spread(hash) & mask;; at = (at + 1) & mask) {
            Symbol symbol = slots[at];
            if (symbol == null) {
                return null;
            }
            if (symbol.name.length() == length
                    && text.regionMatches(from, symbol.name, 0, length)) {
                return symbol;
            }
        }
    }

    private static synchronized Symbol intern(String name) {
        Symbol known = find(table, name);
        if (known != null) {
            return known;
        }
        if (2 * (count + 1) > table.length) {
            grow();
        }
        Symbol symbol = new Symbol(name, count++);
        put(table, symbol);
        return symbol;
    }

    private static void grow() {
        @Nullable
        Symbol[] larger = new Symbol[2 * table.length];
        for (Symbol symbol : table) {
            if (symbol != null) {
                put(larger, symbol);
            }
        }
        table = larger;
    }

    private static void put(@Nullable Symbol[] slots, Symbol symbol) {
        int mask = slots.length - 1;
        int at = spread(symbol.name.hashCode()) & mask;
        while (slots[at] != null) {
            at = (at + 1) & mask;
        }
        slots[at] = symbol;
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }

    /// Big-endian, so that numbers order as names do; shifted into what a signed `long` can order.
    private static long start(String name) {
        long bytes = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bytes = bytes << Byte.SIZE | (i < name.length() ? name.charAt(i) : 0);
        }
        return bytes + Long.MIN_VALUE;
    }

    @Override
    public int compareTo(Symbol other) {
        if (start != other.start) {
            return start < other.start ? -1 : 1;
        }
        return this == other ? 0 : name.compareTo(other.name);
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return name;
    }
}

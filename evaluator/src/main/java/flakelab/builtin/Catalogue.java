package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.value.Value;
import java.util.List;

/// The built-in functions as code that starts without reflection. `CatalogueTest` writes this file from the
/// [Builtin] methods; it fails when they say something else, and rewrites it with `-Daccept=true`.
final class Catalogue {
    private Catalogue() {}

    /// All of them, by name; the numbers are those of the calls below.
    static List<CatalogueEntry> entries() {
        return List.of(
                new CatalogueEntry(0, "abort", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(1, "add", 2, 0, ""),
                new CatalogueEntry(2, "addDrvOutputDependencies", 1, 0, ""),
                new CatalogueEntry(3, "addErrorContext", 2, CatalogueEntry.UNTRACED, ""),
                new CatalogueEntry(4, "all", 2, 0, ""),
                new CatalogueEntry(5, "any", 2, 0, ""),
                new CatalogueEntry(6, "appendContext", 2, 0, ""),
                new CatalogueEntry(7, "attrNames", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(8, "attrValues", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(9, "baseNameOf", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(10, "bitAnd", 2, 0, ""),
                new CatalogueEntry(11, "bitOr", 2, 0, ""),
                new CatalogueEntry(12, "bitXor", 2, 0, ""),
                new CatalogueEntry(13, "break", 1, CatalogueEntry.GLOBAL | CatalogueEntry.UNTRACED, ""),
                new CatalogueEntry(14, "catAttrs", 2, 0, ""),
                new CatalogueEntry(15, "ceil", 1, 0, ""),
                new CatalogueEntry(16, "compareVersions", 2, 0, ""),
                new CatalogueEntry(17, "concatLists", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(18, "concatMap", 2, 0, ""),
                new CatalogueEntry(19, "concatStringsSep", 2, 0, ""),
                new CatalogueEntry(20, "convertHash", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(21, "currentSystem", 0, CatalogueEntry.IMPURE, ""),
                new CatalogueEntry(22, "currentTime", 0, CatalogueEntry.IMPURE, ""),
                new CatalogueEntry(23, "deepSeq", 2, 0, ""),
                new CatalogueEntry(24, "derivationStrict", 1, CatalogueEntry.GLOBAL | CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(25, "dirOf", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(26, "div", 2, 0, ""),
                new CatalogueEntry(27, "elem", 2, 0, ""),
                new CatalogueEntry(28, "elemAt", 2, 0, ""),
                new CatalogueEntry(29, "fetchClosure", 1, CatalogueEntry.NEEDS_FIRST, "fetch-closure"),
                new CatalogueEntry(30, "fetchFinalTree", 1, CatalogueEntry.INTERNAL, ""),
                new CatalogueEntry(31, "fetchGit", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(32, "fetchMercurial", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(33, "fetchTarball", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(34, "fetchTree", 1, CatalogueEntry.GLOBAL, "fetch-tree"),
                new CatalogueEntry(35, "fetchurl", 1, 0, ""),
                new CatalogueEntry(36, "filter", 2, 0, ""),
                new CatalogueEntry(37, "filterSource", 2, 0, ""),
                new CatalogueEntry(38, "findFile", 2, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(39, "flakeRefToString", 1, CatalogueEntry.NEEDS_FIRST, "flakes"),
                new CatalogueEntry(40, "floor", 1, 0, ""),
                new CatalogueEntry(41, "foldl'", 3, 0, ""),
                new CatalogueEntry(42, "fromJSON", 1, 0, ""),
                new CatalogueEntry(43, "fromTOML", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(44, "functionArgs", 1, 0, ""),
                new CatalogueEntry(45, "genList", 2, 0, ""),
                new CatalogueEntry(46, "genericClosure", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(47, "getAttr", 2, 0, ""),
                new CatalogueEntry(48, "getContext", 1, 0, ""),
                new CatalogueEntry(49, "getEnv", 1, 0, ""),
                new CatalogueEntry(50, "getFlake", 1, 0, "flakes"),
                new CatalogueEntry(51, "groupBy", 2, 0, ""),
                new CatalogueEntry(52, "hasAttr", 2, 0, ""),
                new CatalogueEntry(53, "hasContext", 1, 0, ""),
                new CatalogueEntry(54, "hashFile", 2, 0, ""),
                new CatalogueEntry(55, "hashString", 2, 0, ""),
                new CatalogueEntry(56, "head", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(57, "import", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(58, "intersectAttrs", 2, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(59, "isAttrs", 1, 0, ""),
                new CatalogueEntry(60, "isBool", 1, 0, ""),
                new CatalogueEntry(61, "isFloat", 1, 0, ""),
                new CatalogueEntry(62, "isFunction", 1, 0, ""),
                new CatalogueEntry(63, "isInt", 1, 0, ""),
                new CatalogueEntry(64, "isList", 1, 0, ""),
                new CatalogueEntry(65, "isNull", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(66, "isPath", 1, 0, ""),
                new CatalogueEntry(67, "isString", 1, 0, ""),
                new CatalogueEntry(68, "langVersion", 0, 0, ""),
                new CatalogueEntry(69, "length", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(70, "lessThan", 2, 0, ""),
                new CatalogueEntry(71, "listToAttrs", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(72, "map", 2, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(73, "mapAttrs", 2, 0, ""),
                new CatalogueEntry(74, "match", 2, 0, ""),
                new CatalogueEntry(75, "mul", 2, 0, ""),
                new CatalogueEntry(76, "nixPath", 0, 0, ""),
                new CatalogueEntry(77, "nixVersion", 0, 0, ""),
                new CatalogueEntry(78, "outputOf", 2, 0, "dynamic-derivations"),
                new CatalogueEntry(79, "parseDrvName", 1, 0, ""),
                new CatalogueEntry(80, "parseFlakeRef", 1, 0, "flakes"),
                new CatalogueEntry(81, "partition", 2, 0, ""),
                new CatalogueEntry(82, "path", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(83, "pathExists", 1, 0, ""),
                new CatalogueEntry(84, "placeholder", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(85, "readDir", 1, 0, ""),
                new CatalogueEntry(86, "readFile", 1, 0, ""),
                new CatalogueEntry(87, "readFileType", 1, 0, ""),
                new CatalogueEntry(88, "removeAttrs", 2, CatalogueEntry.GLOBAL | CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(89, "replaceStrings", 3, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(90, "scopedImport", 2, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(91, "seq", 2, 0, ""),
                new CatalogueEntry(92, "sort", 2, 0, ""),
                new CatalogueEntry(93, "split", 2, 0, ""),
                new CatalogueEntry(94, "splitVersion", 1, 0, ""),
                new CatalogueEntry(95, "storeDir", 0, 0, ""),
                new CatalogueEntry(96, "storePath", 1, 0, ""),
                new CatalogueEntry(97, "stringLength", 1, 0, ""),
                new CatalogueEntry(98, "sub", 2, 0, ""),
                new CatalogueEntry(99, "substring", 3, 0, ""),
                new CatalogueEntry(100, "tail", 1, CatalogueEntry.NEEDS_FIRST, ""),
                new CatalogueEntry(101, "throw", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(102, "toFile", 2, 0, ""),
                new CatalogueEntry(103, "toJSON", 1, 0, ""),
                new CatalogueEntry(104, "toPath", 1, 0, ""),
                new CatalogueEntry(105, "toString", 1, CatalogueEntry.GLOBAL, ""),
                new CatalogueEntry(106, "toXML", 1, 0, ""),
                new CatalogueEntry(107, "trace", 2, 0, ""),
                new CatalogueEntry(108, "traceVerbose", 2, 0, ""),
                new CatalogueEntry(109, "tryEval", 1, 0, ""),
                new CatalogueEntry(110, "typeOf", 1, 0, ""),
                new CatalogueEntry(111, "unsafeDiscardOutputDependency", 1, 0, ""),
                new CatalogueEntry(112, "unsafeDiscardStringContext", 1, 0, ""),
                new CatalogueEntry(113, "unsafeGetAttrPos", 2, 0, ""),
                new CatalogueEntry(114, "warn", 2, 0, ""),
                new CatalogueEntry(115, "zipAttrsWith", 2, 0, ""));
    }

    static Value constant(int number, Evaluator ev) {
        return switch (number) {
            case 21 -> Constants.currentSystem(ev);
            case 22 -> Constants.currentTime(ev);
            case 68 -> Constants.langVersion(ev);
            case 76 -> Constants.nixPath(ev);
            case 77 -> Constants.nixVersion(ev);
            case 95 -> Constants.storeDir(ev);
            default -> throw new IllegalStateException("no function " + number);
        };
    }

    static Value call(int number, Evaluator ev, int pos, Value a) {
        return switch (number) {
            case 0 -> Control.abort(ev, a);
            case 2 -> Contexts.addDrvOutputDependencies(ev, pos, a);
            case 7 -> Attrsets.attrNames(ev,
                    ev.forceAttrs(a, pos, "while evaluating the argument passed to builtins.attrNames"));
            case 8 -> Attrsets.attrValues(ev,
                    ev.forceAttrs(a, pos, "while evaluating the argument passed to builtins.attrValues"));
            case 9 -> Paths.baseNameOf(ev, pos, a);
            case 13 -> Debugging.break_(ev, a);
            case 15 -> Numbers.ceil(ev, a);
            case 17 -> Lists.concatLists(ev,
                    ev.forceList(a, pos, "while evaluating the first argument passed to builtins.concatLists"));
            case 20 -> Hashes.convertHash(ev, pos,
                    ev.forceAttrs(a, pos, "while evaluating the first argument passed to builtins.convertHash"));
            case 24 -> Derivations.derivationStrict(ev, pos,
                    ev.forceAttrs(a, pos, "while evaluating the argument passed to builtins.derivationStrict"));
            case 25 -> Paths.dirOf(ev, pos, a);
            case 29 -> FetchClosure.fetchClosure(ev, pos,
                    ev.forceAttrs(a, pos, "while evaluating the argument passed to builtins.fetchClosure"));
            case 30 -> FetchTree.fetchFinalTree(ev, pos, a);
            case 31 -> FetchTree.fetchGit(ev, pos, a);
            case 32 -> Fetching.fetchMercurial(ev, pos, a);
            case 33 -> Fetching.fetchTarball(ev, pos, a);
            case 34 -> FetchTree.fetchTree(ev, pos, a);
            case 35 -> Fetching.fetchurl(ev, pos, a);
            case 39 -> Flakes.flakeRefToString(ev, pos,
                    ev.forceAttrs(a, pos, "while evaluating the argument passed to builtins.flakeRefToString"));
            case 40 -> Numbers.floor(ev, a);
            case 42 -> Json.fromJSON(ev, pos,
                    ev.forceStringNoContext(a, pos, "while evaluating the first argument passed to builtins.fromJSON"));
            case 43 -> Toml.fromTOML(ev, pos,
                    ev.forceStringNoContext(a, pos, "while evaluating the argument passed to builtins.fromTOML"));
            case 44 -> Attrsets.functionArgs(ev, a);
            case 46 -> GenericClosure.genericClosure(ev,
                    ev.forceAttrs(a, pos, "while evaluating the first argument passed to builtins.genericClosure"));
            case 48 -> Contexts.getContext(ev, pos,
                    ev.forceStringValue(a, pos, "while evaluating the argument passed to builtins.getContext"));
            case 49 -> Control.getEnv(ev, a);
            case 50 -> Flakes.getFlake(ev, pos,
                    ev.forceStringNoContext(a, pos, "while evaluating the argument passed to builtins.getFlake"));
            case 53 -> Contexts.hasContext(ev, pos,
                    ev.forceStringValue(a, pos, "while evaluating the argument passed to builtins.hasContext"));
            case 56 ->
                Lists.head(ev, ev.forceList(a, pos, "while evaluating the first argument passed to 'builtins.head'"));
            case 57 -> Imports.import_(ev, pos, a);
            case 59 -> Types.isAttrs(ev, a);
            case 60 -> Types.isBool(ev, a);
            case 61 -> Types.isFloat(ev, a);
            case 62 -> Types.isFunction(ev, a);
            case 63 -> Types.isInt(ev, a);
            case 64 -> Types.isList(ev, a);
            case 65 -> Types.isNull(ev, a);
            case 66 -> Types.isPath(ev, a);
            case 67 -> Types.isString(ev, a);
            case 69 ->
                Lists.length(ev, ev.forceList(a, pos, "while evaluating the first argument passed to builtins.length"));
            case 71 -> Attrsets.listToAttrs(ev,
                    ev.forceList(a, pos, "while evaluating the argument passed to builtins.listToAttrs"));
            case 79 -> Versions.parseDrvName(ev, pos, ev.forceStringNoContext(a, pos,
                    "while evaluating the first argument passed to builtins.parseDrvName"));
            case 80 -> Flakes.parseFlakeRef(ev, pos,
                    ev.forceStringNoContext(a, pos, "while evaluating the argument passed to builtins.parseFlakeRef"));
            case 82 ->
                Sources.path(ev, pos, ev.forceAttrs(a, pos, "while evaluating the argument passed to 'builtins.path'"));
            case 83 -> Paths.pathExists(ev, pos, a);
            case 84 -> Derivations.placeholder(ev, ev.forceStringNoContext(a, pos,
                    "while evaluating the first argument passed to builtins.placeholder"));
            case 85 -> Paths.readDir(ev, pos, a);
            case 86 -> Paths.readFile(ev, pos, a);
            case 87 -> Paths.readFileType(ev, pos, a);
            case 94 -> Versions.splitVersion(ev, pos, ev.forceStringNoContext(a, pos,
                    "while evaluating the first argument passed to builtins.splitVersion"));
            case 96 -> Paths.storePath(ev, pos, a);
            case 97 -> Strings.stringLength(ev, pos, a);
            case 100 ->
                Lists.tail(ev, ev.forceList(a, pos, "while evaluating the first argument passed to 'builtins.tail'"));
            case 101 -> Control.throw_(ev, a);
            case 103 -> Json.toJSON(ev, pos, a);
            case 104 -> Paths.toPath(ev, pos, a);
            case 105 -> Strings.toString_(ev, pos, a);
            case 106 -> Xml.toXML(ev, pos, a);
            case 109 -> Control.tryEval(ev, a);
            case 110 -> Types.typeOf(ev, a);
            case 111 -> Contexts.unsafeDiscardOutputDependency(ev, pos, a);
            case 112 -> Contexts.unsafeDiscardStringContext(ev, pos, a);
            default -> throw new IllegalStateException("no function " + number);
        };
    }

    static Value call(int number, Evaluator ev, int pos, Value a, Value b) {
        return switch (number) {
            case 1 -> Numbers.add(ev, a, b);
            case 3 -> Debugging.addErrorContext(ev, a, b);
            case 4 -> Lists.all(ev, a, b);
            case 5 -> Lists.any(ev, a, b);
            case 6 -> Contexts.appendContext(ev, pos,
                    ev.forceStringValue(a, pos, "while evaluating the first argument passed to builtins.appendContext"),
                    ev.forceAttrs(b, pos, "while evaluating the second argument passed to builtins.appendContext"));
            case 10 ->
                Numbers.bitAnd(ev, ev.forceInt(a, pos, "while evaluating the first argument passed to builtins.bitAnd"),
                        ev.forceInt(b, pos, "while evaluating the second argument passed to builtins.bitAnd"));
            case 11 ->
                Numbers.bitOr(ev, ev.forceInt(a, pos, "while evaluating the first argument passed to builtins.bitOr"),
                        ev.forceInt(b, pos, "while evaluating the second argument passed to builtins.bitOr"));
            case 12 ->
                Numbers.bitXor(ev, ev.forceInt(a, pos, "while evaluating the first argument passed to builtins.bitXor"),
                        ev.forceInt(b, pos, "while evaluating the second argument passed to builtins.bitXor"));
            case 14 -> Attrsets.catAttrs(ev, a, b);
            case 16 -> Versions.compareVersions(ev, pos,
                    ev.forceStringNoContext(a, pos,
                            "while evaluating the first argument passed to builtins.compareVersions"),
                    ev.forceStringNoContext(b, pos,
                            "while evaluating the second argument passed to builtins.compareVersions"));
            case 18 -> Lists.concatMap(ev, a, b);
            case 19 -> Strings.concatStringsSep(ev, pos, ev.forceStringValue(a, pos,
                    "while evaluating the first argument (the separator string) passed to builtins.concatStringsSep"),
                    ev.forceList(b, pos,
                            "while evaluating the second argument (the list of strings to concat) passed to builtins.concatStringsSep"));
            case 23 -> Control.deepSeq(ev, a, b);
            case 26 -> Numbers.div(ev, a, b);
            case 27 -> Lists.elem(ev, a, b);
            case 28 -> Lists.elemAt(ev, a, b);
            case 36 -> Lists.filter(ev, a, b);
            case 37 -> Sources.filterSource(ev, pos, a, b);
            case 38 -> Paths.findFile(ev, pos,
                    ev.forceList(a, pos, "while evaluating the first argument passed to builtins.findFile"), b);
            case 45 -> Lists.genList(ev, a, b);
            case 47 -> Attrsets.getAttr(ev, a, b);
            case 51 -> Lists.groupBy(ev, a, b);
            case 52 -> Attrsets.hasAttr(ev, a, b);
            case 54 -> Hashes.hashFile(ev, pos,
                    ev.forceStringNoContext(a, pos, "while evaluating the first argument passed to builtins.hashFile"),
                    b);
            case 55 -> Hashes.hashString(ev, pos, ev.forceStringNoContext(a, pos,
                    "while evaluating the first argument passed to builtins.hashString"), b);
            case 58 -> Attrsets.intersectAttrs(ev,
                    ev.forceAttrs(a, pos, "while evaluating the first argument passed to builtins.intersectAttrs"),
                    ev.forceAttrs(b, pos, "while evaluating the second argument passed to builtins.intersectAttrs"));
            case 70 -> Numbers.lessThan(ev, a, b);
            case 72 -> Lists.map(ev, a, b);
            case 73 -> Attrsets.mapAttrs(ev, a, b);
            case 74 -> Strings.match(ev, pos,
                    ev.forceStringNoContext(a, pos, "while evaluating the first argument passed to builtins.match"), b);
            case 75 -> Numbers.mul(ev, a, b);
            case 78 -> Derivations.outputOf(ev, pos, a, b);
            case 81 -> Lists.partition(ev, a, b);
            case 88 -> Attrsets.removeAttrs(ev,
                    ev.forceAttrs(a, pos, "while evaluating the first argument passed to builtins.removeAttrs"),
                    ev.forceList(b, pos, "while evaluating the second argument passed to builtins.removeAttrs"));
            case 90 -> Imports.scopedImport(ev, pos, a, b);
            case 91 -> Control.seq(ev, a, b);
            case 92 -> Lists.sort(ev, a, b);
            case 93 -> Strings.split(ev, pos,
                    ev.forceStringNoContext(a, pos, "while evaluating the first argument passed to builtins.split"), b);
            case 98 -> Numbers.sub(ev, a, b);
            case 102 -> Sources.toFile(ev, pos,
                    ev.forceStringNoContext(a, pos, "while evaluating the first argument passed to builtins.toFile"),
                    b);
            case 107 -> Debugging.trace(ev, a, b);
            case 108 -> Debugging.traceVerbose(ev, a, b);
            case 113 -> Attrsets.unsafeGetAttrPos(ev, a, b);
            case 114 -> Debugging.warn(ev, a, b);
            case 115 -> Attrsets.zipAttrsWith(ev, a, b);
            default -> throw new IllegalStateException("no function " + number);
        };
    }

    static Value call(int number, Evaluator ev, int pos, Value a, Value b, Value c) {
        return switch (number) {
            case 41 -> Lists.foldlStrict(ev, a, b, c);
            case 89 -> Strings.replaceStrings(ev, pos,
                    ev.forceList(a, pos, "while evaluating the first argument passed to builtins.replaceStrings"),
                    ev.forceList(b, pos, "while evaluating the second argument passed to builtins.replaceStrings"), c);
            case 99 -> Strings.substring(ev, pos, a, b, c);
            default -> throw new IllegalStateException("no function " + number);
        };
    }

}

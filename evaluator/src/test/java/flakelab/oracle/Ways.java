package flakelab.oracle;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The phrases random expressions are made of, one a line, by the type they give.
///
/// `~int`, `~set`, … stand for an expression of that type, `~same` for one of the phrase's own type, `~any` for one of any
/// type, `~n` and `~m` for a name each, the same throughout the phrase. A phrase under `same` can have every type; `⏎` is a line feed.
final class Ways {
    enum Type {
        INT, FLOAT, BOOL, STRING, PATH, INTS, STRINGS, SETS, SET, FUNCTION
    }

    /// What is there when an expression must not grow any more.
    private static final String LEAVES = """
            int: 0 | 1 | 2 | 7 | 19 | (-1) | (-3) | (-1000) | 4611686018427387904 | 9223372036854775807
            int: (-9223372036854775807 - 1) | 010
            float: 0.0 | 1.0 | .5 | (-2.5) | 3.14159265358979 | 123456.789 | 1.0e10 | 1.0e-5 | 0.1 | 1.5e300 | (-0.0)
            float: 9007199254740993.0 | 9223372036854775807.0 | 1.0e16 | 100000.0 | 1000000.0 | 12.e3 | 5.0e-324
            bool: true | false
            string: "" | "a" | "foo" | "bar-1.2.3" | "x y" | "$" | "tab\\t" | "\\${z}" | "ünï" | "1.10pre2" | "/nix/var"
            string: "\\"q\\"" | "$${a}" | ''x''\\n'''${"b"}'' | "a\\r\\nb" | "0" | "-12" | "1.5" | "{\\"a\\": [1, 2.0, null]}"
            string: "a = 1\\nb.c = [ 'x' ]" | "<&>" | "//a/./b/" | https://example.org/a?b=c
            path: /x | /x/y.nix | /x/../z | /nonexistent/a-b | /. | (/x + "/y") | /x/${"n"}.d
            ints: [ ] | [ 3 1 2 ] | [ 1 1 ] | [ 1 2.0 3 ]
            strings: [ ] | [ "b" "a" "b" ] | [ "foo" "" "ünï" ] | [ "a" "c" ]
            sets: [ ] | [ { a = 1; } { b = "x"; } ] | [ { key = 1; } { key = 1; n = 2; } { key = 0; } ]
            sets: [ { name = "a"; value = 1; } { name = "b"; value = null; } { name = "a"; value = 2; } ]
            set: { } | { a = 1; b = "x"; } | { c.d = null; } | { a = { b = 2; }; a.c = 3; } | { "x y" = [ ]; or_ = { }; }
            set: { a = _: 1; } | { if_ = 1; "if" = 2; "1a" = 3; "" = 4; "a.b" = 5; }
            function: (x: x) | (x: x + 1) | (x: 1) | builtins.toString | toString | (builtins.add 1) | builtins.typeOf | (_: { a = _; })
            """;

    private static final String PHRASES = """
            same: (if ~bool then ~same else ~same)
            same: (assert ~bool; ~same)
            same: (builtins.tryEval ~same).value
            same: (throw ~string)
            same: (abort ~string)
            same: { }.missing
            same: { ~n = ~any; }.~n.~m
            same: (builtins.seq ~any ~same)
            same: (builtins.deepSeq ~any ~same)
            same: (builtins.addErrorContext ~string ~same)
            same: (builtins.trace ~any ~same)
            same: (builtins.traceVerbose ~any ~same)
            same: (builtins.warn ~string ~same)
            same: { ~n = ~same; }.~n
            same: (rec { ~n = ~same; q = ~n; }).q
            same: (rec { q = ~n; ~n = ~same; __overrides = { ~n = ~same; }; }).q
            same: (let inherit ({ ~n = ~same; }) ~n; in ~n)
            same: (let inherit (~set) ~n; q = ~same; in q)
            same: ({ }.~n or ~same)
            same: (~set.~n.~m or ~same)
            same: (~set // { ~n = ~same; }).~n
            same: ({ ~n = ~any; } // { ~m = ~same; } // { }).~m
            same: (builtins.head [ ~same ~any ])
            same: (builtins.elemAt [ ~any ~same ] ~int)
            same: ({ n.${"~n"} = ~same; }).n.~n
            same: ({ ${~string} = ~same; }).${~string}
            same: (builtins.getAttr "k" { k = ~same; })
            same: (builtins.getAttr ~string { a = ~same; })
            same: ({ __functor = self: x: ~same; } ~any)
            same: (let f = { __functor = self: ~n: self.v; v = ~same; }; in f ~any)
            same: (({ a, b ? a, ... }@p: p.b or b) { a = ~same; })
            same: (({ a ? ~same, b ? a }: b) ~set)
            same: (({ ~n }: ~same) { ~n = ~any; ~m = ~any; })
            same: ((a: b: c: b) ~any ~same ~any)
            same: (~function ~same)
            same: (builtins.foldl' (p: q: q) ~same [ ~same ])
            same: (let x = { inherit (~sets) length; y = ~same; }; in x.y)
            same: (with ~set; ~same)
            same: (with { a = ~same; }; with ~set; a)
            same: (let a = ~same; in with { a = ~any; }; a)
            same: (import ~path)
            same: ((builtins.unsafeGetAttrPos "~n" { ~n = ~any; }).~m or ~same)
            int: (~int + ~int)
            int: (~int - ~int)
            int: (~int * ~int)
            int: (~int / ~int)
            int: (-~int)
            int: (builtins.length ~strings)
            int: (builtins.length ~sets)
            int: (builtins.stringLength ~string)
            int: (builtins.foldl' (p: q: p + q) ~int ~ints)
            int: (builtins.bitAnd ~int ~int)
            int: (builtins.bitOr ~int ~int)
            int: (builtins.bitXor ~int ~int)
            int: (builtins.floor ~float)
            int: (builtins.ceil ~float)
            int: (builtins.elemAt ~ints ~int)
            int: (builtins.head ~ints)
            int: (builtins.compareVersions ~string ~string)
            int: (builtins.fromJSON (toString ~int))
            int: (builtins.length (builtins.genericClosure { startSet = ~sets; operator = x: ~sets; }))
            int: (builtins.length (builtins.genericClosure { startSet = [ { key = ~int; } ]; operator = x: if x.key > 0 && x.key < 5 then [ { key = x.key + 1; } ] else [ ]; }))
            float: (~float + ~int)
            float: (~float - ~float)
            float: (~float * ~float)
            float: (~int / ~float)
            float: (-~float)
            float: (builtins.fromJSON (builtins.toJSON ~float))
            float: (builtins.foldl' builtins.mul ~float ~ints)
            float: (~float / 0.0)
            bool: (~int < ~int)
            bool: (~int <= ~float)
            bool: (~string > ~string)
            bool: (~path >= ~path)
            bool: (~ints < ~ints)
            bool: (~strings >= ~strings)
            bool: (~any < ~any)
            bool: (~any == ~any)
            bool: (~set == ~set)
            bool: (~sets != ~sets)
            bool: ([ ~any ] == [ ~any ])
            bool: ({ a = ~any; } == { a = ~any; })
            bool: (let x = ~any; in x == x)
            bool: (let x = [ ~any ]; in x == x)
            bool: (~bool && ~bool)
            bool: (~bool || ~bool)
            bool: (~bool -> ~bool)
            bool: (!~bool)
            bool: (~set ? a)
            bool: (~set ? ~n.~m)
            bool: (~set ? ${~string})
            bool: (~any ? a."b")
            bool: (builtins.hasAttr ~string ~set)
            bool: (builtins.elem ~any [ ~any ~any ])
            bool: (builtins.elem ~int ~ints)
            bool: (builtins.all (p: p > 1) ~ints)
            bool: (builtins.any (p: p == ~string) ~strings)
            bool: (builtins.isString ~any)
            bool: (builtins.isFunction ~any)
            bool: (builtins.isAttrs ~any)
            bool: (builtins.isPath ~any)
            bool: (isNull ~any)
            bool: (builtins.hasContext ~string)
            bool: (builtins.pathExists ~path)
            bool: (builtins.lessThan ~any ~any)
            string: (~string + ~string)
            string: (~string + ~path)
            string: "<${~string}>"
            string: "${~any}"
            string: "a${~string}b${~set}"
            string: (toString ~any)
            string: (toString [ ~any [ ~any ] ])
            string: ''⏎  one ${~string}⏎    two ''' $$ ''${x} ''\\t⏎''
            string: ''${~string}⏎⏎\t  ${~string}  ⏎ x''
            string: (builtins.concatStringsSep ", " ~strings)
            string: (builtins.concatStringsSep ~string [ ~any ~string ])
            string: (builtins.substring ~int ~int ~string)
            string: (builtins.replaceStrings [ "a" "" ] [ "b" "-" ] ~string)
            string: (builtins.replaceStrings ~strings ~strings ~string)
            string: (builtins.toJSON ~any)
            string: (builtins.toXML ~any)
            string: (builtins.typeOf ~any)
            string: (builtins.hashString "sha256" ~string)
            string: (builtins.hashString "md5" ~string)
            string: (builtins.hashString ~string ~string)
            string: (builtins.convertHash { hash = builtins.hashString "sha1" ~string; hashAlgo = "sha1"; toHashFormat = "sri"; })
            string: (baseNameOf ~string)
            string: (baseNameOf ~path)
            string: (dirOf ~string)
            string: (toString ~path)
            string: (builtins.placeholder ~string)
            string: (builtins.unsafeDiscardStringContext ~string)
            string: (builtins.unsafeDiscardOutputDependency ~string)
            string: (builtins.addDrvOutputDependencies ~string)
            string: (builtins.toFile "n" ~string)
            string: (derivation { name = "n"; system = "s"; builder = ~string; args = ~strings; ~n = ~any; }).drvPath
            string: "${derivation { name = ~string; system = "s"; builder = "b"; outputs = [ "out" "dev" ]; }}"
            string: (derivationStrict { name = "d"; system = "s"; builder = "b"; outputHash = builtins.hashString "sha256" ~string; outputHashAlgo = "sha256"; outputHashMode = ~string; }).out
            string: "${{ outPath = ~string; }}/x"
            string: "${{ __toString = self: ~string; }}"
            string: (builtins.head (builtins.attrNames ~set))
            string: (builtins.concatStringsSep "|" (builtins.filter builtins.isString (builtins.split ~string ~string)))
            path: (~path + ~string)
            path: (/x + "/${~string}")
            path: (dirOf ~path)
            path: (builtins.toPath ~string)
            path: <nonexistent/x>
            ints: [ ~int ~int ]
            ints: [ ~float ~int ~int ]
            ints: (~ints ++ ~ints)
            ints: (map (p: p * 2) ~ints)
            ints: (map ~function ~ints)
            ints: (builtins.filter (p: p > 0) ~ints)
            ints: (builtins.sort builtins.lessThan ~ints)
            ints: (builtins.sort (p: q: ~bool) ~ints)
            ints: (builtins.sort (p: q: p <= q) ~ints)
            ints: (builtins.genList (p: p + ~int) 3)
            ints: (builtins.genList (p: p) (builtins.bitAnd ~int 7))
            ints: (builtins.concatMap (p: [ p p ]) ~ints)
            ints: (builtins.concatLists [ ~ints ~ints ])
            ints: (builtins.partition (p: p > 1) ~ints).right
            ints: (builtins.tail ~ints)
            ints: (builtins.catAttrs "a" ~sets)
            strings: [ ~string ~string ]
            strings: (builtins.attrNames ~set)
            strings: (map toString ~ints)
            strings: (builtins.sort (p: q: p < q) ~strings)
            strings: (builtins.filter builtins.isString (builtins.split "[a-f]+" ~string))
            strings: (builtins.split "(a)|([[:alpha:]])(x)?" ~string)
            strings: (builtins.match "(.)([^-]*)(-(.*))?" ~string)
            strings: (builtins.match ~string ~string)
            strings: (builtins.splitVersion ~string)
            strings: (builtins.attrNames (builtins.getContext ~string))
            strings: (builtins.catAttrs ~string ~sets)
            sets: [ ~set ~set ]
            sets: (~sets ++ [ { ~n = ~any; } ])
            sets: (builtins.attrValues { a = ~set; ~n = ~set; })
            sets: (builtins.filter (s: s ? ~n) ~sets)
            sets: (builtins.sort (p: q: p.~n < q.~n) ~sets)
            sets: (builtins.genericClosure { startSet = ~sets; operator = x: [ ]; })
            sets: (builtins.genericClosure { startSet = [ { key = ~any; } { key = ~any; } ]; operator = x: [ ]; })
            sets: (map (n: { name = n; value = ~any; }) ~strings)
            sets: (map ~function ~sets)
            set: { ~n = ~any; z = ~any; }
            set: rec { ~n = ~any; z = { inherit ~n; }; }
            set: { ~n.~m = ~any; ~m = ~any; }
            set: { ~n.a = ~any; ~n.b = ~any; }
            set: { ~n = { a = ~any; }; ~n.b = ~any; }
            set: { ${~string} = ~any; ${null} = ~any; "${~string}x" = 1; }
            set: { inherit (~set) ~n ~m; }
            set: rec { inherit (~set) a; ~n = ~any; }
            set: { __toString = self: ~any; ~n = ~any; }
            set: { outPath = ~any; }
            set: { type = "derivation"; drvPath = ~string; ~n = ~any; }
            set: (let x = { ~n = x; y = ~any; }; in x)
            set: (let x = { ~n = [ x ~any ]; }; in x.~n)
            set: (~set // ~set)
            set: (~set // ~set // ~set)
            set: (builtins.mapAttrs (n: v: n) ~set)
            set: (builtins.mapAttrs (n: v: [ v ]) ~set)
            set: (removeAttrs ~set ~strings)
            set: (builtins.listToAttrs ~sets)
            set: (builtins.listToAttrs (map (n: { name = n; value = n + "!"; }) ~strings))
            set: (builtins.intersectAttrs ~set ~set)
            set: (builtins.groupBy (n: n) ~strings)
            set: (builtins.groupBy ~function ~sets)
            set: (builtins.zipAttrsWith (n: vs: vs) ~sets)
            set: (builtins.zipAttrsWith (n: vs: ~any) ~sets)
            set: (builtins.partition ~function ~ints)
            set: (builtins.parseDrvName ~string)
            set: (builtins.fromJSON (builtins.toJSON ~set))
            set: (builtins.fromJSON ~string)
            set: (builtins.fromTOML ~string)
            set: (builtins.fromTOML "x = ${builtins.toJSON ~any}\\n[~n]\\ny = ${toString ~float}")
            set: (builtins.tryEval ~any)
            set: (builtins.tryEval (builtins.deepSeq ~any ~any))
            set: (builtins.functionArgs ~function)
            set: (builtins.functionArgs ({ ~n, q ? 1, ... }: q))
            set: (builtins.getContext ~string)
            set: (builtins.foldl' (p: q: p // q) { } ~sets)
            set: (derivation { name = "n"; system = "s"; builder = "b"; ~n = ~any; } // { all = null; })
            set: (let r = rec { a = ~int; b = a + 1; }; in { inherit (r) a b; })
            function: (~n: ~any)
            function: ({ ~n ? ~any }: ~n)
            function: ({ ~n, ... }@q: q)
            function: (x: [ x ~any ])
            function: { __functor = self: x: ~any; }
            function: (builtins.elemAt ~sets)
            function: (builtins.seq ~any)
            function: (x: y: ~any)
            """;

    private final Map<Type, List<String>> leaves = new EnumMap<>(Type.class);
    private final Map<Type, List<String>> phrases = new EnumMap<>(Type.class);
    private final List<String> same = new ArrayList<>();

    Ways() {
        for (Type type : Type.values()) {
            leaves.put(type, new ArrayList<>());
            phrases.put(type, new ArrayList<>());
        }
        LEAVES.lines().forEach(line -> add(leaves, line, " \\| "));
        PHRASES.lines().forEach(line -> add(phrases, line, "(?!)"));
    }

    private void add(Map<Type, List<String>> to, String line, String separator) {
        int colon = line.indexOf(": ");
        String type = line.substring(0, colon);
        List<String> ways = type.equals("same") ? same : to.get(Type.valueOf(type.toUpperCase(java.util.Locale.ROOT)));
        ways.addAll(List.of(line.substring(colon + 2).replace('⏎', '\n').split(separator)));
    }

    List<String> leaves(Type type) {
        return leaves.get(type);
    }

    List<String> phrases(Type type) {
        return phrases.get(type);
    }

    List<String> same() {
        return same;
    }
}

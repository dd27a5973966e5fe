package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.NullValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Strings: conversion, parts, joining, replacing, regular expressions.
final class Strings {
    private Strings() {}

    @Builtin(name = "toString", global = true, doc = """
            Convert *e* to a string:

            - a string is itself; a path becomes its text without being copied to the store;
            - an integer or float becomes its digits (a float always has six decimals);
            - `true` is `"1"`, `false` and `null` are `""`;
            - the elements of a list are converted and joined by spaces;
            - a set gives the result of its `__toString` called with itself, or its `outPath`.
            """)
    static Value toString_(Evaluator ev, int pos, Value e) {
        return ev.coerceToString(e, pos,
                "while evaluating the first argument passed to builtins.toString", true,
                false, true);
    }

    @Builtin(doc = """
            The part of the string *s* from byte *start* (counted from 0), at most *len* bytes long; to the end if *len*
            is negative. *start* must not be negative; beyond the end the result is empty.

            ```nix
            builtins.substring 0 3 "nixos"
            => "nix"
            ```
            """)
    static Value substring(Evaluator ev, int pos, Value start, Value len, Value s) {
        long from = ev.forceInt(start, pos,
                "while evaluating the first argument (the start offset) passed to builtins.substring");
        if (from < 0) {
            throw BuiltinErrors.negativeStart().at(ev.at(pos));
        }
        long length = ev.forceInt(len, pos,
                "while evaluating the second argument (the substring length) passed to builtins.substring");
        if (length == 0 && s.force(pos) instanceof StringValue string) {
            return StringValue.of("", string.context());
        }
        StringValue string = ev.coerceToString(s, pos,
                "while evaluating the third argument (the string) passed to builtins.substring",
                false, true, true);
        String text = string.text();
        int begin = (int) Math.min(from, text.length());
        int end = length < 0 || length > text.length() - begin
                ? text.length()
                : begin + (int) length;
        return begin == 0 && end == text.length()
                ? string
                : StringValue.of(text.substring(begin, end), string.context());
    }

    @Builtin(doc = """
            The number of bytes of the string *e* (an UTF-8 character may be several).
            """)
    static Value stringLength(Evaluator ev, int pos, Value e) {
        return IntValue.of(ev.coerceToString(e, pos,
                "while evaluating the argument passed to builtins.stringLength", false, true, true)
            .text()
            .length());
    }

    @Builtin(doc = """
            The strings of *list* joined, with *separator* between each two.

            ```nix
            builtins.concatStringsSep "/" [ "usr" "local" "bin" ]
            => "usr/local/bin"
            ```
            """)
    static Value concatStringsSep(Evaluator ev, int pos,
            @Arg("while evaluating the first argument (the separator string) passed to builtins.concatStringsSep") StringValue separator,
            @Arg("while evaluating the second argument (the list of strings to concat) passed to builtins.concatStringsSep") ListValue list) {
        StringContext.Builder context = new StringContext.Builder();
        context.add(separator.context());
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Value element : list.elements()) {
            if (!first) {
                out.append(separator.text());
            }
            first = false;
            if (element.force(pos) instanceof StringValue string) {
                context.add(string.context());
                out.append(string.text());
            } else {
                out.append(ev.coerceToString(element, context, pos,
                        "while evaluating one element of the list of strings "
                                + "to concat passed to builtins.concatStringsSep",
                        false, true, true));
            }
        }
        return StringValue.of(out.toString(), context.build());
    }

    @Builtin(doc = """
            The string *s* with every occurrence of one of the strings *from* replaced by the string at the same place in
            *to*. At each position the first of *from* that fits is taken, and the search goes on after it. The
            replacements are only evaluated when needed.

            ```nix
            builtins.replaceStrings [ "oo" "a" ] [ "a" "i" ] "foobar"
            => "fabir"
            ```
            """)
    static Value replaceStrings(Evaluator ev, int pos, ListValue from, ListValue to, Value s) {
        if (from.size() != to.size()) {
            throw BuiltinErrors.differentLengths().at(ev.at(pos));
        }
        String[] patterns = new String[from.size()];
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = ev.forceStringValue(from.get(i), pos,
                    "while evaluating one of the strings to replace passed to builtins.replaceStrings")
                .text();
        }
        StringValue string = ev.forceStringValue(s, pos,
                "while evaluating the third argument passed to builtins.replaceStrings");
        return new Replacement(ev, pos, patterns, to).in(string);
    }

    @Builtin(doc = """
            Match the whole of *str* against the [POSIX extended regular expression](https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap09.html#tag_09_04)
            *regex*. The result is the list of its groups (`null` for those that took no part), or `null` if it does not
            match.

            ```nix
            builtins.match "([a-z]+)-([0-9]+)?" "nix-2"
            => [ "nix" "2" ]
            ```
            """)
    static Value match(Evaluator ev, int pos, String regex, Value str) {
        Regex compiled = regex(ev, pos, regex);
        StringValue string = ev.forceStringValue(str, pos,
                "while evaluating the second argument passed to builtins.match");
        @Nullable
        String[] groups = compiled.match(string.text());
        return groups == null ? NullValue.NULL : groups(groups);
    }

    @Builtin(doc = """
            Split *str* where the [POSIX extended regular expression](https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap09.html#tag_09_04)
            *regex* matches: the texts between the matches, interleaved with the list of groups of each match.

            ```nix
            builtins.split "(a)b" "abc"
            => [ "" [ "a" ] "c" ]
            ```
            """)
    static Value split(Evaluator ev, int pos, String regex, Value str) {
        Regex compiled = regex(ev, pos, regex);
        StringValue string = ev.forceStringValue(str, pos,
                "while evaluating the second argument passed to builtins.split");
        Regex.Split split = compiled.split(string.text());
        if (split.matches().isEmpty()) {
            return ListValue.of(string);
        }
        Value[] result = new Value[2 * split.matches().size() + 1];
        int at = 0;
        for (Regex.Found found : split.matches()) {
            result[at++] = StringValue.of(found.before());
            result[at++] = groups(found.groups());
        }
        result[at] = StringValue.of(split.rest());
        return ListValue.of(result);
    }

    private static Regex regex(Evaluator ev, int pos, String pattern) {
        try {
            return Regex.of(pattern);
        } catch (Regex.Malformed e) {
            throw BuiltinErrors.invalidRegex(pattern).at(ev.at(pos));
        } catch (Regex.TooLarge e) {
            throw BuiltinErrors.regexTooLarge(pattern).at(ev.at(pos));
        }
    }

    private static Value groups(@Nullable String[] groups) {
        return ListValue.of(Arrays.stream(groups)
            .map(group -> group == null ? NullValue.NULL : StringValue.of(group))
            .toArray(Value[]::new));
    }

    /// One use of `replaceStrings`.
    private static final class Replacement {
        private final Evaluator ev;
        private final int pos;
        private final String[] patterns;
        private final ListValue to;
        private final @Nullable String[] replacements;
        private final StringContext.Builder context = new StringContext.Builder();
        /// For each byte, and at 256 for the end: the indices of the patterns that can begin there, in order.
        private final int[][] candidates = new int[257][];

        Replacement(Evaluator ev, int pos, String[] patterns, ListValue to) {
            this.ev = ev;
            this.pos = pos;
            this.patterns = patterns;
            this.to = to;
            this.replacements = new String[patterns.length];
            Arrays.fill(candidates, new int[0]);
            for (int i = 0; i < patterns.length; i++) {
                if (patterns[i].isEmpty()) {
                    for (int c = 0; c < candidates.length; c++) {
                        add(c, i);
                    }
                } else {
                    add(patterns[i].charAt(0), i);
                }
            }
        }

        private void add(int c, int pattern) {
            candidates[c] = Arrays.copyOf(candidates[c], candidates[c].length + 1);
            candidates[c][candidates[c].length - 1] = pattern;
        }

        StringValue in(StringValue string) {
            String text = string.text();
            context.add(string.context());
            StringBuilder out = new StringBuilder(text.length());
            boolean changed = false;
            int at = 0;
            while (at <= text.length()) {
                int pattern = find(text, at);
                if (pattern >= 0) {
                    changed = true;
                    out.append(replacement(pattern));
                    at += patterns[pattern].length();
                }
                if (pattern < 0 || patterns[pattern].isEmpty()) {
                    if (at < text.length()) {
                        out.append(text.charAt(at));
                    }
                    at++;
                }
            }
            return changed ? StringValue.of(out.toString(), context.build()) : string;
        }

        private int find(String text, int at) {
            for (int pattern : candidates[at < text.length() ? text.charAt(at) : 256]) {
                if (text.startsWith(patterns[pattern], at)) {
                    return pattern;
                }
            }
            return -1;
        }

        private String replacement(int index) {
            String known = replacements[index];
            if (known == null) {
                known = ev.forceString(to.get(index), context, pos,
                        "while evaluating one of the replacement strings passed to builtins.replaceStrings");
                replacements[index] = known;
            }
            return known;
        }
    }
}

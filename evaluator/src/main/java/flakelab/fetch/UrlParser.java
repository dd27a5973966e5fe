package flakelab.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text to [Url], by RFC 3986's grammar as Boost.URL reads it (which lets `[` and `]` stand in a query).
final class UrlParser {
    private static final String SUB_DELIMITERS = "!$&'()*+,;=";
    private static final String IN_SEGMENT = SUB_DELIMITERS + ":@";
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(.*)",
            Pattern.DOTALL);
    private static final Pattern IPV4 = Pattern.compile(
            "(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern BRACKETED = Pattern
        .compile("\\[([0-9a-fA-F:.]*(?:%25[^\\]]*)?)\\](?::([0-9]*))?");

    private UrlParser() {}

    static Url parse(String original, boolean lenient, Consumer<String> warn) {
        String text = lenient ? escapeWhatPeopleType(original) : original;
        Matcher parts = SCHEME.matcher(text);
        if (!parts.matches()) {
            throw text.indexOf(':') < 0 && isReference(text)
                    ? FetchErrors.noScheme(text)
                    : FetchErrors.invalidUrl(original, reasonFor(text));
        }
        String scheme = parts.group(1);
        String rest = parts.group(2);
        String fragment = "";
        int hash = rest.indexOf('#');
        if (hash >= 0) {
            fragment = checked(original, rest.substring(hash + 1), IN_SEGMENT + "/?");
            rest = rest.substring(0, hash);
        }
        String query = "";
        int mark = rest.indexOf('?');
        if (mark >= 0) {
            query = checked(original, rest.substring(mark + 1), IN_SEGMENT + "/?[]");
            rest = rest.substring(0, mark);
        }
        Optional<Url.Authority> authority = Optional.empty();
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            String place = rest.substring(2, slash < 0 ? rest.length() : slash);
            authority = Optional.of(authority(original, place));
            rest = slash < 0 ? "" : rest.substring(slash);
        }
        String path = checked(original, rest, IN_SEGMENT + "/");
        Url url = new Url(scheme, authority, List.of(), new TreeMap<>(), "");
        boolean isFile = url.transport().equals("file");
        if (isFile && authority.isPresent() && !authority.get().host().isEmpty()) {
            throw FetchErrors.unexpectedAuthority(text, authority.get().toString());
        }
        if (isFile && path.isEmpty()) {
            path = "/";
        }
        return new Url(scheme, authority, segments(path), query(query, warn),
                Percent.decode(fragment));
    }

    private static String escapeWhatPeopleType(String text) {
        int hash = text.indexOf('#');
        int mark = text.indexOf('?');
        StringBuilder out = new StringBuilder();
        String rest = text;
        if (mark >= 0) {
            // As CppNix: the first `?` counts even when it stands in the fragment.
            hash = text.indexOf('#', mark);
            String query = text.substring(mark + 1, hash < 0 ? text.length() : hash);
            out.append(text, 0, mark + 1).append(Percent.encodeOnly(query, " \""));
            rest = hash < 0 ? "" : text.substring(hash);
        }
        hash = rest.indexOf('#');
        if (hash >= 0) {
            return out.append(rest, 0, hash + 1)
                .append(Percent.encodeOnly(rest.substring(hash + 1), " \"^"))
                .toString();
        }
        return out.append(rest).toString();
    }

    private static boolean isReference(String text) {
        return allowed(text, IN_SEGMENT + "/?#");
    }

    private static String checked(String original, String part, String extra) {
        if (!allowed(part, extra)) {
            throw FetchErrors.invalidUrl(original, reasonFor(part));
        }
        return part;
    }

    /// Boost's names for what is wrong: a broken escape or scheme does not match, anything else is left over.
    private static String reasonFor(String part) {
        for (int i = part.indexOf('%'); i >= 0; i = part.indexOf('%', i + 1)) {
            if (!Percent.isEscape(part, i)) {
                return "mismatch";
            }
        }
        return part.indexOf('[') >= 0 || part.indexOf(':') > 0 && !SCHEME.matcher(part).matches()
                ? "mismatch"
                : "leftover";
    }

    private static boolean allowed(String part, String extra) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%'
                    ? !Percent.isEscape(part, i)
                    : !Percent.isUnreserved(c) && extra.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static Url.Authority authority(String original, String text) {
        Optional<String> user = Optional.empty();
        Optional<String> password = Optional.empty();
        String hostAndPort = text;
        int at = text.indexOf('@');
        if (at >= 0) {
            String info = checked(original, text.substring(0, at), SUB_DELIMITERS + ":");
            int colon = info.indexOf(':');
            user = Optional.of(Percent.decode(colon < 0 ? info : info.substring(0, colon)));
            password = colon < 0
                    ? Optional.empty()
                    : Optional.of(Percent.decode(info.substring(colon + 1)));
            hostAndPort = text.substring(at + 1);
        }
        Matcher literal = BRACKETED.matcher(hostAndPort);
        if (literal.matches()) {
            return new Url.Authority(Url.Authority.Kind.IPV6, Percent.decode(literal.group(1)),
                    user, password,
                    port(original, literal.group(2) == null ? "" : literal.group(2)));
        }
        int colon = hostAndPort.indexOf(':');
        String host = checked(original, colon < 0 ? hostAndPort : hostAndPort.substring(0, colon),
                SUB_DELIMITERS);
        return new Url.Authority(
                IPV4.matcher(host).matches() ? Url.Authority.Kind.IPV4 : Url.Authority.Kind.NAME,
                Percent.decode(host), user, password,
                port(original, colon < 0 ? "" : hostAndPort.substring(colon + 1)));
    }

    private static Optional<Integer> port(String original, String digits) {
        if (digits.isEmpty()) {
            return Optional.empty();
        }
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw FetchErrors.invalidUrl(original, "leftover");
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        int number = significant.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(significant);
        if (number == 0 || number > 65535) {
            throw FetchErrors.invalidPort(digits);
        }
        return Optional.of(number);
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            segments.add(Percent.decode(segment));
        }
        return segments;
    }

    /// Reads `a=1&b=2`; parameters without `=` are dropped with a warning.
    static SortedMap<String, String> query(String text, Consumer<String> warn) {
        SortedMap<String, String> query = new TreeMap<>();
        if (text.isEmpty()) {
            return query;
        }
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                warn.accept("dubious URI query '" + part + "' is missing equal sign '=', ignoring");
            } else {
                query.putIfAbsent(Percent.decode(part.substring(0, equals)),
                        Percent.decode(part.substring(equals + 1)));
            }
        }
        return query;
    }

    /// The query of a path-like reference, as people type it.
    static SortedMap<String, String> lenientQuery(String text, Consumer<String> warn) {
        return query(checked(text, Percent.encodeOnly(text, " \""), IN_SEGMENT + "/?[]"), warn);
    }
}

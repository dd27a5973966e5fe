package flakelab.fetch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A URL taken apart and decoded, as CppNix's `ParsedURL` (`src/libutil/url.cc`): RFC 3986, with the path as its
/// segments (an absolute path begins with an empty one) and the query as a map whose first value of a name wins.
public record Url(String scheme, Optional<Authority> authority, List<String> path,
        SortedMap<String, String> query,
        String fragment) {

    /// What stands between `//` and the path, decoded; an address literal keeps its kind.
    public record Authority(Kind kind, String host, Optional<String> user,
            Optional<String> password,
            Optional<Integer> port) {

        public enum Kind {
            NAME, IPV4, IPV6
        }

        public static final Authority EMPTY = new Authority(Kind.NAME, "", Optional.empty(),
                Optional.empty(),
                Optional.empty());

        @Override
        public String toString() {
            StringBuilder out = new StringBuilder();
            user.ifPresent(name -> {
                out.append(Percent.encode(name, ""));
                password.ifPresent(word -> out.append(':').append(Percent.encode(word, "")));
                out.append('@');
            });
            switch (kind) {
                case NAME -> out.append(Percent.encode(host, ""));
                case IPV4 -> out.append(host);
                case IPV6 -> out.append('[').append(Percent.encode(host, ":")).append(']');
            }
            port.ifPresent(number -> out.append(':').append(number));
            return out.toString();
        }
    }

    public Url {
        path = List.copyOf(path);
        query = Collections.unmodifiableSortedMap(new TreeMap<>(query));
    }

    public static Url of(String scheme, Optional<Authority> authority, List<String> path) {
        return new Url(scheme, authority, path, Collections.emptySortedMap(), "");
    }

    /// @throws FetchException.BadUrl if the text is no URL with a scheme
    public static Url parse(String text) {
        return UrlParser.parse(text, false, warning -> {});
    }

    /// Like [#parse], but spaces and `"` may stand unescaped in query and fragment, and `^` in the fragment.
    /// Warnings are about parameters without `=`, which are dropped.
    public static Url parseLenient(String text, Log log) {
        return UrlParser.parse(text, true, log::warn);
    }

    /// The query of a path-like reference, read as leniently.
    public static SortedMap<String, String> parseQuery(String text, Log log) {
        return UrlParser.lenientQuery(text, log::warn);
    }

    /// Decodes `%XX`.
    public static String decode(String text) {
        return Percent.decode(text);
    }

    /// The part of the scheme before `+`, as `tarball` in `tarball+https`.
    public Optional<String> application() {
        int plus = scheme.indexOf('+');
        return plus < 0 ? Optional.empty() : Optional.of(scheme.substring(0, plus));
    }

    /// The scheme without what stands before `+`.
    public String transport() {
        return scheme.substring(scheme.indexOf('+') + 1);
    }

    public List<String> segmentsWithoutEmpty() {
        return path.stream().filter(segment -> !segment.isEmpty()).toList();
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    public Url withScheme(String other) {
        return new Url(other, authority, path, query, fragment);
    }

    public Url withPath(List<String> other) {
        return new Url(scheme, authority, other, query, fragment);
    }

    public Url withQuery(Map<String, String> other) {
        return new Url(scheme, authority, path, new TreeMap<>(other), fragment);
    }

    public Url withParameter(String name, String value) {
        TreeMap<String, String> more = new TreeMap<>(query);
        more.put(name, value);
        return withQuery(more);
    }

    public Url withoutParameter(String name) {
        TreeMap<String, String> fewer = new TreeMap<>(query);
        fewer.remove(name);
        return withQuery(fewer);
    }

    public Url withFragment(String other) {
        return new Url(scheme, authority, path, query, other);
    }

    /// The file path that the path of this URL means.
    ///
    /// @throws FetchException.BadUrl if a segment holds an encoded `/` or NUL
    public String filePath() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            String segment = path.get(i);
            if (segment.indexOf('/') >= 0) {
                throw FetchErrors.slashInPath(segment);
            }
            if (segment.indexOf('\0') >= 0) {
                throw FetchErrors.nulInPath(segment);
            }
            if (i == 0 && segment.isEmpty()) {
                out.append('/');
            } else {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != '/') {
                    out.append('/');
                }
                out.append(segment);
            }
        }
        return out.toString();
    }

    /// The segments of a file path, so that `filePath` of a URL with them is that path.
    public static List<String> segmentsOf(String filePath) {
        List<String> segments = new ArrayList<>();
        if (filePath.startsWith("/")) {
            segments.add("");
        }
        for (String name : filePath.split("/+")) {
            if (!name.isEmpty()) {
                segments.add(name);
            }
        }
        if (filePath.endsWith("/") || filePath.isEmpty()) {
            segments.add("");
        }
        return segments;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(scheme).append(':');
        authority.ifPresent(place -> out.append("//").append(place));
        out.append(path.stream()
            .map(segment -> Percent.encode(segment, ":@"))
            .collect(Collectors.joining("/")));
        if (!query.isEmpty()) {
            out.append('?')
                .append(query.entrySet()
                    .stream()
                    .map(e -> Percent.encode(e.getKey(), ":@/?") + '='
                            + Percent.encode(e.getValue(), ":@/?"))
                    .collect(Collectors.joining("&")));
        }
        if (!fragment.isEmpty()) {
            out.append('#').append(Percent.encode(fragment, ""));
        }
        return out.toString();
    }
}

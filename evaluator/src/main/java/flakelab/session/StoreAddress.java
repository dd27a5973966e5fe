package flakelab.session;

import flakelab.fetch.FetchException;
import flakelab.fetch.Url;
import flakelab.text.Emphasis;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/// The address of a store: `auto`, `daemon`, `local?root=/r`, `/r`, `file:///cache?compression=zstd`, `https://…` (CppNix
/// `StoreReference`, `src/libstore/store-reference.cc`).
///
/// @param scheme     `auto`, or that of the URL
/// @param place      what follows the scheme; decoded where it is a path
/// @param parameters those of the address, by name
record StoreAddress(String scheme, String place, SortedMap<String, String> parameters) {
    /// Reads an address; relative paths start in `directory`.
    ///
    /// @throws SessionException if it is none
    static StoreAddress parse(String text, Path directory) {
        int question = text.indexOf('?');
        String base = question < 0 ? text : text.substring(0, question);
        SortedMap<String, String> parameters = question < 0
                ? new TreeMap<>()
                : parameters(text.substring(question + 1));
        return switch (base) {
            case "", "auto" -> new StoreAddress("auto", "", parameters);
            case "daemon" -> new StoreAddress("unix", "", parameters);
            case "local" -> new StoreAddress("local", "", parameters);
            default -> other(text, base, directory, parameters);
        };
    }

    private static StoreAddress other(String text, String base, Path directory,
            SortedMap<String, String> parameters) {
        int colon = base.indexOf(':');
        boolean scheme = colon > 0 && base.substring(0, colon).matches("[a-z][a-z0-9+.-]*");
        if (!scheme && base.contains("/") && !base.contains("://")) {
            return new StoreAddress("local", directory.resolve(base).normalize().toString(),
                    parameters);
        }
        if (!scheme) {
            throw SessionErrors.usage(Emphasis.format("Cannot parse Nix store '%s'", text));
        }
        String rest = base.substring(colon + 1);
        return new StoreAddress(base.substring(0, colon),
                rest.startsWith("//") ? rest.substring(2) : rest, parameters);
    }

    private static SortedMap<String, String> parameters(String query) {
        SortedMap<String, String> parameters = new TreeMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return Url.decode(text);
        } catch (FetchException e) {
            return text; // CppNix is lenient here too
        }
    }

    /// The place as a path of this machine.
    Path path() {
        return Path.of(decoded(place));
    }

    String get(String parameter, String otherwise) {
        return parameters.getOrDefault(parameter, otherwise);
    }

    boolean is(String parameter) {
        return get(parameter, "false").equals("true") || get(parameter, "").equals("1");
    }

    /// Without parameters, as messages name the store.
    String url() {
        return scheme + "://" + place;
    }
}

package flakelab.flake;

import flakelab.fetch.Attributes;
import flakelab.fetch.FetchException;
import flakelab.fetch.Input;
import flakelab.fetch.Json;
import flakelab.fetch.Log;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A list of names for flakes, in the file format version 2 (CppNix `src/libfetchers/registry.cc`).
public final class Registry {
    /// Who a registry belongs to; looked through in this order.
    public enum Kind {
        FLAG, USER, SYSTEM, GLOBAL, CUSTOM
    }

    /// `from` means `to`, in the directory that `extra` may name; `exact` only without another branch or revision.
    public record Entry(Input from, Input to, Attributes extra, boolean exact) {
        public FlakeRef target() {
            return new FlakeRef(to, extra.text("dir").orElse(""));
        }
    }

    private final Kind kind;
    private final List<Entry> entries = new ArrayList<>();

    public Registry(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /// Adds an entry at the end; the first that fits counts.
    public void add(Input from, FlakeRef to, boolean exact) {
        Attributes extra = to.subdir().isEmpty()
                ? Attributes.EMPTY
                : Attributes.of("dir", to.subdir());
        entries.add(new Entry(from, to.input(), extra, exact));
    }

    /// Removes all entries for exactly this input.
    public void remove(Input from) {
        entries.removeIf(entry -> entry.from().attributes().equals(from.attributes()));
    }

    /// Reads a registry; none is an empty one, and what cannot be read is warned about.
    public static Registry read(Path file, Kind kind, Log log) {
        Registry registry = new Registry(kind);
        if (!Files.exists(file)) {
            return registry;
        }
        try {
            registry.read(Json.parse(Files.readString(file, StandardCharsets.ISO_8859_1)),
                    file.toString());
        } catch (Json.SyntaxException e) {
            log.warn("cannot parse flake registry '" + file + "': " + e.getMessage());
        } catch (NixException e) {
            log.warn("cannot read flake registry '" + file + "': " + Emphasis.strip(e.text()));
        } catch (IOException e) {
            log.warn("cannot read flake registry '" + file + "': " + e.getMessage());
        }
        return registry;
    }

    private void read(@Nullable Object json, String shown) {
        long version = Json.member(json, "version").orElse(0L) instanceof Long number ? number : 0;
        if (version != 2) {
            throw FlakeErrors.registryVersion(shown, version);
        }
        if (Json.member(json, "flakes").orElse(List.of()) instanceof List<?> flakes) {
            for (Object flake : flakes) {
                Attributes to = Attributes.ofJson(Json.items(flake).get("to"));
                Attributes extra = to.text("dir")
                    .map(dir -> Attributes.of("dir", dir))
                    .orElse(Attributes.EMPTY);
                entries.add(new Entry(
                        Input.ofAttributes(Attributes.ofJson(Json.items(flake).get("from"))),
                        Input.ofAttributes(to.without("dir")), extra,
                        Json.member(flake, "exact").orElse(false).equals(true)));
            }
        }
    }

    /// Writes the registry, making its directory.
    ///
    /// @throws FetchException if it cannot be written
    public void write(Path file) {
        List<Object> flakes = new ArrayList<>();
        for (Entry entry : entries) {
            TreeMap<String, Object> object = new TreeMap<>();
            object.put("from", entry.from().attributes().values());
            object.put("to", entry.to().attributes().with(entry.extra()).values());
            if (entry.exact()) {
                object.put("exact", true);
            }
            flakes.add(object);
        }
        TreeMap<String, Object> json = new TreeMap<>();
        json.put("version", 2L);
        json.put("flakes", flakes.isEmpty() ? null : flakes);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, Json.writeIndented(json), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw FlakeErrors.error("writing file %s: %s", FlakeErrors.quoted(file.toString()),
                    String.valueOf(e.getMessage()));
        }
    }
}

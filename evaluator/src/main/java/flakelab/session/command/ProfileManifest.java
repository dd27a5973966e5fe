package flakelab.session.command;

import flakelab.build.BuildException;
import flakelab.build.EnvironmentBuilder;
import flakelab.fetch.Json;
import flakelab.flake.FlakeRef;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.OutputsSpec;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.Tree;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.ContentAddressMethod;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is in a profile, by name: its `manifest.json` (CppNix `ProfileManifest`, `src/nix/profile.cc`).
///
/// Versions 1 to 3 are read, 3 is written. A profile that `nix-env` made has a `manifest.nix` instead, which is read too.
record ProfileManifest(SortedMap<String, ProfileElement> elements) {
    private static final String FILE = "manifest.json";
    private static final long VERSION = 3;

    /// Of an empty profile.
    static ProfileManifest empty() {
        return new ProfileManifest(new TreeMap<>());
    }

    /// Of a profile or one of its generations; empty if nothing is there.
    static ProfileManifest read(State state, Path profile) {
        ProfileManifest manifest = empty();
        try {
            Path file = profile.resolve(FILE);
            if (Files.exists(file)) {
                manifest.readJson(state, file,
                        Objects.requireNonNullElse(
                                Json.parse(Files.readString(file, StandardCharsets.ISO_8859_1)), Map.of()));
            } else if (Files.exists(profile.resolve("manifest.nix"))) {
                OldManifest.read(state, profile).forEach(manifest::add);
            }
        } catch (IOException | Json.SyntaxException e) {
            throw SessionErrors.error(String.valueOf(e.getMessage()));
        }
        return manifest;
    }

    private void readJson(State state, Path file, Object json) {
        long version = Json.member(json, "version").map(Long.class::cast).orElse(0L);
        if (version < 1 || version > VERSION) {
            throw SessionErrors.error(Emphasis.format(
                    "profile manifest %s has unsupported version %s", "\"" + file + "\"", version));
        }
        Object all = Json.member(json, "elements").orElse(List.of());
        if (all instanceof List<?> list) {
            list.forEach(element -> add(element(state, element, version)));
        } else {
            Json.items(all)
                .forEach((name, element) -> add(name, element(state, element, version)));
        }
    }

    private static ProfileElement element(State state, Object json, long version) {
        String url = text(json, version == 1 ? "uri" : "url");
        SortedSet<StorePath> paths = new TreeSet<>();
        list(json, "storePaths").forEach(
                path -> paths.add(state.world().store().storeDir().parse(String.valueOf(path))));
        Optional<ProfileElement.Source> source = url.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProfileElement.Source(
                        ref(state, text(json, version == 1 ? "originalUri" : "originalUrl")),
                        ref(state, url), text(json, "attrPath"), outputs(json)));
        return new ProfileElement(paths, source,
                Json.member(json, "active").map(Boolean.TRUE::equals).orElse(true),
                Json.member(json, "priority")
                    .map(Long.class::cast)
                    .orElse(ProfileElement.STANDARD_PRIORITY));
    }

    private static FlakeRef ref(State state, String url) {
        return FlakeRefParser.ofText(state.world().fetchers().log()).parse(url);
    }

    private static String text(Object json, String name) {
        return Json.member(json, name).map(String::valueOf).orElse("");
    }

    private static Collection<?> list(Object json, String name) {
        return Json.member(json, name).orElse(List.of()) instanceof Collection<?> list
                ? list
                : List.of();
    }

    private static OutputsSpec outputs(Object json) {
        if (Json.member(json, "outputs").isEmpty()) {
            return new OutputsSpec.Default();
        }
        SortedSet<String> names = new TreeSet<>();
        list(json, "outputs").forEach(name -> names.add(String.valueOf(name)));
        return names.contains("*") ? new OutputsSpec.All() : new OutputsSpec.Names(names);
    }

    /// Adds a package under a name of its own, or that with a number.
    void add(String wanted, ProfileElement element) {
        String name = wanted;
        for (int i = 1; elements.containsKey(name); i++) {
            name = wanted + "-" + i;
        }
        elements.put(name, element);
    }

    void add(ProfileElement element) {
        add(element.name(), element);
    }

    Object json(Store store) {
        SortedMap<String, Object> all = new TreeMap<>();
        elements.forEach((name, element) -> {
            SortedMap<String, Object> object = new TreeMap<>();
            object.put("storePaths", element.paths().stream().map(store.storeDir()::print).toList());
            object.put("active", element.active());
            object.put("priority", element.priority());
            element.source().ifPresent(source -> {
                object.put("originalUrl", source.original().toString());
                object.put("url", source.locked().toString());
                object.put("attrPath", source.attribute());
                putOutputs(object, source.outputs());
            });
            all.put(name, object);
        });
        SortedMap<String, Object> whole = new TreeMap<>();
        whole.put("version", VERSION);
        whole.put("elements", all);
        return whole;
    }

    @SuppressWarnings("NullAway") // JSON's null is a null here
    private static void putOutputs(SortedMap<String, Object> object, OutputsSpec outputs) {
        object.put("outputs", switch (outputs) {
            case OutputsSpec.Default() -> null;
            case OutputsSpec.All() -> List.of("*");
            case OutputsSpec.Names(var names) -> List.copyOf(names);
        });
    }

    /// Puts the profile's tree into the store.
    StorePath build(State state, Console console) {
        Store store = state.world().store();
        SortedSet<StorePath> references = new TreeSet<>();
        List<EnvironmentBuilder.Package> packages = new ArrayList<>();
        elements.values().forEach(element -> {
            references.addAll(element.paths());
            element.paths()
                .stream()
                .filter(path -> element.active())
                .forEach(path -> packages.add(new EnvironmentBuilder.Package(
                        store.storeDir().print(path), true, Math.toIntExact(element.priority()))));
        });
        Path tree = Temporary.directory(state, "nix");
        try {
            new EnvironmentBuilder(store, new BuildLines(console, BuildLines.Style.HIDDEN))
                .link(packages, tree);
            DevelopmentShell.write(tree.resolve(FILE), Json.write(json(store)));
            return store.addToStore("profile", Tree.of(tree), ContentAddressMethod.NAR,
                    HashAlgorithm.SHA256, references);
        } catch (BuildException.FileConflict conflict) {
            throw conflict(store, conflict);
        } catch (IOException e) {
            throw SessionErrors.error("making the profile: " + e.getMessage());
        } finally {
            Temporary.delete(tree);
        }
    }

    private RuntimeException conflict(Store store, BuildException.FileConflict conflict) {
        List<Map.Entry<String, ProfileElement>> all = new ArrayList<>(elements.entrySet());
        Optional<Side> old = side(store, all, conflict);
        Optional<Side> young = side(store, all.reversed(), conflict);
        if (old.isEmpty() || young.isEmpty()) {
            return conflict;
        }
        String again = young.get().element().getValue().installables(store);
        return SessionErrors.error(Emphasis.format("""
                An existing package already provides the following file:

                  %s

                This is the conflicting file from the new package:

                  %s

                To remove the existing package:

                  nix profile remove %s

                The new package can also be added next to the existing one by assigning a different priority.
                The conflicting packages have a priority of %s.
                To prioritise the new package:

                  nix profile add %s --priority %s

                To prioritise the existing package:

                  nix profile add %s --priority %s
                """, quoted(old.get().file()), quoted(young.get().file()),
                old.get().element().getKey(), conflict.priority(), again, conflict.priority() - 1,
                again, conflict.priority() + 1));
    }

    private static String quoted(String path) {
        return '"' + path + '"';
    }

    /// A file in conflict and the package it belongs to.
    private record Side(String file, Map.Entry<String, ProfileElement> element) {}

    private static Optional<Side> side(Store store, List<Map.Entry<String, ProfileElement>> all,
            BuildException.FileConflict conflict) {
        for (Map.Entry<String, ProfileElement> entry : all) {
            for (StorePath path : entry.getValue().paths()) {
                String printed = store.storeDir().print(path);
                for (String file : List.of(conflict.first(), conflict.second())) {
                    if (file.startsWith(printed)) {
                        return Optional.of(new Side(file, entry));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// What changed since another manifest; at least one line.
    List<String> changesSince(ProfileManifest before) {
        SortedSet<String> names = new TreeSet<>(before.elements.keySet());
        names.addAll(elements.keySet());
        List<String> lines = new ArrayList<>();
        String nothing = ClosureDiff.versions(new TreeSet<>());
        for (String name : names) {
            ProfileElement old = before.elements.get(name);
            ProfileElement now = elements.get(name);
            String was = old == null ? nothing : old.versions();
            String is = now == null ? nothing : now.versions();
            if (old == null || now == null || !was.equals(is)) {
                lines.add((old == null ? Objects.requireNonNull(now) : old).identifier()
                        + ": " + was + " -> " + is);
            }
        }
        return lines.isEmpty() ? List.of("No changes.") : lines;
    }
}

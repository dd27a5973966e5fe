package flakelab.session;

import flakelab.fetch.Json;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The settings a flake asks for by its `nixConfig`. All but a few harmless ones count only if the user trusts them:
/// by `--accept-flake-config`, by an answer remembered in `trusted-settings.json`, or when asked (CppNix
/// `src/libflake/config.cc`).
record FlakeConfig(SessionOptions options, SessionWorld world) {
    private static final Set<String> HARMLESS = Set.of("bash-prompt", "bash-prompt-prefix",
            "bash-prompt-suffix", "flake-registry", "commit-lock-file-summary",
            "commit-lockfile-summary");

    /// @param config a String, Long, Boolean or list of Strings by setting
    void apply(SortedMap<String, Object> config) {
        config.forEach((name, value) -> {
            String base = name.startsWith("extra-") ? name.substring("extra-".length()) : name;
            String text = Latin1.toUnicode(Setting.show(value));
            if (HARMLESS.contains(base)
                    || options.settings().get(StandardSettings.ACCEPT_FLAKE_CONFIG)
                    || isTrusted(name, text)) {
                options.settings().set(name, text);
            } else {
                world.warn(Emphasis.format(
                        "ignoring untrusted flake configuration setting '%s'.\nPass '%s' to trust it",
                        name, "--accept-flake-config"));
            }
        });
        options.settings().takeWarnings().forEach(world::warn);
    }

    private boolean isTrusted(String name, String value) {
        SortedMap<String, SortedMap<String, Boolean>> known = read();
        Optional<Boolean> saved = Optional.ofNullable(known.get(name))
            .flatMap(values -> Optional.ofNullable(values.get(value)));
        if (saved.isPresent()) {
            return saved.get();
        }
        boolean trusted = yes(
                "do you want to allow configuration setting '%s' to be set to '\u001b[31;1m%s\u001b[0m' (y/N)?"
                    .formatted(name, value));
        if (yes("do you want to permanently mark this value as %s (y/N)?"
            .formatted(trusted ? "trusted" : "untrusted"))) {
            known.computeIfAbsent(name, key -> new TreeMap<>()).put(value, trusted);
            write(known);
        }
        return trusted;
    }

    private boolean yes(String question) {
        return world.ask(question + " ")
            .map(answer -> answer.strip().toLowerCase(Locale.ROOT).equals("y"))
            .orElse(false);
    }

    private Path file() {
        return Directories.of(options.environment())
            .data()
            .resolve("nix")
            .resolve("trusted-settings.json");
    }

    private SortedMap<String, SortedMap<String, Boolean>> read() {
        SortedMap<String, SortedMap<String, Boolean>> known = new TreeMap<>();
        if (!Files.exists(file())) {
            return known;
        }
        try {
            Json.items(Json.parse(Files.readString(file(), StandardCharsets.ISO_8859_1)))
                .forEach((name, values) -> Json.items(values)
                    .forEach((value, trusted) -> known
                        .computeIfAbsent(name, key -> new TreeMap<>())
                        .put(Latin1.toUnicode(value), Boolean.TRUE.equals(trusted))));
            return known;
        } catch (IOException | Json.SyntaxException e) {
            throw failed("reading", e);
        }
    }

    private void write(SortedMap<String, SortedMap<String, Boolean>> known) {
        SortedMap<String, Object> json = new TreeMap<>();
        known.forEach((name, values) -> {
            SortedMap<String, Object> inner = new TreeMap<>();
            values.forEach((value, trusted) -> inner.put(Latin1.ofUnicode(value), trusted));
            json.put(name, inner);
        });
        try {
            Files.createDirectories(file().getParent());
            Files.writeString(file(), Json.write(json), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw failed("writing", e);
        }
    }

    private SessionException failed(String what, Exception e) {
        return SessionErrors.error(Emphasis.format("%s file '%s': %s", what, file(),
                String.valueOf(e.getMessage())));
    }
}

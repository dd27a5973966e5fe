package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.Setting;
import flakelab.session.Settings;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// `nix config show` (CppNix `src/nix/config.cc`).
///
/// @param name the one setting to show
public record ShowSettings(Optional<String> name, boolean json, boolean pretty) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        if (name.isPresent()) {
            if (json) {
                throw SessionErrors
                    .usage("'--json' is not supported when specifying a setting name");
            }
            Setting<?> setting = StandardSettings.byName().get(name.get());
            if (setting == null) {
                throw SessionErrors
                    .error(Emphasis.format("could not find setting '%s'", name.get()));
            }
            out.accept(text(state.settings(), setting) + "\n");
            return;
        }
        SortedMap<String, Setting<?>> all = new TreeMap<>();
        StandardSettings.all().forEach(setting -> all.put(setting.name(), setting));
        if (json) {
            Object document = document(state.settings(), all);
            out.accept((pretty ? Json.writeIndented(document) : Json.write(document)) + "\n");
            return;
        }
        all.forEach((key, setting) -> out
            .accept(key + " = " + text(state.settings(), setting) + "\n"));
        out.accept("\n");
    }

    private static String text(Settings settings, Setting<?> setting) {
        return Latin1.ofUnicode(Setting.show(settings.get(setting)));
    }

    private static Object document(Settings settings, SortedMap<String, Setting<?>> all) {
        SortedMap<String, Object> document = new TreeMap<>();
        all.forEach((key, setting) -> {
            SortedMap<String, Object> entry = new TreeMap<>();
            entry.put("aliases", setting.aliases());
            entry.put("defaultValue", value(setting.standard()));
            entry.put("description", Latin1.ofUnicode(setting.doc()) + "\n");
            entry.put("value", value(settings.get(setting)));
            document.put(key, entry);
        });
        return document;
    }

    private static Object value(Object value) {
        return switch (value) {
            case String text -> Latin1.ofUnicode(text);
            case List<?> words -> words.stream().map(word -> value((Object) word)).toList();
            case Map<?, ?> pairs -> {
                SortedMap<String, Object> sorted = new TreeMap<>();
                pairs.forEach((key, each) -> sorted.put(key.toString(), value((Object) each)));
                yield sorted;
            }
            default -> value;
        };
    }
}

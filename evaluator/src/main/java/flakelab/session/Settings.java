package flakelab.session;

import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The values of all settings of a session. Which there are: [StandardSettings]. Where they come from: [ConfigFiles],
/// then flags.
///
/// Reading never stops at an unknown name or a missing experimental feature; it leaves a warning (CppNix does too).
public final class Settings {
    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Set<Setting<?>> overridden = new HashSet<>();
    private final Map<String, String> unknown = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    /// Nix's defaults, nothing read.
    public Settings() {}

    /// The settings of Flakelab's own doors: what [ConfigFiles] say, with flakes and the new commands enabled.
    public static Settings read(Map<String, String> environment) {
        return read(environment, List.of("flakes", "nix-command"));
    }

    /// The settings as `nix.conf` files and variables say, with some experimental features enabled to begin with.
    public static Settings read(Map<String, String> environment, List<String> features) {
        Settings settings = new Settings();
        settings.set("extra-experimental-features", String.join(" ", features));
        ConfigFiles.apply(environment, settings);
        return settings;
    }

    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting);
        if (value != null) {
            return (T) value;
        }
        return setting == StandardSettings.SYSTEM_FEATURES
                || setting == StandardSettings.EXTRA_PLATFORMS
                        ? (T) Machine.features((Setting<List<String>>) setting)
                        : setting.standard();
    }

    /// Whether a file, variable or flag has set it.
    public boolean isSet(Setting<?> setting) {
        return overridden.contains(setting);
    }

    public <T> void put(Setting<T> setting, T value) {
        values.put(setting, value);
        overridden.add(setting);
    }

    /// A value to start from that counts as not set.
    public <T> void putStandard(Setting<T> setting, T value) {
        if (!isSet(setting)) {
            values.put(setting, value);
        }
    }

    /// Sets by text, as a line of `nix.conf` or `--option` does. An unknown name is kept for [#warnings].
    ///
    /// @throws SessionException when the text is no value of that setting
    public void set(String name, String text) {
        Setting<?> setting = StandardSettings.byName().get(name);
        boolean append = false;
        if (setting == null && name.startsWith("extra-")) {
            setting = StandardSettings.byName().get(name.substring("extra-".length()));
            append = true;
        }
        if (setting == null || (append && !setting.appendable())) {
            unknown.put(name, text);
            return;
        }
        set(setting, text, append);
    }

    private <T> void set(Setting<T> setting, String text, boolean append) {
        if (setting.feature().isPresent() && !enabled(setting.feature().get())) {
            warnings.add("Ignoring setting '%s' because experimental feature '%s' is not enabled"
                .formatted(setting.name(), setting.feature().get()));
            return;
        }
        T value = setting.read(text);
        put(setting, append ? setting.append(get(setting), value) : value);
        if (setting == StandardSettings.EXPERIMENTAL_FEATURES) {
            checkFeatures();
        } else if (setting == StandardSettings.WARN_SHORT_PATHS) {
            String lint = get(StandardSettings.WARN_SHORT_PATHS) ? "warn" : "ignore";
            warnings.add(Emphasis.format("'%s' is deprecated, use '%s = %s' instead",
                    setting.name(), StandardSettings.LINT_SHORT_PATHS.name(), lint));
            putStandard(StandardSettings.LINT_SHORT_PATHS, lint);
        }
    }

    /// All settings as lines of `nix.conf`, sorted by name.
    String toText() {
        StringBuilder text = new StringBuilder();
        StandardSettings.byName()
            .values()
            .stream()
            .distinct()
            .sorted(Comparator.comparing(Setting::name))
            .forEach(setting -> text.append(setting.name())
                .append(" = ")
                .append(Setting.show(get(setting)))
                .append('\n'));
        return text.toString();
    }

    /// How many builds run at a time: `max-jobs`, where `auto` is one for each processor.
    int maxJobs() {
        String jobs = get(StandardSettings.MAX_JOBS);
        if (jobs.equals("auto")) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            return Integer.parseInt(jobs);
        } catch (NumberFormatException e) {
            throw SessionErrors.badNumber("max-jobs", jobs);
        }
    }

    /// Whether an experimental feature is enabled.
    public boolean enabled(String feature) {
        return get(StandardSettings.EXPERIMENTAL_FEATURES).contains(feature);
    }

    /// @throws SessionException if an experimental feature is not enabled
    public void require(String feature) {
        if (!enabled(feature)) {
            throw SessionErrors.error(Emphasis.format("experimental Nix feature '%s' is disabled; "
                    + "add '--extra-experimental-features %s' to enable it", feature, feature));
        }
    }

    /// What was odd about the values so far, without `warning: `; each is given once.
    public List<String> takeWarnings() {
        List<String> all = new ArrayList<>(warnings);
        unknown.keySet().forEach(name -> all.add("unknown setting '" + name + "'"));
        warnings.clear();
        unknown.clear();
        return all;
    }

    private void checkFeatures() {
        Set<String> known = new TreeSet<>();
        for (String feature : get(StandardSettings.EXPERIMENTAL_FEATURES)) {
            if (ExperimentalFeatures.NAMES.contains(feature)) {
                known.add(feature);
                if (feature.equals("flakes")) {
                    known.add("fetch-tree");
                }
            } else if (feature.equals("no-url-literals")) {
                warnings
                    .add("experimental feature 'no-url-literals' has been stabilized and renamed;"
                            + " use 'lint-url-literals = fatal' setting instead");
            } else {
                warnings.add("unknown experimental feature '" + feature + "'");
            }
        }
        values.put(StandardSettings.EXPERIMENTAL_FEATURES, List.copyOf(known));
    }
}

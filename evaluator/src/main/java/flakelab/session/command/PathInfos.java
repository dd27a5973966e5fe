package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.ContentAddress;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `nix path-info` (CppNix `src/nix/path-info.cc`).
///
/// @param json empty for text; else the version of the JSON format, 1 or 2
public record PathInfos(StorePaths paths, Columns columns, Optional<Long> json,
        boolean pretty) implements Job {
    private static final long FIRST_VERSION = 1;
    private static final long LAST_VERSION = 2;

    /// What is printed beside the paths; `human` sizes are like `5.6 KiB`.
    public record Columns(boolean size, boolean closureSize, boolean human, boolean signatures) {}

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        json.ifPresent(PathInfos::checkVersion);
        Store store = state.world().store();
        List<StorePath> found = paths.find(state, console, false);
        if (json.isPresent()) {
            Object document = document(store, found, json.get());
            out.accept((pretty ? Json.writeIndented(document) : Json.write(document)) + "\n");
            return;
        }
        int width = found.stream().mapToInt(p -> store.storeDir().print(p).length()).max().orElse(0);
        found.forEach(path -> out.accept(line(store, store.require(path), width) + "\n"));
    }

    private static void checkVersion(long version) {
        if (version < FIRST_VERSION || version > LAST_VERSION) {
            throw SessionErrors
                .error(Emphasis.format("unsupported path info JSON format version %s; supported versions are 1 and 2",
                        version));
        }
    }

    private String line(Store store, PathInfo info, int width) {
        StringBuilder line = new StringBuilder(store.storeDir().print(info.path()));
        if (columns.size || columns.closureSize || columns.signatures) {
            line.repeat(' ', width - line.length());
        }
        if (columns.size) {
            line.append(size(info.narSize()));
        }
        if (columns.closureSize) {
            line.append(size(closureSize(store, info.path())));
        }
        if (columns.signatures) {
            List<String> words = new ArrayList<>();
            if (info.ultimate()) {
                words.add("ultimate");
            }
            info.ca().ifPresent(address -> words.add("ca:" + address.render()));
            words.addAll(info.signatures());
            line.append('\t').append(String.join(" ", words));
        }
        return line.toString();
    }

    private String size(long bytes) {
        return columns.human
                ? "\t" + Sizes.human(bytes, true)
                : "\t%11d".formatted(bytes);
    }

    private static long closureSize(Store store, StorePath path) {
        return store.closure(List.of(path))
            .stream()
            .mapToLong(part -> store.require(part).narSize())
            .sum();
    }

    private Object document(Store store, List<StorePath> found, long version) {
        SortedMap<String, @Nullable Object> infos = new TreeMap<>();
        for (StorePath path : found) {
            infos.put(name(store, version).apply(path),
                    store.query(path).map(info -> object(store, info, version)).orElse(null));
        }
        if (version == FIRST_VERSION) {
            return infos;
        }
        SortedMap<String, Object> whole = new TreeMap<>();
        whole.put("info", infos);
        whole.put("storeDir", store.storeDir().path());
        whole.put("version", version);
        return whole;
    }

    private static Function<StorePath, String> name(Store store, long version) {
        return version == FIRST_VERSION ? store.storeDir()::print : StorePath::baseName;
    }

    private Object object(Store store, PathInfo info, long version) {
        Function<StorePath, String> name = name(store, version);
        boolean first = version == FIRST_VERSION;
        SortedMap<String, @Nullable Object> object = new TreeMap<>();
        object.put("ca",
                info.ca().map(ca -> first ? ca.render() : address(ca)).orElse(null));
        object.put("deriver", info.deriver().map(name).orElse(null));
        object.put("narHash", info.narHash().toSri());
        object.put("narSize", info.narSize());
        object.put("references",
                new TreeSet<>(info.references()).stream().map(name).toList());
        long time = info.registrationTime().getEpochSecond();
        object.put("registrationTime", time == 0 ? null : time);
        object.put("signatures", List.copyOf(new TreeSet<>(info.signatures())));
        object.put("storeDir", store.storeDir().path());
        object.put("ultimate", info.ultimate());
        object.put("version", version);
        if (columns.closureSize) {
            object.put("closureSize", closureSize(store, info.path()));
        }
        return object;
    }

    private static Object address(ContentAddress address) {
        SortedMap<String, Object> object = new TreeMap<>();
        object.put("hash", address.hash().toSri());
        object.put("method", address.method().nixName());
        return object;
    }
}

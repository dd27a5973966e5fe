package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.Derivations;
import flakelab.hash.HashFormat;
import flakelab.store.BuildResult.Status;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Closures of inputs told to a builder: `exportReferencesGraph`.
record ReferencesGraph(Store store, SortedSet<StorePath> inputs) {

    /// The text of the file older builders read: of each path its name, an empty deriver and its references.
    String registration(SortedSet<String> paths) {
        StoreDir dir = store.storeDir();
        StringBuilder out = new StringBuilder();
        for (StorePath path : closure(paths)) {
            List<StorePath> references = store.require(path).references();
            out.append(dir.print(path)).append("\n\n").append(references.size()).append('\n');
            references.forEach(reference -> out.append(dir.print(reference)).append('\n'));
        }
        return out.toString();
    }

    /// What an attribute among structured attributes holds.
    Json json(SortedSet<String> paths) {
        StoreDir dir = store.storeDir();
        List<Json> elements = new ArrayList<>();
        for (StorePath path : closure(paths)) {
            PathInfo info = store.require(path);
            SortedMap<String, Json> object = new TreeMap<>();
            object.put("closureSize", number(store.closure(List.of(path))
                .stream()
                .mapToLong(member -> store.require(member).narSize())
                .sum()));
            info.ca().ifPresent(ca -> object.put("ca", new Json.Str(ca.render())));
            object.put("narHash", new Json.Str(info.narHash().render(HashFormat.NIX32, true)));
            object.put("narSize", number(info.narSize()));
            object.put("path", new Json.Str(dir.print(path)));
            object.put("references", new Json.Arr(info.references()
                .stream()
                .<Json>map(reference -> new Json.Str(dir.print(reference)))
                .toList()));
            object.put("valid", new Json.Bool(true));
            elements.add(new Json.Obj(object));
        }
        return new Json.Arr(elements);
    }

    private static Json number(long value) {
        return new Json.Num(Long.toString(value));
    }

    /// The closure of the paths; where a derivation is in it, its outputs' too.
    private SortedSet<StorePath> closure(SortedSet<String> texts) {
        StoreDir dir = store.storeDir();
        SortedSet<StorePath> roots = new TreeSet<>();
        for (String text : texts) {
            StorePath path = dir.parseInside(text).path();
            if (!inputs.contains(path)) {
                throw BuildErrors
                    .error(Status.INPUT_REJECTED,
                            "cannot export references of path '%s' because it is"
                                    + " not in the input closure of the derivation",
                            dir.print(path));
            }
            roots.add(path);
        }
        SortedSet<StorePath> closure = store.closure(roots);
        SortedSet<StorePath> outputs = new TreeSet<>();
        for (StorePath path : closure) {
            if (path.isDerivation()) {
                addOutputs(Derivations.read(store, path), outputs);
            }
        }
        closure.addAll(store.closure(outputs));
        return closure;
    }

    private void addOutputs(Derivation derivation, SortedSet<StorePath> outputs) {
        for (Map.Entry<String, ?> output : derivation.outputs().entrySet()) {
            outputs.add(derivation.outputPath(store.storeDir(), output.getKey())
                .orElseThrow(() -> BuildErrors
                    .misc("exportReferences on CA derivations is not yet implemented")));
        }
    }
}

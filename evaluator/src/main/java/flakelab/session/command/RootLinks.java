package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.State;
import flakelab.store.StorePath;
import flakelab.store.local.LocalStore;
import flakelab.text.Latin1;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/// The links of `--add-root`: the first is called as asked, the others get `-2`, `-3`, ….
final class RootLinks {
    private final State state;
    private final Optional<String> name;
    private final Console console;
    private int count;
    private boolean warned;

    RootLinks(State state, Optional<String> name, Console console) {
        this.state = state;
        this.name = name;
        this.console = console;
    }

    /// Makes the next link and gives its path; without a name to use warns once and gives the store path.
    String keep(StorePath path) {
        count++;
        return keep(path, "");
    }

    /// Makes the next links, one for each output, named after all but `out`.
    Collection<String> keep(SortedMap<String, StorePath> outputs) {
        count++;
        TreeSet<String> kept = new TreeSet<>();
        outputs.forEach(
                (output, path) -> kept.add(keep(path, output.equals("out") ? "" : "-" + output)));
        return kept;
    }

    private String keep(StorePath path, String suffix) {
        String printed = state.world().store().storeDir().print(path);
        if (name.isEmpty()) {
            if (!warned) {
                warned = true;
                console.err("\u001b[35;1mwarning:\u001b[0m you did not specify '--add-root'; "
                        + "the result might be removed by the garbage collector\n");
            }
            return printed;
        }
        Path link = state.directory()
            .resolve(name.get() + (count > 1 ? "-" + count : "") + suffix);
        if (!(state.world().store() instanceof LocalStore local)) {
            return printed;
        }
        local.addPermanentRoot(path, link);
        return Latin1.ofUnicode(link.toString());
    }
}

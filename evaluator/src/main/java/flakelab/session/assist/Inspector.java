package flakelab.session.assist;

import flakelab.session.Display;
import flakelab.session.State;
import flakelab.session.display.Docs;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells what is known of the name under the cursor.
public final class Inspector {
    private final State state;
    private final Looking looking;

    public Inspector(State state, Looking looking) {
        this.state = state;
        this.looking = looking;
    }

    /// `detail` 0: the first paragraph; 1: all.
    public Optional<Display> inspect(String input, int cursor, int detail) {
        NamePath before = NamePath.around(input, cursor);
        if (before.partial().isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>(before.names());
        names.add(before.partial());
        NamePath whole = new NamePath(before.base(), names, "", before.start(), before.quoted());
        Optional<Value> value = looking.follow(whole, names.size());
        return value.map(found -> Docs.of(state, String.join(".", names), found, detail > 0));
    }
}

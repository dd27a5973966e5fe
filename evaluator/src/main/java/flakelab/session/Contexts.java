package flakelab.session;

import flakelab.store.StorePath;
import flakelab.store.Wanted;
import java.util.TreeSet;

/// The elements of string contexts as things to have in a store: `hash-name`, `=hash-name.drv`, `!out!hash-name.drv`.
public final class Contexts {
    private Contexts() {}

    public static Wanted wanted(String element) {
        return switch (element.charAt(0)) {
            case '!' -> {
                int end = element.indexOf('!', 1);
                TreeSet<String> outputs = new TreeSet<>();
                outputs.add(element.substring(1, end));
                yield new Wanted.Built(StorePath.parse(element.substring(end + 1)), outputs);
            }
            case '=' -> new Wanted.Opaque(StorePath.parse(element.substring(1)));
            default -> new Wanted.Opaque(StorePath.parse(element));
        };
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.QueryAvailable;
import flakelab.session.command.QueryAvailable.Column;
import flakelab.text.Emphasis;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `nix-env --query --available --file FILE`; what changes profiles is not offered, flakes and `nix shell` replace it.
final class NixEnv {
    private final Set<Column> columns = EnumSet.of(Column.NAME);
    private boolean query;
    private boolean available;
    private String attribute = "";
    private @Nullable String file;

    static void run(Invocation call, Shell shell) {
        new NixEnv().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = new EvalFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-env --query --available --file FILE",
                "List the packages a file has.");
        flags.toggle(() -> query = true, "List packages.", "-q", "--query")
            .toggle(() -> available = true, "Those of the file.", "-a", "--available")
            .oldValue(text -> file = text, "FILE", "Where the packages are.", "-f", "--file")
            .oldValue(text -> attribute = text, "PATH", "Look only in an attribute.", "-A",
                    "--attr")
            .toggle(() -> columns.add(Column.ATTRIBUTE_PATH), "Print attribute paths.", "-P",
                    "--attr-path")
            .toggle(() -> columns.add(Column.DERIVATION), "Print derivations.", "--drv-path")
            .toggle(() -> columns.add(Column.OUTPUTS), "Print output paths.", "--out-path")
            .toggle(() -> columns.remove(Column.NAME), "Do not print names.", "--no-name");
        common.addTo(flags).parse(call.arguments(), Flags::refuse);
        if (!query || !available || file == null) {
            throw SessionErrors.usage(Emphasis.format(
                    "of '%s' only '%s' is offered; flakes and '%s' do what profiles did",
                    "nix-env", "nix-env -qa -f FILE", "nix shell"));
        }
        common.readOnly();
        shell.run(common.options(), new QueryAvailable(file, attribute, List.copyOf(columns)));
    }
}

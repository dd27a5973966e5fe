package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.command.Installables;
import flakelab.session.command.Search;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `nix search`, with the flags of CppNix's (`src/nix/search.cc`).
final class NixSearch {
    private final List<String> excluded = new ArrayList<>();
    private boolean json;
    private @Nullable Boolean pretty;

    static void run(Invocation call, Shell shell) {
        new NixSearch().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = Nix.commonFlags(call, shell);
        InstallableFlags where = new InstallableFlags();
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " search INSTALLABLE REGEX…", "Search for packages.")
            .documentation("""
                    Shows the packages below *INSTALLABLE* (below `packages` and `legacyPackages` of a flake) whose
                    attribute path, name or description match **all** the regular expressions; upper and lower case are
                    the same. `^` matches every package.

                    ```console
                    # nix search nixpkgs firefox
                    # nix search . '^' --exclude 'python|gnome'
                    ```
                    """);
        flags.value(excluded::add, "REGEX", "Hide packages that match.", "-e", "--exclude")
            .toggle(() -> json = true, "Print as JSON.", "--json")
            .toggle(() -> pretty = true, "Print JSON in lines.", "--pretty")
            .toggle(() -> pretty = false, "Print JSON on one line.", "--no-pretty");
        List<String> words = new ArrayList<>();
        common.addTo(where.addTo(flags)).parse(call.arguments(), words::add);
        Nix.requireFeature(common, "nix-command");
        if (words.size() < 2) {
            throw SessionErrors.usage(Emphasis.format(
                    "Must provide at least one regex! To match all packages, use '%s'.", "nix search <installable> ^"));
        }
        common.readOnly();
        Installables source = where.installables(common);
        shell.run(common.options(), new Search(source, words.getFirst(), words.subList(1, words.size()), excluded, json,
                pretty == null ? call.isTerminal(1) : pretty));
    }
}

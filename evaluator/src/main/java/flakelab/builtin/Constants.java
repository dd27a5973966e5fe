package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.eval.World.SearchEntry;
import flakelab.value.AttrsBuilder;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.List;

/// Values that are simply there: `true`, `null`, `currentSystem`, `nixVersion`, …
final class Constants {
    /// The Nix whose language and store formats these are.
    static final String NIX_VERSION = "2.34.8";

    private Constants() {}

    @Builtin(impure = true, doc = """
            The time at which evaluation began, in seconds since 1970-01-01 00:00:00 UTC. It stays the same during one
            evaluation. Pure evaluation does not have it.
            """)
    static Value currentTime(Evaluator ev) {
        return IntValue.of(ev.world().currentTime());
    }

    @Builtin(impure = true, doc = """
            The system packages are meant for unless they say otherwise, for example `"x86_64-linux"`: the setting
            `eval-system`, else `system`. Pure evaluation does not have it.
            """)
    static Value currentSystem(Evaluator ev) {
        return StringValue.of(ev.settings().currentSystem());
    }

    @Builtin(doc = "The version of Nix whose behaviour this is, for example `\"2.34.8\"`.")
    static Value nixVersion(Evaluator ev) {
        return StringValue.of(NIX_VERSION);
    }

    @Builtin(doc = "The logical directory of the store, `\"/nix/store\"` unless configured otherwise.")
    static Value storeDir(Evaluator ev) {
        return StringValue.of(ev.world().store().storeDir().path());
    }

    @Builtin(doc = "The version of the Nix language.")
    static Value langVersion(Evaluator ev) {
        return IntValue.of(6);
    }

    @Builtin(doc = """
            The search path of `<…>` expressions: a list of sets with `path` and `prefix`, from `-I` and `NIX_PATH`.
            `<nixpkgs>` means `builtins.findFile builtins.nixPath "nixpkgs"`.
            """)
    static Value nixPath(Evaluator ev) {
        List<SearchEntry> entries = ev.world().searchPath();
        Value[] list = new Value[entries.size()];
        for (int i = 0; i < list.length; i++) {
            SearchEntry entry = entries.get(i);
            list[i] = new AttrsBuilder(2).put("path", StringValue.of(entry.path()))
                .put("prefix", StringValue.of(entry.prefix()))
                .build();
        }
        return ListValue.of(list);
    }
}

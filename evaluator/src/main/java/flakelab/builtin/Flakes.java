package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.fetch.Attributes;
import flakelab.flake.FlakeRef;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.LockFlags;
import flakelab.flake.Locker;
import flakelab.text.Position;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.IntValue;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// Flakes in expressions: `getFlake` and the two forms of flake references (CppNix `src/libflake/flake-primops.cc`).
final class Flakes {
    private Flakes() {}

    @Builtin(feature = "flakes", doc = """
            Fetch the flake that the reference *args* means, and give its outputs together with `inputs`, `outputs`,
            `sourceInfo` and what is known of its source. In pure evaluation the reference must be locked.

            ```nix
            (builtins.getFlake "github:NixOS/nix/55bc52401966fbffa525c574c14f67b00bc4fb3a").packages.x86_64-linux.nix
            ```
            """)
    static Value getFlake(Evaluator ev, int pos,
            @Arg("while evaluating the argument passed to builtins.getFlake") String args) {
        flakelab.flake.Flakes flakes = flakelab.flake.Flakes.of(ev);
        Locker locker = flakes.locker();
        FlakeRef ref = FlakeRefParser.ofText(locker.fetchers().log()).parse(args);
        boolean pure = ev.settings().pureEval();
        if (pure && !ref.input().isLocked(locker.fetchers().settings())) {
            throw BuiltinErrors.error(
                    "cannot call 'getFlake' on unlocked flake reference '%s', at %s (use --impure to override)",
                    args,
                    ev.at(pos).map(Position::shown).orElse("\u00c2\u00abnone\u00c2\u00bb"));
        }
        LockFlags flags = LockFlags.DEFAULT.withUpdate(false)
            .withWrite(false)
            .withAllowUnlocked(!pure);
        return flakes.call(locker.lock(ref, pure ? flags.withRegistries(false) : flags));
    }

    @Builtin(feature = "flakes", doc = """
            The parts of the flake reference *flake-ref* as a set.

            ```nix
            builtins.parseFlakeRef "github:NixOS/nixpkgs/23.05?dir=lib"
            => { dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }
            ```
            """)
    static Value parseFlakeRef(Evaluator ev, int pos,
            @Arg("while evaluating the argument passed to builtins.parseFlakeRef") String flakeRef) {
        Attributes parts = FlakeRefParser
            .ofText(flakelab.flake.Flakes.of(ev).locker().fetchers().log())
            .parse(flakeRef)
            .attributes();
        AttrsBuilder attrs = new AttrsBuilder(parts.values().size());
        parts.values().forEach((name, part) -> attrs.put(name, switch (part) {
            case Long number -> IntValue.of(number);
            case Boolean flag -> BoolValue.of(flag);
            default -> StringValue.of((String) part);
        }));
        return attrs.build();
    }

    @Builtin(feature = "flakes", doc = """
            The flake reference whose parts are *attrs*, as a URL.

            ```nix
            builtins.flakeRefToString { dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }
            => "github:NixOS/nixpkgs/23.05?dir=lib"
            ```
            """)
    static Value flakeRefToString(Evaluator ev, int pos,
            @Arg("while evaluating the argument passed to builtins.flakeRefToString") Attrs attrs) {
        Attributes parts = Attributes.EMPTY;
        for (int i : attrs.shape().bySight()) {
            String name = attrs.nameAt(i).name;
            parts = parts.with(name, switch (attrs.valueAt(i).force(attrs.positionAt(i))) {
                case IntValue number when number.value() < 0 -> throw BuiltinErrors
                    .error("negative value given for flake ref attr %s: %s", name, number.value())
                    .at(ev.at(pos));
                case IntValue number -> number.value();
                case BoolValue flag -> flag.value();
                case StringValue text -> text.text();
                case Value other -> throw BuiltinErrors.error(
                        "flake reference attribute sets may only contain integers, Booleans, and strings, "
                                + "but attribute '%s' is %s",
                        name, other.typeName());
            });
        }
        return StringValue.of(FlakeRef.ofAttributes(parts).toString());
    }
}

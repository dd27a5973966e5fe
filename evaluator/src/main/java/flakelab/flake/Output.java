package flakelab.flake;

import flakelab.text.NixException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A node of what a flake provides, as `flake show` finds it.
public sealed interface Output {
    /// A set of more outputs.
    record Group(SortedMap<String, Output> members) implements Output {}

    /// A derivation; `kind` is `package`, `development environment` or `derivation`.
    record Derivation(String kind, String name, String description) implements Output {}

    /// Something to run; without a description if it has none.
    record App(Optional<String> description) implements Output {}

    record Template(String description) implements Output {}

    /// Something that is not looked into: `type` is `nixos-module`, `nixpkgs-overlay`, `nixos-configuration` or
    /// `unknown`, `shown` how people are told.
    record Opaque(String type, String shown) implements Output {}

    /// Something that was not looked at, or is not what it should be.
    record Omitted(Reason reason) implements Output {}

    /// Something whose evaluation failed; `inside`: it was to be looked into already.
    record Failed(NixException error, boolean inside) implements Output {}

    /// Why something is omitted.
    enum Reason {
        NOT_REACHED("", ""), OTHER_SYSTEM("omitted", " (use '--all-systems' to show)"), LEGACY("omitted",
                " (use '--legacy' to show)"), IMPORT_FROM_DERIVATION(
                        "omitted due to use of import from derivation", ""), NO_DERIVATION("", "");

        private final String what;
        private final String advice;

        Reason(String what, String advice) {
            this.what = what;
            this.advice = advice;
        }

        public String what() {
            return what;
        }

        /// How to see it after all, with a blank in front; empty if there is no way.
        public String advice() {
            return advice;
        }
    }

    /// As `nix flake show --json` has it.
    default SortedMap<String, Object> toJson() {
        SortedMap<String, Object> json = new TreeMap<>();
        switch (this) {
            case Group(SortedMap<String, Output> members) ->
                members.forEach((name, output) -> json.put(name,
                        output.toJson()));
            case Derivation(_, String name, String description) -> {
                json.put("type", "derivation");
                json.put("name", name);
                json.put("description", description);
            }
            case App(Optional<String> description) -> {
                json.put("type", "app");
                description.ifPresent(text -> json.put("description", text));
            }
            case Template(String description) -> {
                json.put("type", "template");
                json.put("description", description);
            }
            case Opaque(String type, _) -> json.put("type", type);
            case Omitted _,Failed _ -> {
            }
        }
        return json;
    }

    /// As `nix flake show` prints it, with ANSI colours, each line ended; `title` is the flake's reference. Ends at the first
    /// failure.
    default String toText(String title) {
        StringBuilder out = new StringBuilder();
        print(out, "\u001b[1m" + title + "\u001b[0m", "");
        return out.toString();
    }

    /// The first thing that failed.
    default Optional<NixException> failure() {
        return switch (this) {
            case Failed(NixException error, _) -> Optional.of(error);
            case Group(SortedMap<String, Output> members) -> members.values()
                .stream()
                .flatMap(member -> member.failure().stream())
                .findFirst();
            case Derivation _,App _,Template _,Opaque _,Omitted _ -> Optional.empty();
        };
    }

    private void print(StringBuilder out, String header, String prefix) {
        switch (this) {
            case Group(SortedMap<String, Output> members) -> {
                out.append(header).append('\n');
                members.forEach((name, output) -> {
                    boolean last = name.equals(members.lastKey());
                    output.print(out,
                            "\u001b[32;1m" + prefix + (last ? Branches.LAST : Branches.BRANCH)
                                    + "\u001b[0m\u001b[1m" + name + "\u001b[0m",
                            prefix + (last ? Branches.NONE : Branches.LINE));
                });
            }
            case Derivation(String kind, String name, _) ->
                out.append(header)
                    .append(": ")
                    .append(kind)
                    .append(" '")
                    .append(name)
                    .append("'\n");
            case App(Optional<String> description) -> out.append(header)
                .append(": app: \u001b[1m")
                .append(description.orElse("no description"))
                .append("\u001b[0m\n");
            case Template(String description) ->
                out.append(header)
                    .append(": template: \u001b[1m")
                    .append(description)
                    .append("\u001b[0m\n");
            case Opaque(_, String shown) ->
                out.append(header).append(": \u001b[35;1m").append(shown).append("\u001b[0m\n");
            case Omitted(Reason reason) when reason.what.isEmpty() -> {
            }
            case Omitted(Reason reason) -> out.append(header)
                .append(" \u001b[35;1m")
                .append(reason.what)
                .append("\u001b[0m")
                .append(reason.advice)
                .append('\n');
            case Failed(_, boolean inside) -> out.append(inside ? header + "\n" : "");
        }
    }
}

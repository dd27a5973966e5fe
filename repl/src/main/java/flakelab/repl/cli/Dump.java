package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.display.Displays;
import flakelab.text.Latin1;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// `nix __dump-cli`: all commands and their flags as JSON (CppNix `NixArgs::dumpCli`, `src/nix/main.cc`).
record Dump(Invocation call) {
    /// Latin-1, as all of Nix's own bytes.
    String json() {
        SortedMap<String, Object> commands = new TreeMap<>();
        Nix.byCategory().forEach((category, members) -> members.forEach((name, program) -> {
            SortedMap<String, Object> entry = entry(program);
            entry.put("category", Map.of("id", category.ordinal(), "description", category.title));
            commands.put(name, entry);
        }));
        return Displays.jsonText(Map.of("args", new TreeMap<>(Map.of("commands", commands))));
    }

    private SortedMap<String, Object> entry(Shell.Program program) {
        return switch (Declaration.of(call, program)) {
            case Declaration.What.Group(String summary, var members) -> {
                SortedMap<String, Object> commands = new TreeMap<>();
                members.forEach((name, member) -> commands.put(name, entry(member)));
                yield new TreeMap<>(Map.of("description", Latin1.ofUnicode(summary), "commands", commands));
            }
            case Declaration.What.Single(Flags flags) -> single(flags);
        };
    }

    private static SortedMap<String, Object> single(Flags flags) {
        SortedMap<String, Object> all = new TreeMap<>();
        for (Flags.Flag flag : flags.all()) {
            String longest = flag.names().stream().filter(name -> name.startsWith("--")).findFirst().orElse("");
            if (!longest.isEmpty()) {
                all.put(longest.substring(2), flag(flag));
            }
        }
        List<Object> words = new ArrayList<>();
        if (!flags.words().label().isEmpty()) {
            words.add(Map.of("label", Latin1.ofUnicode(flags.words().label())));
        }
        return new TreeMap<>(Map.of("args", words, "flags", all, "description",
                Latin1.ofUnicode(flags.help().map(Help::summary).orElse("")), "doc",
                Latin1.ofUnicode(flags.help().map(Help::documentation).orElse(""))));
    }

    private static SortedMap<String, Object> flag(Flags.Flag flag) {
        SortedMap<String, Object> entry = new TreeMap<>(
                Map.of("arity", flag.arity(), "category", flag.category(), "description",
                        Latin1.ofUnicode(flag.doc())));
        flag.names()
            .stream()
            .filter(name -> !name.startsWith("--"))
            .findFirst()
            .ifPresent(name -> entry.put("shortName", name.substring(1)));
        if (!flag.labels().isEmpty()) {
            entry.put("labels", List.of(flag.labels().split(" ")));
        }
        return entry;
    }
}

package flakelab.session.command;

import flakelab.eval.Evaluator;
import flakelab.eval.EvalException;
import flakelab.eval.PrintOptions;
import flakelab.eval.Printer;
import flakelab.nar.FileNames;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Wanted;
import flakelab.text.Diagnostic;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `nix eval` (CppNix `src/nix/eval.cc`).
///
/// @param apply   a function to apply to the value first
/// @param writeTo where to write a string or a tree of strings
public record Evaluate(Installables source, String installable, Format format, boolean pretty,
        Optional<String> apply,
        Optional<Path> writeTo) implements Job {
    public enum Format {
        PLAIN, RAW, JSON
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Evaluator evaluator = state.evaluator();
        Value value = value(state);
        if (apply.isPresent()) {
            Value function = evaluator.eval(state.parse(apply.get()), evaluator.baseScope());
            value = evaluator.call(function, value, Positions.NONE);
        }
        if (writeTo.isPresent()) {
            Path target = state.directory().resolve(writeTo.get());
            if (Files.exists(target)) {
                throw SessionErrors.error(Emphasis.format("path '%s' already exists", writeTo.get()));
            }
            write(evaluator, value, target);
            return;
        }
        switch (format) {
            case RAW -> out.accept(evaluator.coerceToString(value, Positions.NONE,
                    "while generating the eval command output", false, true, true)
                .text());
            case JSON -> {
                String json = Documents.json(evaluator, value, false, true);
                out.accept((pretty ? Documents.pretty(json) : json) + "\n");
            }
            case PLAIN -> out.accept(new Printer(evaluator,
                    PrintOptions.PLAIN.withForce(true).withDerivationPaths(true))
                .print(value) + "\n");
        }
    }

    private Value value(State state) {
        return switch (source.find(state, List.of(installable)).getFirst()) {
            case Installables.Found.Evaluated found -> found.attribute().value(found.ofFlake());
            case Installables.Found.InStore(Wanted wanted) ->
                throw SessionErrors.error(Emphasis.format(
                        "installable '%s' does not correspond to a Nix language value",
                        wanted.show(state.world().store().storeDir())));
        };
    }

    private static void write(Evaluator evaluator, Value value, Path path) {
        try {
            switch (value.force(Positions.NONE)) {
                case StringValue text ->
                    Files.write(path, text.text().getBytes(StandardCharsets.ISO_8859_1),
                            java.nio.file.StandardOpenOption.CREATE_NEW);
                case Attrs set -> writeDirectory(evaluator, set, path);
                case Value other -> throw new EvalException(Emphasis.format(
                        "value at '%s' is not a string or an attribute set", path));
            }
        } catch (IOException e) {
            throw SessionErrors.error(Emphasis.format("writing '%s': %s", path, String.valueOf(e.getMessage())));
        }
    }

    private static void writeDirectory(Evaluator evaluator, Attrs set, Path path)
            throws IOException {
        Files.createDirectory(path);
        for (int i = 0; i < set.size(); i++) {
            String name = set.nameAt(i).name;
            try {
                if (name.equals(".") || name.equals("..") || name.contains("/")) {
                    throw SessionErrors.error(Emphasis.format("invalid file name '%s'", name));
                }
                write(evaluator, set.valueAt(i), FileNames.child(path, name));
            } catch (NixException e) {
                e.addFrame(new Diagnostic.Frame(evaluator.at(set.positionAt(i)),
                        Emphasis.format("while evaluating the attribute '%s'", name), false));
                throw e;
            }
        }
    }
}

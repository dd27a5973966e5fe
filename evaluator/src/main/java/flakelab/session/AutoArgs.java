package flakelab.session;

import flakelab.nar.FileNames;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/// Makes values of the arguments given on a command line (CppNix `MixEvalArgs::getAutoArgs`).
final class AutoArgs {
    private AutoArgs() {}

    static Attrs evaluate(State state, List<AutoArg> arguments) {
        AttrsBuilder set = new AttrsBuilder(arguments.size());
        for (AutoArg argument : arguments) {
            set.put(Latin1.ofUnicode(argument.name()), value(state, argument));
        }
        return set.build();
    }

    private static Value value(State state, AutoArg argument) {
        return switch (argument.kind()) {
            case EXPRESSION -> state.lazily(argument.text());
            case STRING -> StringValue.of(Latin1.ofUnicode(argument.text()));
            case FILE -> StringValue.of(file(state, argument.text()));
            case STDIN -> StringValue.of(state.stdin());
        };
    }

    private static String file(State state, String name) {
        try {
            byte[] bytes = Files
                .readAllBytes(state.directory().resolve(FileNames.path(Latin1.ofUnicode(name))));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw SessionErrors
                .error(Emphasis.format("opening file '%s': No such file or directory", name));
        }
    }
}

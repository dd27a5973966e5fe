package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.Lambda;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The one derivation `nix-shell` is told to work on (CppNix `src/nix/nix-build/nix-build.cc`).
///
/// @param words      files, expressions or packages
/// @param attributes attribute paths into each
/// @param script     the script whose first lines said all this
public record ShellSubject(Kind kind, List<String> words, List<String> attributes,
        Optional<Path> script) {
    public enum Kind {
        FILES, EXPRESSIONS, PACKAGES, STDIN
    }

    private static final Symbol IN_NIX_SHELL = Symbol.of("inNixShell");
    private static final int MOST_LINKS = 1024;

    /// Evaluates to the derivation; its `.drv` is in the store.
    StorePath find(State state, Console console) {
        List<StorePath> found = new ArrayList<>();
        List<Expr> expressions = switch (kind) {
            case STDIN -> List.of(state.parseStdin());
            case EXPRESSIONS -> words.stream().map(state::parse).toList();
            case PACKAGES -> List.of(state.parse(packages()));
            case FILES -> files(state, console, found);
        };
        expressions.forEach(expression -> found.addAll(derivations(state, expression)));
        if (found.size() != 1) {
            throw SessionErrors.usage("nix-shell requires a single derivation");
        }
        return found.getFirst();
    }

    private String packages() {
        StringBuilder expression = new StringBuilder(
                "{...}@args: with import <nixpkgs> args; (pkgs.runCommandCC or pkgs.runCommand) \"shell\" { buildInputs = [ ");
        words.forEach(word -> expression.append('(').append(word).append(") "));
        return expression.append("]; } \"\"").toString();
    }

    private List<Expr> files(State state, Console console, List<StorePath> found) {
        List<Expr> expressions = new ArrayList<>();
        for (String word : words.isEmpty() ? List.of(here(state)) : words) {
            Optional<StorePath> derivation = derivation(state, word);
            if (derivation.isPresent()) {
                found.add(derivation.get());
            } else {
                expressions.add(state.evaluator().parseFile(file(state, console, state.path(place(word)))));
            }
        }
        return expressions;
    }

    private static String here(State state) {
        Path directory = state.directory();
        boolean shell = Files.exists(directory.resolve("shell.nix"));
        if (shell && !state.settings().get(StandardSettings.SHELL_LOOKS_FOR_SHELL_NIX)) {
            return "shell.nix";
        }
        if (!shell && !Files.exists(directory.resolve("default.nix"))) {
            throw SessionErrors.error(Emphasis.format(
                    "no argument specified and no '%s' or '%s' file found in the working directory",
                    "shell.nix", "default.nix"));
        }
        return ".";
    }

    /// Files a script names start from where the script is.
    private String place(String word) {
        return script.isEmpty() || word.startsWith("<") || word.contains(":")
                ? word
                : script.get().resolveSibling(word).normalize().toString();
    }

    /// A `.drv` in the store, or a link to one.
    private static Optional<StorePath> derivation(State state, String word) {
        Store store = state.world().store();
        try {
            int outputs = word.indexOf('!');
            Path real = state.directory()
                .resolve(outputs < 0 ? word : word.substring(0, outputs))
                .toRealPath();
            return store.storeDir()
                .maybeParse(Latin1.ofUnicode(real.toString()))
                .filter(StorePath::isDerivation);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /// Of a directory its `shell.nix`, else its `default.nix`.
    private static PathValue file(State state, Console console, PathValue given) {
        PathValue path = given;
        SourceAccessor.Kind kind = path.accessor().kind(path.path());
        for (int links = 0; kind == SourceAccessor.Kind.SYMLINK && links < MOST_LINKS; links++) {
            String target = path.accessor().readLink(path.path());
            path = target.startsWith("/")
                    ? new PathValue(path.accessor(), PathValue.canonical(target))
                    : path.parent().resolve(target);
            kind = path.accessor().kind(path.path());
        }
        if (kind != SourceAccessor.Kind.DIRECTORY) {
            return path;
        }
        PathValue shell = path.resolve("shell.nix");
        if (shell.accessor().kind(shell.path()) != null) {
            if (state.settings().get(StandardSettings.SHELL_LOOKS_FOR_SHELL_NIX)) {
                return shell;
            }
            String setting = StandardSettings.SHELL_LOOKS_FOR_SHELL_NIX.name();
            console.err("\u001b[35;1mwarning:\u001b[0m " + Latin1.toUnicode(Emphasis.format(
                    "Skipping '%s', because the setting '%s' is disabled. This is a deprecated behavior."
                            + " Consider enabling '%s'.",
                    shell.shown(), setting, setting)) + "\n");
        }
        PathValue standard = path.resolve("default.nix");
        if (standard.accessor().kind(standard.path()) != null) {
            return standard;
        }
        throw SessionErrors.error(Emphasis.format("neither '%s' nor '%s' found in '%s'",
                "shell.nix", "default.nix", path.shown()));
    }

    private List<StorePath> derivations(State state, Expr expression) {
        Value whole = state.evaluator().eval(expression, state.evaluator().baseScope());
        Attrs arguments = state.autoArgs();
        AttrsBuilder more = new AttrsBuilder(arguments.size() + 1);
        for (int i = 0; i < arguments.size(); i++) {
            more.put(arguments.nameAt(i), arguments.valueAt(i));
        }
        Attrs inShell = arguments.has(IN_NIX_SHELL)
                ? arguments
                : more.put(IN_NIX_SHELL, BoolValue.of(true)).build();
        List<StorePath> found = new ArrayList<>();
        for (String attribute : attributes.isEmpty() ? List.of("") : attributes) {
            Value value = state.evaluator()
                .findAlongPath(Latin1.ofUnicode(attribute),
                        asksForShell(whole) ? inShell : arguments, whole)
                .value()
                .force(Positions.NONE);
            Packages.of(state.evaluator(), value, asksForShell(value) ? inShell : arguments)
                .forEach(each -> found.add(each.derivation()));
        }
        return found;
    }

    private static boolean asksForShell(Value value) {
        return value.force(Positions.NONE) instanceof Lambda lambda
                && lambda.code().formals(0) instanceof Expr.Formals formals
                && formals.formals().stream().anyMatch(formal -> formal.name() == IN_NIX_SHELL);
    }
}

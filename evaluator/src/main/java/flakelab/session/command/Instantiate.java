package flakelab.session.command;

import flakelab.eval.AmbiguousPrinter;
import flakelab.eval.Evaluator;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.syntax.Expr;
import flakelab.syntax.ExprPrinter;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.PathValue;
import flakelab.value.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `nix-instantiate`: evaluate and print, or make store derivations of what comes out
/// (CppNix `src/nix/nix-instantiate/nix-instantiate.cc`).
///
/// @param sources    files, or expressions where `areExpressions`
/// @param attributes attribute paths into each; `""` is all of it
/// @param mode       how far to go
/// @param root       where `--add-root` puts links to the derivations
public record Instantiate(List<String> sources, boolean areExpressions, boolean readStdin,
        List<String> attributes,
        Mode mode, Format format, boolean strict, boolean locations,
        Optional<String> root) implements Job {
    public enum Mode {
        PARSE, EVALUATE, INSTANTIATE, FIND_FILE
    }

    public enum Format {
        PLAIN, RAW, XML, JSON
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Work work = new Work(this, state, state.evaluator(), state.autoArgs(), out,
                new RootLinks(state, root, console));
        if (mode == Mode.FIND_FILE) {
            sources.forEach(work::findFile);
            return;
        }
        if (readStdin) {
            work.process(state.parseStdin());
        }
        for (String source : sources) {
            work.process(areExpressions ? state.parse(source) : state.parseFile(source));
        }
    }

    /// One run.
    private record Work(Instantiate options, State state, Evaluator evaluator, Attrs autoArgs,
            Consumer<String> out,
            RootLinks roots) {
        void findFile(String name) {
            PathValue found = state.findFile(Latin1.ofUnicode(name));
            out.accept(found.accessor()
                .realPath(found.path())
                .map(path -> Latin1.ofUnicode(path.toString()))
                .orElseThrow(() -> SessionErrors.error(
                        Emphasis.format("'%s' has no physical path", found.shown()))));
            out.accept("\n");
        }

        void process(Expr expression) {
            if (options.mode == Mode.PARSE) {
                evaluator.lazyEval(expression, evaluator.baseScope()); // for undefined variables
                out.accept(ExprPrinter.print(expression) + "\n");
                return;
            }
            Value whole = evaluator.eval(expression, evaluator.baseScope());
            for (String path : options.attributes) {
                Value value = evaluator.findAlongPath(Latin1.ofUnicode(path), autoArgs, whole)
                    .value()
                    .force(Positions.NONE);
                if (options.mode == Mode.EVALUATE) {
                    print(autoArgs.isEmpty() ? value : evaluator.autoCall(autoArgs, value));
                } else {
                    instantiate(value);
                }
            }
        }

        private void print(Value value) {
            switch (options.format) {
                case RAW -> out.accept(evaluator.coerceToString(value, Positions.NONE,
                        "while generating the nix-instantiate output", false, true, true)
                    .text());
                case XML ->
                    out.accept(Documents.xml(evaluator, value, options.strict, options.locations));
                case JSON -> out.accept(Documents.json(evaluator, value, true, options.strict) + "\n");
                case PLAIN -> {
                    if (options.strict) {
                        evaluator.deepForceResult(value);
                    }
                    out.accept(
                            AmbiguousPrinter.print(evaluator, value.force(Positions.NONE)) + "\n");
                }
            }
        }

        private void instantiate(Value value) {
            for (Package found : Packages.of(evaluator, value, autoArgs)) {
                StorePath derivation = found.derivation();
                String output = found.output();
                if (output.isEmpty()) {
                    throw SessionErrors
                        .error(Emphasis.format("derivation '%s' lacks an 'outputName' attribute",
                                storeDir().print(derivation)));
                }
                out.accept(
                        roots.keep(derivation) + (output.equals("out") ? "" : "!" + output) + "\n");
            }
        }

        private StoreDir storeDir() {
            return state.world().store().storeDir();
        }
    }
}

package flakelab.kernel;

import flakelab.session.Answer;
import flakelab.session.Completeness;
import flakelab.session.Completions;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.Tree;
import flakelab.text.Diagnostic;
import flakelab.text.NixException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Says back what it is given, and misbehaves on request.
final class EchoInterpreter implements Interpreter {
    private volatile boolean stop;
    volatile boolean closed;

    @Override
    public Answer run(String input, Console console) {
        stop = false;
        String[] words = input.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "print" -> {
                for (int i = 0; i < Integer.parseInt(rest); i++) {
                    console.out("line " + i + "\n");
                }
                yield new Answer.Silent();
            }
            case "both" -> {
                console.out("one\n");
                console.err("two\n");
                console.out("three\n");
                yield shown("four");
            }
            case "fail" -> failed(rest, false);
            case "overflow" -> shown("" + dig(0));
            case "crash" -> throw new IllegalStateException(rest);
            case "sleep" -> sleep(Integer.parseInt(rest), true);
            case "stubborn" -> sleep(Integer.parseInt(rest), false);
            case "ask" -> console.ask(rest, false)
                .map(EchoInterpreter::shown)
                .orElseGet(() -> failed("nobody answers", false));
            case "bind" -> new Answer.Bound(List.of(rest), Display.text(""));
            case "late" -> {
                Thread.ofPlatform().daemon().start(() -> {
                    sleep(Integer.parseInt(rest), false);
                    console.out("late\n");
                });
                yield new Answer.Silent();
            }
            case "progress" -> {
                for (int i = 0; i <= Integer.parseInt(rest); i++) {
                    console.update("bar", Display.text(i + " done"));
                    sleep(1, false);
                }
                yield new Answer.Silent();
            }
            case "quit" -> new Answer.Quit();
            case "html" ->
                new Answer.Shown(Display.text(rest).with(Display.HTML, "<b>" + rest + "</b>"));
            case "tree" -> new Answer.Shown(Display.text("a tree")
                .with(Tree.PART, new Numbers("", Integer.parseInt(rest))));
            default -> shown(input);
        };
    }

    /// A tree of the numbers below `size`, each as deep as itself; thirteen fails.
    private record Numbers(String label, int size) implements Tree {
        @Override
        public String glance() {
            return "<" + size + ">";
        }

        @Override
        public boolean opens() {
            return size > 0;
        }

        @Override
        public List<Tree> parts() {
            if (size == 13) {
                throw new NixException("bad luck", Optional.empty()) {
                };
            }
            return IntStream.range(0, size).<Tree>mapToObj(i -> new Numbers("n" + i, i)).toList();
        }
    }

    @Override
    public List<Tree> open(Tree tree) {
        return tree.parts();
    }

    private static Answer shown(String text) {
        return new Answer.Shown(Display.text(text));
    }

    private static Answer failed(String message, boolean interrupted) {
        return new Answer.Failed(Diagnostic.error(message, Optional.empty()),
                Display.text("\u001b[31;1merror:\u001b[0m\n" + message), interrupted);
    }

    private static int dig(int depth) {
        return depth < 0 ? 0 : dig(depth + 1) + 1;
    }

    private Answer sleep(int millis, boolean attentive) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            if (attentive && stop) {
                return failed("interrupted by the user", true);
            }
            LockSupport.parkNanos(1_000_000);
        }
        return shown("slept");
    }

    @Override
    public Completeness completeness(String input) {
        return input.endsWith("(")
                ? new Completeness(Completeness.Kind.INCOMPLETE, "  ")
                : input.endsWith(")")
                        ? new Completeness(Completeness.Kind.INVALID, "")
                        : new Completeness(Completeness.Kind.COMPLETE, "");
    }

    @Override
    public Completions complete(String input, int cursor) {
        int start = input.lastIndexOf(' ', cursor - 1) + 1;
        String word = input.substring(start, cursor);
        return new Completions(start, cursor, List.of(new Completions.Completion(word + word,
                word, "lambda", Optional.of("doubled"))));
    }

    @Override
    public Optional<Display> inspect(String input, int cursor, int detail) {
        return input.isEmpty()
                ? Optional.empty()
                : Optional.of(Display.text(input.substring(0, cursor) + " at " + detail));
    }

    @Override
    public void interrupt() {
        stop = true;
    }

    @Override
    public void close() {
        closed = true;
    }
}

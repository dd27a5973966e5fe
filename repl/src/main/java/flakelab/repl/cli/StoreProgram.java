package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.command.AddToStore;
import flakelab.session.command.CheckStore;
import flakelab.session.command.CollectGarbage;
import flakelab.session.command.CollectGarbage.Wish;
import flakelab.session.command.QueryStore;
import flakelab.session.command.QueryStore.Question;
import flakelab.session.command.Realise;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix-store`, with the operations and flags of CppNix's (`src/nix/nix-store/nix-store.cc`), and
/// `nix-collect-garbage`.
final class StoreProgram {
    private enum Operation {
        INIT, REALISE, ADD, ADD_FIXED, QUERY, CHECK_VALIDITY, GC, DELETE
    }

    private static final Map<Question, List<String>> QUESTIONS = Map.ofEntries(
            Map.entry(Question.OUTPUTS, List.of("--outputs")),
            Map.entry(Question.REQUISITES, List.of("-R", "--requisites")),
            Map.entry(Question.REFERENCES, List.of("--references")),
            Map.entry(Question.REFERRERS, List.of("--referrers", "--referers")),
            Map.entry(Question.REFERRERS_CLOSURE,
                    List.of("--referrers-closure", "--referers-closure")),
            Map.entry(Question.DERIVER, List.of("-d", "--deriver")),
            Map.entry(Question.VALID_DERIVERS, List.of("--valid-derivers")),
            Map.entry(Question.BINDING, List.of("-b", "--binding")),
            Map.entry(Question.HASH, List.of("--hash")), Map.entry(Question.SIZE, List.of("--size")),
            Map.entry(Question.RESOLVE, List.of("--resolve")));

    private final List<String> words = new ArrayList<>();
    private @Nullable Operation operation;
    private @Nullable Question question;
    private Wish collecting = Wish.COLLECT;
    private @Nullable String root;
    private boolean dryRun;
    private boolean noOutput;
    private boolean recursive;
    private boolean useOutput;
    private boolean forceRealise;
    private boolean printInvalid;
    private boolean ignoreLiveness;
    private long maxFreed = Long.MAX_VALUE;

    static void run(Invocation call, Shell shell) {
        new StoreProgram().go(call, shell);
    }

    /// `nix-collect-garbage`.
    static void collectGarbage(Invocation call, Shell shell) {
        new StoreProgram().collect(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = new EvalFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-store OPERATION [PATH…]", "Work on the store.");
        operations(flags);
        QUESTIONS.forEach((asked, names) -> flags.toggle(() -> ask(asked, names.getLast()), "",
                names.toArray(String[]::new)));
        flags.oldValue(name -> root = name, "PATH", "Keep the result by a link.", "--add-root")
            .toggle(() -> {}, "", "--indirect")
            .toggle(() -> noOutput = true, "Print no paths.", "--no-output")
            .toggle(() -> dryRun = true, "Only say what would be done.", "--dry-run")
            .toggle(() -> recursive = true, "With --add-fixed: hash archives.", "--recursive")
            .toggle(() -> useOutput = true, "Ask about a derivation's outputs.", "-u",
                    "--use-output")
            .toggle(() -> forceRealise = true, "Build first.", "-f", "--force-realise",
                    "--force-realize")
            .toggle(() -> printInvalid = true, "Print what is not valid.", "--print-invalid")
            .toggle(() -> ignoreLiveness = true, "Delete also what roots keep.",
                    "--ignore-liveness")
            .toggle(() -> collecting = Wish.PRINT_LIVE, "Print what is needed.", "--print-live")
            .toggle(() -> collecting = Wish.PRINT_DEAD, "Print what nothing needs.",
                    "--print-dead")
            .oldValue(text -> maxFreed = bytes(text), "BYTES", "Stop after freeing so much.",
                    "--max-freed");
        common.addTo(flags).parse(call.arguments(), words::add);
        shell.run(common.options(), job());
    }

    private void operations(Flags flags) {
        flags.toggle(() -> choose(Operation.INIT), "Open the store.", "--init")
            .toggle(() -> choose(Operation.REALISE), "Build.", "-r", "--realise", "--realize")
            .toggle(() -> choose(Operation.ADD), "Copy into the store.", "-A", "--add")
            .toggle(() -> choose(Operation.ADD_FIXED), "Copy into the store by a given hash.",
                    "--add-fixed")
            .toggle(() -> choose(Operation.QUERY), "Ask about paths.", "-q", "--query")
            .toggle(() -> choose(Operation.CHECK_VALIDITY), "Check that paths are valid.",
                    "--check-validity")
            .toggle(() -> choose(Operation.GC), "Delete what nothing needs.", "--gc")
            .toggle(() -> choose(Operation.DELETE), "Delete paths.", "--delete");
    }

    private void choose(Operation wanted) {
        if (operation != null && operation != wanted) {
            throw SessionErrors.usage("only one operation may be specified");
        }
        operation = wanted;
    }

    private void ask(Question asked, String flag) {
        if (question != null && question != asked) {
            throw SessionErrors
                .usage(Emphasis.format("query type '%s' conflicts with earlier flag", flag));
        }
        question = asked;
    }

    private Job job() {
        if (operation == null) {
            throw SessionErrors.usage("no operation specified");
        }
        return switch (operation) {
            case INIT -> new CheckStore(List.of(), false);
            case CHECK_VALIDITY -> new CheckStore(words, printInvalid);
            case REALISE -> new Realise(words, dryRun, Optional.ofNullable(root), noOutput);
            case ADD -> new AddToStore(words, Optional.empty(), "nar", "sha256", false);
            case ADD_FIXED -> addFixed();
            case QUERY -> query();
            case GC -> new CollectGarbage(collecting, List.of(), false, maxFreed);
            case DELETE -> new CollectGarbage(Wish.DELETE, words, ignoreLiveness, Long.MAX_VALUE);
        };
    }

    private Job addFixed() {
        if (words.isEmpty()) {
            throw SessionErrors.usage("first argument must be hash algorithm");
        }
        return new AddToStore(words.subList(1, words.size()), Optional.empty(),
                recursive ? "nar" : "flat", words.getFirst(), false);
    }

    private Job query() {
        Question asked = question == null ? Question.OUTPUTS : question;
        if (asked != Question.BINDING) {
            return new QueryStore(asked, words, useOutput, forceRealise, "");
        }
        if (words.isEmpty()) {
            throw SessionErrors.usage("expected binding name");
        }
        return new QueryStore(asked, words.subList(1, words.size()), useOutput, forceRealise,
                words.getFirst());
    }

    private void collect(Invocation call, Shell shell) {
        EvalFlags common = new EvalFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-collect-garbage", "Delete what nothing needs.");
        flags.toggle(() -> collecting = Wish.COUNT_DEAD, "Only count.", "--dry-run")
            .oldValue(text -> maxFreed = bytes(text), "BYTES", "Stop after freeing so much.",
                    "--max-freed");
        common.addTo(flags).parse(call.arguments(), Flags::refuse);
        shell.run(common.options(), new CollectGarbage(collecting, List.of(), false, maxFreed));
    }

    /// A number of bytes, such as `10M`.
    static long bytes(String text) {
        int digits = text.length();
        int shift = digits == 0 ? 0 : 10 * ("KMGT".indexOf(text.toUpperCase(Locale.ROOT).charAt(digits - 1)) + 1);
        try {
            return Math.multiplyExact(
                    Long.parseLong(text.substring(0, shift == 0 ? digits : digits - 1)),
                    1L << shift);
        } catch (NumberFormatException | ArithmeticException e) {
            throw SessionErrors.usage(Emphasis.format("'%s' is not an integer", text));
        }
    }
}

package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.command.AddToStore;
import flakelab.session.command.Archive;
import flakelab.session.command.CheckStore;
import flakelab.session.command.CollectGarbage;
import flakelab.session.command.CollectGarbage.Wish;
import flakelab.session.command.Exported;
import flakelab.session.command.FixedPath;
import flakelab.session.command.PrintEnvironment;
import flakelab.session.command.QueryStore;
import flakelab.session.command.QueryStore.Question;
import flakelab.session.command.ReadLog;
import flakelab.session.command.Realise;
import flakelab.session.command.Registrations;
import flakelab.session.command.Signing;
import flakelab.session.command.VerifyStore;
import flakelab.session.command.BuildJob;
import flakelab.text.Emphasis;
import java.nio.charset.StandardCharsets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `nix-store`, with the operations and flags of CppNix's (`src/nix/nix-store/nix-store.cc`).
final class StoreProgram {
    private enum Operation {
        INIT, REALISE, ADD, ADD_FIXED, PRINT_FIXED_PATH, QUERY, PRINT_ENV, READ_LOG, DUMP_DB, LOAD_DB, REGISTER_VALIDITY, CHECK_VALIDITY, GC, DELETE, DUMP, RESTORE, EXPORT, IMPORT, VERIFY, VERIFY_PATH, REPAIR_PATH, OPTIMISE, GENERATE_KEY
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
            Map.entry(Question.TREE, List.of("--tree")),
            Map.entry(Question.GRAPH, List.of("--graph")),
            Map.entry(Question.GRAPHML, List.of("--graphml")),
            Map.entry(Question.RESOLVE, List.of("--resolve")),
            Map.entry(Question.ROOTS, List.of("--roots")));

    private final List<String> words = new ArrayList<>();
    private @Nullable Operation operation;
    private @Nullable Question question;
    private Wish collecting = Wish.COLLECT;
    private @Nullable String root;
    private boolean dryRun;
    private boolean noOutput;
    private boolean recursive;
    private boolean useOutput;
    private boolean includeOutputs;
    private boolean forceRealise;
    private boolean printInvalid;
    private boolean ignoreLiveness;
    private boolean ignoreUnknown;
    private boolean repair;
    private boolean check;
    private boolean checkContents;
    private boolean again;
    private boolean hashGiven;
    private boolean stdin;
    private long maxFreed = Long.MAX_VALUE;

    static void run(Invocation call, Shell shell) {
        new StoreProgram().go(call, shell);
    }

    private void go(Invocation call, Shell shell) {
        EvalFlags common = new EvalFlags(call, shell);
        Flags flags = new Flags();
        Help.addTo(flags, shell, "nix-store OPERATION [PATH…]", "Work on the store.");
        operations(flags);
        QUESTIONS.forEach((asked, names) -> flags.toggle(() -> ask(asked, names.getLast()), "",
                names.toArray(String[]::new)));
        details(flags);
        common.addTo(flags).parse(call.arguments(), words::add);
        if (stdin && operation != Operation.IMPORT && operation != Operation.RESTORE) {
            readWords(call);
        }
        shell.run(common.options(), job());
    }

    private void operations(Flags flags) {
        operation(flags, Operation.INIT, "Open the store.", "--init");
        operation(flags, Operation.REALISE, "Build.", "-r", "--realise", "--realize");
        operation(flags, Operation.ADD, "Copy into the store.", "-A", "--add");
        operation(flags, Operation.ADD_FIXED, "Copy into the store by a given hash.",
                "--add-fixed");
        operation(flags, Operation.PRINT_FIXED_PATH, "Print the path of a given hash.",
                "--print-fixed-path");
        operation(flags, Operation.QUERY, "Ask about paths.", "-q", "--query");
        operation(flags, Operation.PRINT_ENV, "Print a derivation's environment.", "--print-env");
        operation(flags, Operation.READ_LOG, "Print a build's log.", "-l", "--read-log");
        operation(flags, Operation.DUMP_DB, "Print the database.", "--dump-db");
        operation(flags, Operation.LOAD_DB, "Read what --dump-db printed.", "--load-db");
        operation(flags, Operation.REGISTER_VALIDITY, "Declare files in the store valid.",
                "--register-validity");
        operation(flags, Operation.CHECK_VALIDITY, "Check that paths are valid.",
                "--check-validity");
        operation(flags, Operation.GC, "Delete what nothing needs.", "--gc");
        operation(flags, Operation.DELETE, "Delete paths.", "--delete");
        operation(flags, Operation.DUMP, "Write a path as an archive.", "--dump");
        operation(flags, Operation.RESTORE, "Unpack an archive.", "--restore");
        operation(flags, Operation.EXPORT, "Write paths for --import.", "--export");
        operation(flags, Operation.IMPORT, "Add what --export wrote.", "--import");
        operation(flags, Operation.VERIFY, "Compare the database with the files.", "--verify");
        operation(flags, Operation.VERIFY_PATH, "Hash paths again.", "--verify-path");
        operation(flags, Operation.REPAIR_PATH, "Put paths right.", "--repair-path");
        operation(flags, Operation.OPTIMISE, "Make equal files one.", "--optimise", "--optimize");
        operation(flags, Operation.GENERATE_KEY, "Make a pair of key files.",
                "--generate-binary-cache-key");
    }

    private void operation(Flags flags, Operation wanted, String doc, String... names) {
        flags.toggle(() -> choose(wanted), doc, names);
    }

    private void details(Flags flags) {
        flags.oldValue(name -> root = name, "PATH", "Keep the result by a link.", "--add-root")
            .toggle(() -> {}, "", "--indirect")
            .toggle(() -> stdin = true, "Read more paths from standard input.", "--stdin")
            .toggle(() -> noOutput = true, "Print no paths.", "--no-output")
            .toggle(() -> dryRun = true, "Only say what would be done.", "--dry-run")
            .toggle(() -> ignoreUnknown = true, "Pass over what cannot be had.",
                    "--ignore-unknown")
            .toggle(() -> check = true, "Build again and compare.", "--check")
            .toggle(() -> repair = true, "Put right what is wrong.", "--repair")
            .toggle(() -> checkContents = true, "With --verify: hash all files.",
                    "--check-contents")
            .toggle(() -> again = true, "With --register-validity: also what is valid.",
                    "--reregister")
            .toggle(() -> hashGiven = true, "With --register-validity: hashes are given.",
                    "--hash-given")
            .toggle(() -> recursive = true, "With --add-fixed: hash archives.", "--recursive")
            .toggle(() -> useOutput = true, "Ask about a derivation's outputs.", "-u",
                    "--use-output")
            .toggle(() -> includeOutputs = true, "With --requisites: also what is built.",
                    "--include-outputs")
            .toggle(() -> forceRealise = true, "Build first.", "-f", "--force-realise",
                    "--force-realize")
            .toggle(() -> printInvalid = true, "Print what is not valid.", "--print-invalid")
            .toggle(() -> ignoreLiveness = true, "Delete also what roots keep.",
                    "--ignore-liveness")
            .toggle(() -> collecting = Wish.PRINT_ROOTS, "Print what keeps paths.",
                    "--print-roots")
            .toggle(() -> collecting = Wish.PRINT_LIVE, "Print what is needed.", "--print-live")
            .toggle(() -> collecting = Wish.PRINT_DEAD, "Print what nothing needs.",
                    "--print-dead")
            .oldValue(text -> maxFreed = Sizes.bytes(text), "BYTES", "Stop after freeing so much.",
                    "--max-freed");
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

    private void readWords(Invocation call) {
        try {
            for (String word : new String(call.in().readAllBytes(), StandardCharsets.UTF_8)
                .split("\\s+")) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
        } catch (IOException e) {
            throw SessionErrors.error("reading standard input: " + e.getMessage());
        }
    }

    private Job job() {
        if (operation == null) {
            throw SessionErrors.usage("no operation specified");
        }
        return switch (operation) {
            case INIT -> new CheckStore(none(), false);
            case CHECK_VALIDITY -> new CheckStore(words, printInvalid);
            case REALISE -> new Realise(words,
                    repair ? BuildJob.Mode.REPAIR : check ? BuildJob.Mode.REBUILD : BuildJob.Mode.NORMAL, dryRun,
                    ignoreUnknown, Optional.ofNullable(root), noOutput);
            case ADD -> new AddToStore(words, Optional.empty(), "nar", "sha256", false);
            case ADD_FIXED -> addFixed();
            case PRINT_FIXED_PATH -> fixedPath();
            case QUERY -> query();
            case PRINT_ENV -> new PrintEnvironment(
                    one("'--print-env' requires one derivation store path"));
            case READ_LOG -> new ReadLog.OfPaths(words);
            case DUMP_DB -> new Registrations.Dump(words);
            case LOAD_DB -> {
                none();
                yield new Registrations.Load(true, true, false);
            }
            case REGISTER_VALIDITY -> {
                none();
                yield new Registrations.Load(again, hashGiven, true);
            }
            case GC -> collect();
            case DELETE -> new CollectGarbage(Wish.DELETE, words, ignoreLiveness, Long.MAX_VALUE);
            case DUMP -> new Archive.Pack(one("only one argument allowed"));
            case RESTORE -> new Archive.Unpack(one("only one argument allowed"));
            case EXPORT -> new Exported.Write(words);
            case IMPORT -> {
                none();
                yield new Exported.Read();
            }
            case VERIFY -> {
                none();
                yield new VerifyStore.Whole(checkContents, repair);
            }
            case VERIFY_PATH -> new VerifyStore.Some(words);
            case REPAIR_PATH -> new VerifyStore.RepairSome(words);
            case OPTIMISE -> {
                none();
                yield new VerifyStore.Optimise();
            }
            case GENERATE_KEY -> {
                if (words.size() != 3) {
                    throw SessionErrors.usage("three arguments expected");
                }
                yield new Signing.GenerateFiles(words.get(0), words.get(1), words.get(2));
            }
        };
    }

    private List<String> none() {
        if (!words.isEmpty()) {
            throw SessionErrors.usage("no arguments expected");
        }
        return List.of();
    }

    private String one(String otherwise) {
        if (words.size() != 1) {
            throw SessionErrors.usage(otherwise);
        }
        return words.getFirst();
    }

    private Job addFixed() {
        if (words.isEmpty()) {
            throw SessionErrors.usage("first argument must be hash algorithm");
        }
        return new AddToStore(words.subList(1, words.size()), Optional.empty(),
                recursive ? "nar" : "flat", words.getFirst(), false);
    }

    private Job fixedPath() {
        if (words.size() != 3) {
            throw SessionErrors.usage("'--print-fixed-path' requires three arguments");
        }
        return new FixedPath(words.get(0), words.get(1), words.get(2), recursive);
    }

    private Job collect() {
        none();
        if (maxFreed != Long.MAX_VALUE && collecting != Wish.COLLECT) {
            throw SessionErrors.usage("option --max-freed cannot be combined with --print-live, "
                    + "--print-dead, or --print-roots");
        }
        return new CollectGarbage(collecting, List.of(), false, maxFreed);
    }

    private Job query() {
        Question asked = question == null ? Question.OUTPUTS : question;
        QueryStore.Options options = new QueryStore.Options(useOutput, includeOutputs,
                forceRealise);
        if (asked != Question.BINDING) {
            return new QueryStore(asked, words, options, "");
        }
        if (words.isEmpty()) {
            throw SessionErrors.usage("expected binding name");
        }
        return new QueryStore(asked, words.subList(1, words.size()), options, words.getFirst());
    }
}

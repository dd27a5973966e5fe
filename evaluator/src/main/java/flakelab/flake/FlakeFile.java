package flakelab.flake;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.fetch.Attributes;
import flakelab.fetch.Fetchers;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.Tree;
import flakelab.store.ContentAddressMethod;
import flakelab.store.StorePath;
import flakelab.syntax.Expr;
import flakelab.text.Origin;
import flakelab.text.Position;
import flakelab.text.Source;
import flakelab.value.PathValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads `flake.nix` without evaluating it: a set literal with `description`, `inputs`, `outputs` and `nixConfig`,
/// all but the function `outputs` written down, not computed (CppNix `readFlake`, `src/libflake/flake.cc`).
final class FlakeFile {
    /// Stands for the root of the source in the paths the parser makes, so that others can be told from them.
    private static final String ROOT = "/\u0001";

    private final Evaluator ev;
    private final Fetchers fetchers;
    private final Place place;
    private final List<String> lockRoot;

    private FlakeFile(Evaluator ev, Fetchers fetchers, Place place, List<String> lockRoot) {
        this.ev = ev;
        this.fetchers = fetchers;
        this.place = place;
        this.lockRoot = lockRoot;
    }

    /// Reads the flake in a place.
    ///
    /// @param lockRoot the input path of this flake, which its `follows` are relative to
    /// @throws flakelab.text.NixException if there is none, or it is not of the right shape
    static Flake read(Evaluator ev, Fetchers fetchers, Place place, FlakeRef original,
            FlakeRef resolved,
            FlakeRef locked, List<String> lockRoot) {
        return new FlakeFile(ev, fetchers, place, lockRoot).read(original, resolved, locked);
    }

    private Flake read(FlakeRef original, FlakeRef resolved, FlakeRef locked) {
        Expr.AttrSet file = parse();
        Optional<String> description = find(file, "description")
            .map(attr -> text(attr.value(), attr.pos()));
        SortedMap<String, FlakeInput> inputs = new TreeMap<>();
        Attributes self = Attributes.EMPTY;
        Optional<Expr.Attr> written = find(file, "inputs");
        if (written.isPresent()) {
            self = selfOf(written.get());
            inputs.putAll(inputs(written.get(), true));
        }
        Expr.Attr outputs = find(file, "outputs")
            .orElseThrow(() -> FlakeErrors.noOutputs(resolved));
        parameters(outputs).forEach(name -> inputs.computeIfAbsent(name, FlakeFile::named));
        SortedMap<String, Object> config = find(file, "nixConfig").map(this::config)
            .orElseGet(TreeMap::new);
        for (Expr.Attr attr : file.attrs()) {
            if (!Set.of("description", "inputs", "outputs", "nixConfig")
                .contains(attr.name().toString())) {
                throw FlakeErrors.unsupportedAttribute(resolved, attr.name().toString(),
                        shown(attr.pos()));
            }
        }
        return new Flake(original, resolved, locked, place, description, inputs, self, config,
                false);
    }

    private static FlakeInput named(String id) {
        return FlakeInput.of(FlakeRef.indirect(id));
    }

    private Expr.AttrSet parse() {
        Source source = new Source(new Origin.File(place.shown("flake.nix")),
                place.read("flake.nix"));
        Expr whole = ev.parse(source, PathValue.canonical(ROOT + place.directory()));
        ev.lazyEval(whole, ev.baseScope()); // for the errors of unknown variables, which are found without evaluation
        if (whole instanceof Expr.AttrSet attrs) {
            return attrs;
        }
        throw FlakeErrors.frame(FlakeErrors.notAttributeSet(place.shown("flake.nix")),
                Optional.empty(),
                "while evaluating the file '%s':", place.shown("flake.nix"));
    }

    private static Optional<Expr.Attr> find(Expr.AttrSet attrs, String name) {
        return attrs.attrs()
            .stream()
            .filter(attr -> attr.name().toString().equals(name))
            .findFirst();
    }

    private Optional<Position> at(int pos) {
        return ev.at(pos);
    }

    private String shown(int pos) {
        return at(pos).map(Position::shown).orElse("\u00c2\u00abnone\u00c2\u00bb");
    }

    private FlakeException expected(String what, Trivial got, int pos) {
        return FlakeErrors.expected(what, got.type(), shown(pos));
    }

    private String text(Expr value, int pos) {
        return Trivial.of(value) instanceof Trivial.Text(String text)
                ? text
                : fail(expected("a string", Trivial.of(value), pos));
    }

    private Expr.AttrSet set(Expr value, int pos) {
        return Trivial.of(value) instanceof Trivial.Set(Expr.AttrSet attrs)
                ? attrs
                : fail(expected("a set", Trivial.of(value), pos));
    }

    private static <T> T fail(RuntimeException error) {
        throw error;
    }

    /// The names of the inputs that `outputs` asks for.
    private List<String> parameters(Expr.Attr outputs) {
        if (!(Trivial.of(outputs.value()) instanceof Trivial.Function(Expr.Lambda lambda))) {
            throw expected("a function", Trivial.of(outputs.value()), outputs.pos());
        }
        return lambda.formals() == null
                ? List.of()
                : lambda.formals()
                    .formals()
                    .stream()
                    .map(formal -> formal.name().toString())
                    .filter(name -> !name.equals("self"))
                    .toList();
    }

    // Inputs

    private Attributes selfOf(Expr.Attr inputs) {
        Attributes self = Attributes.EMPTY;
        Optional<Expr.Attr> written = find(set(inputs.value(), inputs.pos()), "self");
        if (written.isPresent()) {
            for (Expr.Attr attr : set(written.get().value(), written.get().pos()).attrs()) {
                self = with(self, attr);
            }
        }
        return self;
    }

    private SortedMap<String, FlakeInput> inputs(Expr.Attr written, boolean selfAllowed) {
        SortedMap<String, FlakeInput> inputs = new TreeMap<>();
        for (Expr.Attr attr : set(written.value(), written.pos()).attrs()) {
            String name = attr.name().toString();
            if (!name.equals("self")) {
                inputs.put(name, input(attr));
            } else if (!selfAllowed) {
                throw FlakeErrors.error("'self' input attribute not allowed at %s",
                        shown(attr.pos()));
            }
        }
        return inputs;
    }

    /// What an input's attributes say, while they are read.
    private static final class Said {
        private Attributes attributes = Attributes.EMPTY;
        private Optional<String> url = Optional.empty();
        private boolean isFlake = true;
        private Optional<List<String>> follows = Optional.empty();
        private SortedMap<String, FlakeInput> overrides = new TreeMap<>();
    }

    private FlakeInput input(Expr.Attr written) {
        Said said = new Said();
        for (Expr.Attr attr : set(written.value(), written.pos()).attrs()) {
            try {
                note(said, attr);
            } catch (flakelab.text.NixException e) {
                throw FlakeErrors.frame(e, at(attr.pos()), "while evaluating flake attribute '%s'",
                        attr.name());
            }
        }
        Optional<FlakeRef> ref = ref(said, written.pos());
        if (ref.isPresent() && said.follows.isPresent()) {
            throw FlakeErrors.error(
                    "flake input has both a flake reference and a follows attribute, at %s",
                    shown(written.pos()));
        }
        return new FlakeInput(ref, said.isFlake, said.follows, said.overrides);
    }

    private void note(Said said, Expr.Attr attr) {
        switch (attr.name().toString()) {
            case "url" -> {
                String url = url(attr);
                said.url = Optional.of(url);
                said.attributes = said.attributes.with("url", url);
            }
            case "flake" -> {
                if (!(Trivial.of(attr.value()) instanceof Trivial.Flag(boolean flag))) {
                    throw expected("a Boolean", Trivial.of(attr.value()), attr.pos());
                }
                said.isFlake = flag;
            }
            case "inputs" -> said.overrides = inputs(attr, false);
            case "follows" -> {
                List<String> path = new ArrayList<>(lockRoot);
                path.addAll(InputPath.parse(text(attr.value(), attr.pos())));
                said.follows = Optional.of(path);
            }
            default -> said.attributes = with(said.attributes, attr);
        }
    }

    private String url(Expr.Attr attr) {
        return switch (Trivial.of(attr.value())) {
            case Trivial.Text(String text) -> text;
            case Trivial.PathText(String path) -> "path:" + relative(path, attr.pos());
            case Trivial other -> throw expected("a string or a path", other, attr.pos());
        };
    }

    /// A path literal, relative to the flake's directory.
    private String relative(String path, int pos) {
        if (!path.equals(ROOT) && !path.startsWith(ROOT + "/")) {
            throw FlakeErrors.error(
                    "input attribute path '%s' at %s must be in the same source tree as %s", path,
                    shown(pos),
                    place.display() + (place.directory().equals("/") ? "" : place.directory()));
        }
        java.nio.file.Path from = java.nio.file.Path.of(place.directory());
        String inside = path.equals(ROOT) ? "/" : path.substring(ROOT.length());
        String relative = from.relativize(java.nio.file.Path.of(inside)).toString();
        return relative.isEmpty() ? "." : relative;
    }

    private Attributes with(Attributes attributes, Expr.Attr attr) {
        String name = attr.name().toString();
        return switch (Trivial.atOnce(attr.value())) {
            case Trivial.Text(String text) -> attributes.with(name, text);
            case Trivial.Flag(boolean flag) -> attributes.with(name, flag);
            case Trivial.Number(long number) -> {
                if (number < 0) {
                    throw new EvalException(flakelab.text.Emphasis.format(
                            "negative value given for flake input attribute %s: %s", name, number));
                }
                yield attributes.with(name, number);
            }
            case Trivial other -> throw new EvalException(flakelab.text.Emphasis.format(
                    "flake input attribute '%s' is %s while a string, Boolean, or integer is expected",
                    name,
                    other.type()));
        };
    }

    private Optional<FlakeRef> ref(Said said, int pos) {
        if (said.attributes.has("type")) {
            try {
                return Optional.of(FlakeRef.ofAttributes(said.attributes));
            } catch (flakelab.text.NixException e) {
                throw FlakeErrors.frame(e, at(pos), "while evaluating flake input");
            }
        }
        Attributes others = said.attributes.without("url");
        if (!others.values().isEmpty()) {
            throw FlakeErrors.unexpectedInputAttribute(others.values().firstKey(), shown(pos));
        }
        FlakeRefParser parser = FlakeRefParser.ofText(fetchers.log())
            .forFlake(said.isFlake)
            .keepingRelative();
        return said.url.map(parser::parse);
    }

    // nixConfig

    private SortedMap<String, Object> config(Expr.Attr written) {
        SortedMap<String, Object> config = new TreeMap<>();
        for (Expr.Attr setting : set(written.value(), written.pos()).attrs()) {
            String name = setting.name().toString();
            config.put(name, switch (Trivial.of(setting.value())) {
                case Trivial.Text(String text) -> text;
                case Trivial.PathText(String path) -> copied(path);
                case Trivial.Number(long number) -> number;
                case Trivial.Flag(boolean flag) -> flag;
                case Trivial.Items(Expr.ListOf list) -> texts(name, list);
                case Trivial other -> throw new EvalException(flakelab.text.Emphasis
                    .format("flake configuration setting '%s' is %s", name, other.type()));
            });
        }
        return config;
    }

    private static List<String> texts(String name, Expr.ListOf list) {
        List<String> texts = new ArrayList<>();
        for (Expr element : list.elements()) {
            if (!(Trivial.atOnce(element) instanceof Trivial.Text(String text))) {
                throw new EvalException(flakelab.text.Emphasis.format(
                        "list element in flake configuration setting '%s' is %s while a string is expected",
                        name,
                        "a list"));
            }
            texts.add(text);
        }
        return texts;
    }

    /// A path in a setting becomes a store path.
    private String copied(String path) {
        String inside = path.startsWith(ROOT) ? path.substring(ROOT.length()) : path;
        try {
            Tree tree = place.node(inside, 0)
                .orElseThrow(() -> FlakeErrors.noSuchPath(place.display() + inside));
            StorePath copy = fetchers.store()
                .addToStore("source", tree, ContentAddressMethod.NAR,
                        HashAlgorithm.SHA256, Set.of());
            return fetchers.store().storeDir().print(copy);
        } catch (IOException e) {
            throw FlakeErrors.error("reading '%s': %s", place.display() + inside,
                    String.valueOf(e.getMessage()));
        }
    }
}

package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What a derivation's attributes say about how it is to be built and what its outputs may be.
///
/// The names are the manual's "Advanced attributes"; they stand in the environment, or in the structured attributes
/// (CppNix `src/libstore/derivation-options.cc`). References are store paths or names of outputs, as written.
///
/// @param checks                by output; with plain attributes the same for all
/// @param exportReferencesGraph the paths whose closures go to a file, or with structured attributes to an attribute
record DerivationOptions(SortedMap<String, OutputChecks> checks,
        SortedMap<String, Boolean> unsafeDiscardReferences,
        SortedSet<String> passAsFile, SortedMap<String, SortedSet<String>> exportReferencesGraph,
        boolean noChroot,
        SortedSet<String> impureHostDeps, SortedSet<String> impureEnvVars,
        SortedSet<String> requiredSystemFeatures,
        boolean preferLocalBuild, boolean allowSubstitutes) {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    /// Reads a derivation's attributes.
    ///
    /// @throws BuildException for an attribute of the wrong type
    static DerivationOptions of(Derivation derivation) {
        Optional<SortedMap<String, Json>> structured = structuredAttrs(derivation);
        return structured.isPresent() ? ofStructured(structured.get()) : ofEnvironment(derivation);
    }

    /// The structured attributes, if the derivation has any.
    static Optional<SortedMap<String, Json>> structuredAttrs(Derivation derivation) {
        if (derivation.structuredAttrs().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(object(Json.parse(derivation.structuredAttrs().get())));
        } catch (IOException e) {
            throw BuildErrors.misc("cannot process %s attribute: %s", Derivation.JSON_VARIABLE,
                    String.valueOf(e.getMessage()));
        }
    }

    private static DerivationOptions ofEnvironment(Derivation derivation) {
        Map<String, String> env = derivation.env();
        OutputChecks all = new OutputChecks(true, Optional.empty(), Optional.empty(),
                Optional.ofNullable(env.get("allowedReferences")).map(DerivationOptions::words),
                words(env.getOrDefault("disallowedReferences", "")),
                Optional.ofNullable(env.get("allowedRequisites")).map(DerivationOptions::words),
                words(env.getOrDefault("disallowedRequisites", "")));
        SortedMap<String, OutputChecks> checks = new TreeMap<>();
        derivation.outputs().keySet().forEach(output -> checks.put(output, all));
        return new DerivationOptions(checks, new TreeMap<>(),
                words(env.getOrDefault("passAsFile", "")),
                graphOfEnvironment(env.getOrDefault("exportReferencesGraph", "")),
                flag(env, "__noChroot", false),
                words(env.getOrDefault("__impureHostDeps", "")),
                words(env.getOrDefault("impureEnvVars", "")),
                words(env.getOrDefault("requiredSystemFeatures", "")),
                flag(env, "preferLocalBuild", false),
                flag(env, "allowSubstitutes", true));
    }

    private static SortedMap<String, SortedSet<String>> graphOfEnvironment(String text) {
        SortedMap<String, SortedSet<String>> graph = new TreeMap<>();
        StringTokenizer tokens = new StringTokenizer(text, " \t\n\r");
        if (tokens.countTokens() % 2 != 0) {
            throw BuildErrors.misc("odd number of tokens in 'exportReferencesGraph': '%s'", text);
        }
        while (tokens.hasMoreTokens()) {
            String file = tokens.nextToken();
            if (!FILE_NAME.matcher(file).matches()) {
                throw BuildErrors.misc("invalid file name '%s' in 'exportReferencesGraph'", file);
            }
            graph.put(file, new TreeSet<>(List.of(tokens.nextToken())));
        }
        return graph;
    }

    private static DerivationOptions ofStructured(SortedMap<String, Json> attrs) {
        SortedMap<String, OutputChecks> checks = new TreeMap<>();
        member(attrs, "outputChecks").ifPresent(all -> object(all)
            .forEach((output, value) -> checks.put(output, OutputChecks.of(object(value)))));
        SortedMap<String, Boolean> discard = new TreeMap<>();
        member(attrs, "unsafeDiscardReferences")
            .ifPresent(all -> object(all)
                .forEach((output, value) -> discard.put(output, bool(value))));
        SortedMap<String, SortedSet<String>> graph = new TreeMap<>();
        if (attrs
            .get("exportReferencesGraph") instanceof Json.Obj(SortedMap<String, Json> members)) {
            members.forEach((name, value) -> graph.put(name, flatten(value, new TreeSet<>())));
        }
        return new DerivationOptions(checks, discard, new TreeSet<>(), graph,
                flag(attrs, "__noChroot", false),
                strings(attrs, "__impureHostDeps"), strings(attrs, "impureEnvVars"),
                strings(attrs, "requiredSystemFeatures"), flag(attrs, "preferLocalBuild", false),
                flag(attrs, "allowSubstitutes", true));
    }

    private static SortedSet<String> flatten(Json value, SortedSet<String> found) {
        switch (value) {
            case Json.Arr(List<Json> elements) ->
                elements.forEach(element -> flatten(element, found));
            case Json.Str(String text) -> found.add(text);
            case Json.Obj _,Json.Num _,Json.Bool _,Json.Null _ ->
                throw BuildErrors.misc("'exportReferencesGraph' value is not an array or a string");
        }
        return found;
    }

    /// What a machine must have to build this.
    SortedSet<String> requiredFeatures(DerivationType type) {
        SortedSet<String> required = new TreeSet<>(requiredSystemFeatures);
        if (!type.hasKnownOutputPaths()) {
            required.add("ca-derivations");
        }
        return required;
    }

    private static SortedSet<String> words(String text) {
        SortedSet<String> words = new TreeSet<>();
        StringTokenizer tokens = new StringTokenizer(text, " \t\n\r");
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    private static boolean flag(Map<String, String> env, String name, boolean otherwise) {
        String value = env.get(name);
        return value == null ? otherwise : value.equals("1");
    }

    private static boolean flag(SortedMap<String, Json> attrs, String name, boolean otherwise) {
        Json value = attrs.get(name);
        return value == null ? otherwise : bool(value);
    }

    private static SortedSet<String> strings(SortedMap<String, Json> attrs, String name) {
        Json value = attrs.get(name);
        return value == null ? new TreeSet<>() : new TreeSet<>(stringList(value));
    }

    static Optional<Json> member(SortedMap<String, Json> attrs, String name) {
        return Optional.ofNullable(attrs.get(name));
    }

    static List<String> stringList(Json value) {
        if (!(value instanceof Json.Arr(List<Json> elements))) {
            throw wrongType("array", value);
        }
        List<String> texts = new ArrayList<>();
        for (Json element : elements) {
            if (!(element instanceof Json.Str(String text))) {
                throw wrongType("string", element);
            }
            texts.add(text);
        }
        return texts;
    }

    private static SortedMap<String, Json> object(Json value) {
        if (value instanceof Json.Obj(SortedMap<String, Json> members)) {
            return members;
        }
        throw wrongType("object", value);
    }

    private static boolean bool(Json value) {
        if (value instanceof Json.Bool(boolean truth)) {
            return truth;
        }
        throw wrongType("boolean", value);
    }

    private static BuildException wrongType(String expected, Json value) {
        return BuildErrors.misc("Expected JSON value to be of type '%s' but it is of type '%s': %s",
                expected,
                value.typeName(), value.dump());
    }
}

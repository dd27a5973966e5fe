package flakelab.derivation;

import flakelab.hash.HashAlgorithm;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What to build and how: the content of a `.drv` file.
///
/// All strings are byte strings, one Latin-1 char per byte. The collections are not copied: whoever gives them away
/// leaves them alone.
///
/// @param name            the name without `.drv`
/// @param structuredAttrs the JSON of structured attributes, as CppNix dumps it; in the `.drv` it is the environment
///                        variable `__json`, which `env` itself never has
public record Derivation(String name, SortedMap<String, DerivationOutput> outputs,
        SortedMap<StorePath, InputOutputs> inputDrvs, SortedSet<StorePath> inputSrcs, String system,
        String builder,
        List<String> args, SortedMap<String, String> env, Optional<String> structuredAttrs) {
    /// The environment variable that holds structured attributes in a `.drv`.
    public static final String JSON_VARIABLE = "__json";

    /// Whether the builder is one of Nix's own, `builtin:fetchurl` and so on.
    public boolean isBuiltin() {
        return builder.startsWith("builtin:");
    }

    /// The environment as the `.drv` has it, structured attributes included.
    public SortedMap<String, String> fullEnv() {
        if (env.containsKey(JSON_VARIABLE)) {
            throw DerivationErrors.reservedVariable();
        }
        if (structuredAttrs.isEmpty()) {
            return env;
        }
        SortedMap<String, String> all = new TreeMap<>(env);
        all.put(JSON_VARIABLE, structuredAttrs.get());
        return all;
    }

    /// The path of an output where it is known before building.
    public Optional<StorePath> outputPath(StoreDir dir, String outputName) {
        DerivationOutput output = outputs.get(outputName);
        return output == null ? Optional.empty() : output.path(dir, name, outputName);
    }

    public Derivation withOutputs(SortedMap<String, DerivationOutput> changedOutputs,
            SortedMap<String, String> changedEnv) {
        return new Derivation(name, changedOutputs, inputDrvs, inputSrcs, system, builder, args,
                changedEnv,
                structuredAttrs);
    }

    /// What kind of derivation this is.
    ///
    /// @throws DerivationException if its outputs do not go together
    public DerivationType type() {
        DerivationType type = null;
        HashAlgorithm floating = null;
        for (Map.Entry<String, DerivationOutput> entry : outputs.entrySet()) {
            type = agree(type, entry.getValue().type());
            if (type == DerivationType.FIXED && !entry.getKey().equals("out")) {
                throw DerivationErrors.error("single fixed output must be named \"out\"");
            }
            if (entry.getValue() instanceof DerivationOutput.Floating(_, HashAlgorithm algorithm)) {
                if (floating != null && floating != algorithm) {
                    throw DerivationErrors
                        .error("all floating outputs must use the same hash algorithm");
                }
                floating = algorithm;
            }
        }
        if (type == null) {
            throw DerivationErrors.error("must have at least one output");
        }
        return type;
    }

    private static DerivationType agree(@Nullable DerivationType before, DerivationType next) {
        if (before != null && before != next) {
            throw DerivationErrors.error("can't mix derivation output types");
        }
        if (before == DerivationType.FIXED) {
            throw DerivationErrors.error("only one fixed output is allowed for now");
        }
        return next;
    }
}

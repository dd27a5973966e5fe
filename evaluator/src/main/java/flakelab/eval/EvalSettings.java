package flakelab.eval;

import java.util.Set;

/// The settings of nix.conf that evaluation depends on, by Nix's names.
///
/// @param maxCallDepth `max-call-depth`
/// @param showTrace `show-trace`: whether frames of function calls are recorded
/// @param pureEval `pure-eval`
/// @param restrictEval `restrict-eval`
/// @param importFromDerivation `allow-import-from-derivation`
/// @param traceVerbose `trace-verbose`
/// @param traceFunctionCalls `trace-function-calls`
/// @param abortOnWarn `abort-on-warn`
/// @param readOnly nothing is written to the store (`--readonly-mode`)
/// @param currentSystem `builtins.currentSystem`
/// @param experimentalFeatures those enabled
/// @param cores `eval-cores`: how many threads may evaluate
public record EvalSettings(int maxCallDepth, boolean showTrace, boolean pureEval, boolean restrictEval,
        boolean importFromDerivation, boolean traceVerbose,
        boolean traceFunctionCalls, boolean abortOnWarn, boolean readOnly, String currentSystem,
        Set<String> experimentalFeatures, int cores) {

    public static final EvalSettings DEFAULT = new EvalSettings(10_000, false, false, false, true, false, false,
            false, false,
            "x86_64-linux", Set.of(), 1);

    public boolean hasFeature(String name) {
        return experimentalFeatures.contains(name);
    }

    public EvalSettings withShowTrace(boolean value) {
        return new EvalSettings(maxCallDepth, value, pureEval, restrictEval, importFromDerivation, traceVerbose,
                traceFunctionCalls, abortOnWarn, readOnly, currentSystem, experimentalFeatures, cores);
    }

    public EvalSettings withPureEval(boolean value) {
        return new EvalSettings(maxCallDepth, showTrace, value, restrictEval, importFromDerivation, traceVerbose,
                traceFunctionCalls, abortOnWarn, readOnly, currentSystem, experimentalFeatures, cores);
    }

    public EvalSettings withTraceVerbose(boolean value) {
        return new EvalSettings(maxCallDepth, showTrace, pureEval, restrictEval, importFromDerivation, value,
                traceFunctionCalls, abortOnWarn, readOnly, currentSystem, experimentalFeatures, cores);
    }

    public EvalSettings withReadOnly(boolean value) {
        return new EvalSettings(maxCallDepth, showTrace, pureEval, restrictEval, importFromDerivation, traceVerbose,
                traceFunctionCalls, abortOnWarn, value, currentSystem, experimentalFeatures, cores);
    }

    public EvalSettings withMaxCallDepth(int value) {
        return new EvalSettings(value, showTrace, pureEval, restrictEval, importFromDerivation, traceVerbose,
                traceFunctionCalls, abortOnWarn, readOnly, currentSystem, experimentalFeatures, cores);
    }

    public EvalSettings withFeatures(Set<String> value) {
        return new EvalSettings(maxCallDepth, showTrace, pureEval, restrictEval, importFromDerivation, traceVerbose,
                traceFunctionCalls, abortOnWarn, readOnly, currentSystem, Set.copyOf(value), cores);
    }

    public EvalSettings withCores(int value) {
        return new EvalSettings(maxCallDepth, showTrace, pureEval, restrictEval, importFromDerivation, traceVerbose,
                traceFunctionCalls, abortOnWarn, readOnly, currentSystem, experimentalFeatures, value);
    }
}

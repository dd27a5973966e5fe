package flakelab.session.command;

import flakelab.eval.Evaluator;
import flakelab.flake.OutputKind;
import flakelab.session.SessionErrors;
import flakelab.store.StorePath;
import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import flakelab.text.Diagnostic;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.value.Attrs;
import flakelab.value.FunctionValue;
import flakelab.value.Lambda;
import flakelab.value.PartialCall;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.Value;
import java.util.List;

/// Whether one thing a flake provides is what its place says (CppNix `CmdFlakeCheck`, `src/nix/flake.cc`).
///
/// @param path where it is, such as `packages.x86_64-linux.hello`
/// @param pos  where that was written
record Examination(Evaluator evaluator, String path, Value value, int pos, OutputKind.Content content) {
    private static final List<String> APP = List.of("type", "program", "meta");
    private static final List<String> TEMPLATE = List.of("path", "description", "welcomeText");

    void run(Finding finding) {
        switch (content) {
            case DERIVATION -> derivation(finding);
            case APP -> guarded(finding, "app '%s'", "app definition", () -> app(finding));
            case OVERLAY -> guarded(finding, "overlay '%s'", "overlay", this::overlay);
            case MODULE -> guarded(finding, "NixOS module '%s'", "NixOS module", () -> value.force(pos));
            case CONFIGURATION ->
                guarded(finding, "NixOS configuration '%s'", "NixOS configuration", this::configuration);
            case TEMPLATE -> guarded(finding, "template '%s'", "template", this::template);
            case BUNDLER -> guarded(finding, "bundler '%s'", "template", this::bundler); // CppNix's own slip
            case JOBS -> guarded(finding, "Hydra job '%s'", "Hydra jobset", () -> jobs(finding));
            case ANYTHING -> {
            }
        }
    }

    /// Of the same content, one level deeper.
    Examination below(Symbol name, Value part, int place) {
        return new Examination(evaluator, path + "." + name.name, part, place, content);
    }

    private void guarded(Finding finding, String what, String frame, Runnable check) {
        finding.info("checking " + what.formatted(path) + "...");
        int depth = evaluator.depth();
        try {
            check.run();
        } catch (NixException e) {
            evaluator.leave(depth);
            e.addFrame(new Diagnostic.Frame(evaluator.at(pos),
                    Emphasis.format("while checking the " + frame + " '%s'", path), false));
            finding.failed(e);
        }
    }

    private void derivation(Finding finding) {
        guarded(finding, "derivation %s", "derivation", () -> {
            StorePath found = Packages.single(evaluator, value)
                .orElseThrow(() -> SessionErrors
                    .error(Emphasis.format("flake attribute '%s' is not a derivation", path)))
                .derivation();
            finding.info("derivation evaluated to " + evaluator.world().store().storeDir().print(found));
            finding.derivation(path, found);
        });
    }

    private Attrs set() {
        return evaluator.forceAttrs(value, pos, "");
    }

    private Value need(Attrs set, String what, String name) {
        Value found = set.get(Symbol.of(name));
        if (found == null) {
            throw SessionErrors.error(Emphasis.format(what + " '%s' lacks attribute '" + name + "'", path));
        }
        return found;
    }

    private void text(Attrs set, Value found, String name) {
        evaluator.forceStringNoContext(found, set.positionOf(Symbol.of(name)), "");
    }

    private void noOthers(Attrs set, String what, List<String> known) {
        for (int i : set.shape().bySight()) {
            String name = set.nameAt(i).name;
            if (!known.contains(name)) {
                throw SessionErrors
                    .error(Emphasis.format(what + " '%s' has unsupported attribute '%s'", path, name));
            }
        }
    }

    private void app(Finding finding) {
        Attrs set = set();
        text(set, need(set, "app", "type"), "type");
        evaluator.forceString(need(set, "app", "program"), new StringContext.Builder(),
                set.positionOf(Symbol.of("program")), "");
        Value meta = set.get(Symbol.of("meta"));
        if (meta == null) {
            finding.warn(Emphasis.format("app '%s' lacks attribute 'meta'", path));
        } else {
            Attrs facts = evaluator.forceAttrs(meta, set.positionOf(Symbol.of("meta")), "");
            Value description = facts.get(Symbol.of("description"));
            if (description == null) {
                finding.warn(Emphasis.format("app '%s' lacks attribute 'meta.description'", path));
            } else {
                text(facts, description, "description");
            }
        }
        noOthers(set, "app", APP);
    }

    private void overlay() {
        Value function = value.force(pos);
        Expr.Lambda lambda = lambda(function, "overlay is not a function, but %s instead");
        String name = lambda.arg() == null ? "" : lambda.arg().name;
        if (lambda.formals() != null || !List.of("final", "_", "_final").contains(name)) {
            throw SessionErrors.error("overlay does not take an argument named 'final'");
        }
    }

    private static Expr.Lambda lambda(Value function, String otherwise) {
        return switch (function) {
            case Lambda lambda -> lambda.code().lambda(0);
            case PartialCall call when call.function() instanceof Lambda lambda ->
                lambda.code().lambda(call.arguments().length);
            case Value other -> throw SessionErrors.error(Emphasis.format(otherwise, other.typeName()));
        };
    }

    private void configuration() {
        Value top = evaluator.findAlongPath("config.system.build.toplevel", Attrs.EMPTY, value)
            .value()
            .force(pos);
        if (!(top instanceof Attrs set) || !evaluator.isDerivation(set)) {
            throw SessionErrors.error("attribute 'config.system.build.toplevel' is not a derivation");
        }
    }

    private void template() {
        Attrs set = set();
        PathValue files = evaluator.coerceToPath(need(set, "template", "path"), new StringContext.Builder(),
                set.positionOf(Symbol.of("path")), "");
        if (files.accessor().kind(files.path()) == null) {
            throw SessionErrors.error(Emphasis.format("template '%s' refers to a non-existent path '%s'", path,
                    files.shown()));
        }
        text(set, need(set, "template", "description"), "description");
        noOthers(set, "template", TEMPLATE);
    }

    private void bundler() {
        if (!(value.force(pos) instanceof FunctionValue)) {
            throw SessionErrors.error("bundler must be a function");
        }
    }

    private void jobs(Finding finding) {
        Attrs set = set();
        if (evaluator.isDerivation(set)) {
            throw SessionErrors.error("jobset should not be a derivation at top-level");
        }
        for (int i : set.shape().bySight()) {
            int place = set.positionAt(i);
            Attrs job = evaluator.forceAttrs(set.valueAt(i), place, "");
            Examination inner = below(set.nameAt(i), job, place);
            if (evaluator.isDerivation(job)) {
                finding.info("checking Hydra job '" + inner.path + "'...");
                inner.derivation(finding);
            } else {
                inner.run(finding);
            }
        }
    }
}

package flakelab.builtin;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.fetch.Attributes;
import flakelab.fetch.Fetched;
import flakelab.fetch.Fetchers;
import flakelab.fetch.GitInput;
import flakelab.fetch.Input;
import flakelab.flake.Flakes;
import flakelab.flake.Registries;
import flakelab.flake.SourceInfo;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.IntValue;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// Sources with all that is known of them: `fetchTree`, `fetchGit` and what flakes fetch their inputs with
/// (CppNix `src/libexpr/primops/fetchTree.cc`).
final class FetchTree {
    private FetchTree() {}

    @Builtin(feature = "fetch-tree", global = true, doc = """
            Fetch a tree of files, or a single file, and give its path in the store as `outPath` together with what is
            known of it: `narHash`, `rev`, `lastModified` and so on.

            *input* is a set whose `type` is `git`, `github`, `gitlab`, `sourcehut`, `tarball`, `file` or `path`, with the
            attributes of that type, as in a lock file; or, if flakes are enabled, a flake reference. With a `narHash` the
            source is verified, and found in the store if it is there.

            ```nix
            fetchTree { type = "git"; url = "https://example.org/repository"; ref = "main"; }
            ```
            """)
    static Value fetchTree(Evaluator ev, int pos, Value input) {
        return new Request(ev, pos, "fetchTree", false, false).run(input);
    }

    @Builtin(global = true, doc = """
            Fetch a Git repository. *args* is its URL or path, or a set of `url` and optionally `name`, `rev`, `ref`,
            `submodules`, `shallow`, `allRefs`, `exportIgnore`. Of a local repository without `rev` or `ref`, the tracked
            files are taken as they are now.

            ```nix
            fetchGit { url = "https://example.org/repository"; rev = "adab8b916a45068c044658c4158d81878f9ed1c3"; }
            ```
            """)
    static Value fetchGit(Evaluator ev, int pos, Value args) {
        return new Request(ev, pos, "fetchGit", true, false).run(args);
    }

    @Builtin(internal = true, doc = "Fetch exactly what an entry of a lock file says.")
    static Value fetchFinalTree(Evaluator ev, int pos, Value input) {
        return new Request(ev, pos, "fetchTree", false, true).run(input);
    }

    /// One call. `git`: as `fetchGit`; `isFinal`: nothing may be added to what was asked for.
    private record Request(Evaluator ev, int pos, String who, boolean git, boolean isFinal) {
        Value run(Value given) {
            StringContext.Builder context = new StringContext.Builder();
            Input input = given.force(pos) instanceof Attrs attrs
                    ? ofAttrs(attrs, context)
                    : ofUrl(given, context);
            Flakes flakes = Flakes.of(ev);
            if (!ev.settings().pureEval() && !input.isDirect()
                    && ev.settings().hasFeature("flakes")) {
                input = flakes.registries().resolve(input, Registries.Use.LIMITED).input();
            }
            checkPure(input, flakes.locker().fetchers());
            Fetching.downloader(ev).checkAllowed(input.url().toString());
            if (isFinal) {
                input = input.with("__final", true);
            } else if (input.isFinal()) {
                throw BuiltinErrors
                    .error("input '%s' is not allowed to use the '__final' attribute", input);
            }
            Fetched fetched = flakes.locker().sources().find(input, Registries.Use.NONE).fetched();
            Fetchers.Stored stored = flakes.locker().sources().store(fetched, input);
            return SourceInfo.of(ev.world().store().storeDir(), stored.path(), stored.locked(), git,
                    false);
        }

        private Input ofAttrs(Attrs given, StringContext.Builder context) {
            Attributes attributes = Attributes.of("type", type(given));
            for (int i : given.shape().bySight()) {
                String name = given.nameAt(i).name;
                if (!name.equals("type")) {
                    attributes = attributes.with(name,
                            attribute(name, given.valueAt(i), given.positionAt(i), context));
                }
            }
            if (git) {
                attributes = withExportIgnore(attributes);
            } else {
                if (attributes.text("type").equals(java.util.Optional.of("git"))
                        && !attributes.has("shallow")) {
                    attributes = attributes.with("shallow", true);
                }
                if (attributes.has("name")) {
                    throw BuiltinErrors
                        .error("argument 'name' isn\u00e2\u0080\u0099t supported in call to '%s'",
                                who)
                        .at(ev.at(pos));
                }
            }
            return Input.ofAttributes(attributes);
        }

        private String type(Attrs given) {
            int i = given.find(flakelab.eval.Names.TYPE);
            if (i < 0) {
                if (git) {
                    return "git";
                }
                throw BuiltinErrors.error("argument 'type' is missing in call to '%s'", who)
                    .at(ev.at(pos));
            }
            if (git) {
                throw new EvalException("unexpected argument 'type'").at(ev.at(pos));
            }
            return ev.forceStringNoContext(given.valueAt(i), given.positionAt(i),
                    "while evaluating the `type` argument passed to '" + who + "'");
        }

        private Object attribute(String name, Value value, int at, StringContext.Builder context) {
            return switch (value.force(at)) {
                case PathValue path ->
                    url(name, ev.coerceToString(path, context, at, "", false, false, false));
                case StringValue text ->
                    url(name, ev.coerceToString(text, context, at, "", false, false, false));
                case BoolValue flag -> flag.value();
                case IntValue number when number.value() < 0 -> throw BuiltinErrors
                    .error("negative value given for '%s' argument '%s': %s", who, name,
                            number.value())
                    .at(ev.at(pos));
                case IntValue number -> number.value();
                case Value other when name.equals("publicKeys") -> {
                    Features.require(ev, "verified-fetches", "");
                    yield JsonWriter.write(ev, other, pos, context, true);
                }
                case Value other -> throw BuiltinErrors.error(
                        "argument '%s' to '%s' is %s while a string, Boolean or integer is expected",
                        name, who,
                        other.typeName());
            };
        }

        private String url(String name, String text) {
            return git && name.equals("url") ? GitInput.fixUrl(text).toString() : text;
        }

        private static Attributes withExportIgnore(Attributes attributes) {
            return attributes.has("exportIgnore") || attributes.flag("submodules")
                    ? attributes
                    : attributes.with("exportIgnore", true);
        }

        private Input ofUrl(Value given, StringContext.Builder context) {
            String url = ev.coerceToString(given, context, pos,
                    "while evaluating the first argument passed to '" + who + "'", false, false,
                    true);
            if (git) {
                return Input.ofAttributes(
                        withExportIgnore(Attributes.of("type", "git")
                            .with("url", GitInput.fixUrl(url).toString())));
            }
            if (!ev.settings().hasFeature("flakes")) {
                throw BuiltinErrors
                    .error("passing a string argument to '%s' requires the 'flakes' experimental feature",
                            who)
                    .at(ev.at(pos));
            }
            return Input.ofUrl(url);
        }

        private void checkPure(Input input, Fetchers fetchers) {
            if (!ev.settings().pureEval() || input.isLocked(fetchers.settings())) {
                return;
            }
            if (input.narHash().isEmpty()) {
                throw BuiltinErrors
                    .error("in pure evaluation mode, '%s' doesn't fetch unlocked input '%s'", who,
                            input)
                    .at(ev.at(pos));
            }
            ev.world()
                .warn("Input '" + input
                        + "' is unlocked (e.g. lacks a Git revision) but is checked by NAR hash. "
                        + "This is not reproducible and will break after garbage collection or when shared.");
        }
    }
}

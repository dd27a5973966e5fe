package flakelab.flake;

import flakelab.fetch.GitInput;
import flakelab.fetch.Input;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.IntValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// What `fetchTree` gives and flakes have as `sourceInfo`: `outPath`, `rev`, `lastModified` and so on
/// (CppNix `emitTreeAttrs`, `src/libexpr/primops/fetchTree.cc`).
public final class SourceInfo {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final int SHORT = 7;
    private static final String NO_REVISION = "0".repeat(40);

    private SourceInfo() {}

    /// @param emptyRev   whether a source without a commit has one of zeros, as `fetchGit` always gave
    /// @param forceDirty whether the source counts as changed: no commit is named
    public static Value of(StoreDir store, StorePath path, Input input, boolean emptyRev,
            boolean forceDirty) {
        AttrsBuilder attrs = new AttrsBuilder(12);
        attrs.put("outPath", StringValue.of(store.print(path), StringContext.of(path.baseName())));
        input.narHash().ifPresent(hash -> attrs.put("narHash", StringValue.of(hash.toSri())));
        if (input instanceof GitInput repository) {
            attrs.put("submodules", BoolValue.of(repository.submodules()));
        }
        if (!forceDirty) {
            Optional<String> rev = input.rev().map(hash -> hash.toBase16());
            rev.or(() -> emptyRev ? Optional.of(NO_REVISION) : Optional.empty())
                .ifPresent(commit -> {
                    attrs.put("rev", StringValue.of(commit));
                    attrs.put("shortRev", StringValue.of(commit.substring(0, SHORT)));
                });
            if (input.revCount().isPresent() || emptyRev) {
                attrs.put("revCount", IntValue.of(input.revCount().orElse(0)));
            }
        }
        input.attributes().text("dirtyRev").ifPresent(rev -> {
            attrs.put("dirtyRev", StringValue.of(rev));
            attrs.put("dirtyShortRev",
                    StringValue.of(input.attributes().needText("dirtyShortRev")));
        });
        input.lastModified().ifPresent(time -> {
            attrs.put("lastModified", IntValue.of(time));
            attrs.put("lastModifiedDate",
                    StringValue
                        .of(DATE.format(Instant.ofEpochSecond(time).atOffset(ZoneOffset.UTC))));
        });
        return attrs.build();
    }
}

package flakelab.store;

import java.util.SortedSet;

/// What is not in a store yet: derivations to build, paths to fetch, paths nobody has; sizes in bytes.
public record Missing(SortedSet<StorePath> willBuild, SortedSet<StorePath> willSubstitute,
        SortedSet<StorePath> unknown, long downloadSize, long narSize) {}

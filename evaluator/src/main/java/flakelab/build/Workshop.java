package flakelab.build;

import flakelab.derivation.DerivationType;
import flakelab.store.Store;
import flakelab.store.StorePath;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// What all builds of a [Builder] share.
record Workshop(Store store, Launcher launcher, Builtins builtins, BuildOptions options,
        BuildListener listener,
        AtomicBoolean warned) {

    /// Whether a builder is to be confined (CppNix `makeDerivationBuilder`).
    ///
    /// @throws BuildException if it must be and cannot be
    boolean confines(StorePath drvPath, DerivationType type, DerivationOptions attributes) {
        String storeDirectory = store.storeDir().path();
        String realDirectory = String.valueOf(store.realPath(drvPath).getParent());
        boolean diverted = !storeDirectory.equals(realDirectory);
        boolean wanted = diverted || switch (options.confinement().mode()) {
            case ENABLED -> {
                if (attributes.noChroot()) {
                    throw BuildErrors.noChroot(store.storeDir().print(drvPath));
                }
                yield true;
            }
            case DISABLED -> false;
            case RELAXED -> type.isSandboxed() && !attributes.noChroot();
        };
        Optional<String> refusal = wanted ? launcher.refusal() : Optional.empty();
        if (refusal.isEmpty()) {
            return wanted;
        }
        if (diverted) {
            throw BuildErrors.divertedStore(storeDirectory, realDirectory, refusal.get());
        }
        if (!options.confinement().fallback()) {
            throw BuildErrors.noNamespaces();
        }
        if (warned.compareAndSet(false, true)) {
            listener.notice("warning: builders are not sandboxed: " + refusal.get());
        }
        return false;
    }
}

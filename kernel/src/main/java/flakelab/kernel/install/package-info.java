/// Makes Jupyter know this kernel: writes a kernelspec and colours for Nix into a Jupyter data directory. Start at
/// [Installation]. Needs no Python; knows nothing of messages.
@NullMarked
package flakelab.kernel.install;

import org.jspecify.annotations.NullMarked;

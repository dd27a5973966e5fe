package flakelab.session.command;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashFormat;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Emphasis;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `nix hash convert` (CppNix `CmdHashConvert`, `src/nix/hash.cc`).
///
/// @param algorithm for hashes that do not name theirs
/// @param from      the format they must have
/// @param to        the format to write
public record HashConvert(List<String> hashes, Optional<String> algorithm, Optional<String> from,
        String to) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Optional<HashAlgorithm> expected = algorithm.map(HashAlgorithm::parse);
        Optional<HashFormat> demanded = from.map(name -> format(state, name));
        HashFormat wanted = format(state, to);
        for (String text : hashes) {
            Hash.Parsed parsed = Hash.parseReturningFormat(text, expected);
            if (demanded.isPresent() && demanded.get() != parsed.format()) {
                throw SessionErrors.error(Emphasis.format(
                        "input hash '%s' has format '%s', but '--from %s' was specified", text,
                        parsed.format().nixName(), demanded.get().nixName()));
            }
            out.accept(parsed.hash().render(wanted, false) + "\n");
        }
    }

    /// Reads the name of a format, warning about an old one.
    static HashFormat format(State state, String name) {
        if (name.equals("base32")) {
            state.world().warn("\"base32\" is a deprecated alias for hash format \"nix32\".");
        }
        return HashFormat.parse(name);
    }
}

package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashFormat;
import flakelab.syntax.Symbol;
import flakelab.value.Attrs;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.Optional;

/// Cryptographic hashes of strings and files, and their spellings.
final class Hashes {
    private static final Symbol HASH = Symbol.of("hash");
    private static final Symbol HASH_ALGO = Symbol.of("hashAlgo");
    private static final Symbol TO_HASH_FORMAT = Symbol.of("toHashFormat");

    private Hashes() {}

    @Builtin(doc = """
            The hash of the string *s* in base 16. *type* is `"md5"`, `"sha1"`, `"sha256"` or `"sha512"`.

            ```nix
            builtins.hashString "md5" ""
            => "d41d8cd98f00b204e9800998ecf8427e"
            ```
            """)
    static Value hashString(Evaluator ev, int pos, String type, Value s) {
        HashAlgorithm algorithm = algorithm(ev, type);
        StringValue text = ev.forceStringValue(s, pos,
                "while evaluating the second argument passed to builtins.hashString");
        return StringValue.of(Hash.ofLatin1(algorithm, text.text()).toBase16());
    }

    @Builtin(doc = """
            The hash of the file at path *p* in base 16. *type* is `"md5"`, `"sha1"`, `"sha256"` or `"sha512"`.
            """)
    static Value hashFile(Evaluator ev, int pos, String type, Value p) {
        HashAlgorithm algorithm = algorithm(ev, type);
        PathValue path = Realised.path(ev, p, pos, Realised.Links.ALL);
        return StringValue
            .of(Hash.ofLatin1(algorithm, path.accessor().readFile(path.path())).toBase16());
    }

    @Builtin(doc = """
            Write a hash in another format. *args* is a set of

            - `hash`: the hash, in base 16, Nix's base 32, base 64 or SRI;
            - `hashAlgo`: `"md5"`, `"sha1"`, `"sha256"` or `"sha512"`; may be left out where `hash` names it itself;
            - `toHashFormat`: `"base16"`, `"nix32"`, `"base64"` or `"sri"`.

            ```nix
            builtins.convertHash {
              hash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
              toHashFormat = "base16";
            }
            => "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            ```
            """)
    static Value convertHash(Evaluator ev, int pos, Attrs args) {
        String hash = ev.forceStringNoContext(
                ev.requireAttr(args, HASH, "while locating the attribute 'hash'"), pos,
                "while evaluating the attribute 'hash'");
        Value named = args.get(HASH_ALGO);
        Optional<HashAlgorithm> algorithm = named == null
                ? Optional.empty()
                : Optional.of(algorithm(ev,
                        ev.forceStringNoContext(named, pos,
                                "while evaluating the attribute 'hashAlgo'")));
        String wanted = ev.forceStringNoContext(
                ev.requireAttr(args, TO_HASH_FORMAT, "while locating the attribute 'toHashFormat'"),
                pos,
                "while evaluating the attribute 'toHashFormat'");
        if (wanted.equals("base32")) {
            ev.world().warn("\"base32\" is a deprecated alias for hash format \"nix32\".");
        }
        HashFormat format = HashFormat.parse(wanted);
        return StringValue
            .of(Hash.parseAny(hash, algorithm).render(format, format == HashFormat.SRI));
    }

    static HashAlgorithm algorithm(Evaluator ev, String name) {
        HashAlgorithm algorithm = HashAlgorithm.parse(name);
        if (algorithm == HashAlgorithm.BLAKE3) {
            Features.require(ev, "blake3-hashes", "");
        }
        return algorithm;
    }

    /// Reads a hash; an empty one is all zeros, with a warning (CppNix `newHashAllowEmpty`).
    static Hash parseAllowingEmpty(Evaluator ev, String text, Optional<HashAlgorithm> algorithm) {
        if (!text.isEmpty()) {
            return Hash.parseAny(text, algorithm);
        }
        Hash zero = Hash.zero(algorithm.orElseThrow(BuiltinErrors::emptyHash));
        ev.world()
            .warn("found empty hash, assuming '" + flakelab.text.Emphasis.of(zero.toSri()) + "'");
        return zero;
    }
}

package flakelab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.text.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Expectations are CppNix 2.34.8's answers.
class StoreDirTest {
    private final StoreDir dir = StoreDir.DEFAULT;
    private final Store store = new DummyStore();

    @Test
    void textPaths() {
        StorePath foo = store.addText("foo", "bar".getBytes(StandardCharsets.UTF_8), Set.of());
        assertThat(dir.print(foo)).isEqualTo("/nix/store/vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-foo");
    }

    @Test
    void fixedOutputPaths() {
        Hash md5 = Hash.parseNonSriUnprefixed("d41d8cd98f00b204e9800998ecf8427e",
                HashAlgorithm.MD5);
        assertThat(dir
            .makeFixedOutputPath(ContentAddressMethod.FLAT, md5, "fixed-md5", References.NONE)
            .baseName())
            .isEqualTo("a6l22riq4pxm4j3yrw1asxc3cs5a6ij4-fixed-md5");
        StorePath foo = StorePath.parse("vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-foo");
        assertThatThrownBy(
                () -> dir.makeFixedOutputPath(ContentAddressMethod.FLAT, md5, "x",
                        References.of(Set.of(foo))))
            .isInstanceOf(StoreException.class);
    }

    @Test
    void refusesInNixsWords() {
        refuses("abc", "'abc' is too short to be a valid store path");
        refuses("eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-x",
                "store path 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-x' contains illegal base-32 character 'e'");
        refuses("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-x@y",
                "path 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-x@y' is not a valid"
                        + " store path: name 'x@y' contains illegal character '@'");
        refuses("9r1mh2rc3s3i33vpdw86kqqyvy9i1y4w-",
                "path '9r1mh2rc3s3i33vpdw86kqqyvy9i1y4w-' is not a valid store path: name must not be empty");
        refuses("1ka9gw6ddkrf0b8k65q7p46xbgb9wdr8-.",
                "path '1ka9gw6ddkrf0b8k65q7p46xbgb9wdr8-.' is not a valid store path: name '.' is not valid");
        refuses("66c9vybjwf1gi2gfz5vjmzsfjxfm5bnl-..-b",
                "path '66c9vybjwf1gi2gfz5vjmzsfjxfm5bnl-..-b' is not a valid"
                        + " store path: name '..-b' is not valid: first dash-separated component must not be '..'");
        String longName = "a".repeat(212);
        refuses("sk7z62nqxdj2sb8x397my8i4803lhvai-" + longName,
                "path 'sk7z62nqxdj2sb8x397my8i4803lhvai-" + longName
                        + "' is not a valid store path: name '" + longName
                        + "' must be no longer than 211 characters");
        assertThatThrownBy(() -> dir.parseInside("/etc/x"))
            .extracting(Words::of)
            .isEqualTo("path '/etc/x' is not in the Nix store");
    }

    private static void refuses(String baseName, String message) {
        assertThatThrownBy(() -> StorePath.parse(baseName))
            .isInstanceOf(StoreException.BadPath.class)
            .extracting(Words::of)
            .isEqualTo(message);
    }

    @Test
    void pathsInsideObjects() {
        String base = "vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-foo";
        assertThat(dir.parse("/nix//store/./" + base + "/")).isEqualTo(StorePath.parse(base));
        assertThat(dir.parseInside("/nix/store/" + base + "/a/../b"))
            .isEqualTo(new StoreDir.Inside(StorePath.parse(base), "/b"));
        assertThat(dir.maybeParse("/nix/store/" + base + "/a")).isEmpty();
    }

    @Test
    void contentAddressesAreReadBack() {
        for (ContentAddressMethod method : ContentAddressMethod.values()) {
            ContentAddress ca = new ContentAddress(method,
                    Hash.ofLatin1(HashAlgorithm.SHA256, method.nixName()));
            assertThat(ContentAddress.parse(ca.render())).isEqualTo(ca);
        }
        assertThat(new ContentAddress(ContentAddressMethod.NAR,
                Hash.ofLatin1(HashAlgorithm.SHA256, ""))
            .render())
            .isEqualTo("fixed:r:sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73");
        assertThatThrownBy(() -> ContentAddress.parse("foo:r:x"))
            .extracting(Words::of)
            .isEqualTo(
                    "content address prefix 'foo' is unrecognized. Recogonized prefixes are 'text' or 'fixed'");
    }

    @Test
    void hashModuloIgnoresOnlyTheHashPart() throws IOException {
        String part = "vxjiwkjkn7x4079qvh1jkl5pn05j2aw0";
        String other = "9r1mh2rc3s3i33vpdw86kqqyvy9i1y4w";
        String pad = "x".repeat(65_530);
        assertThat(modulo(pad + part + "y" + part, part))
            .isEqualTo(modulo(pad + other + "y" + other, other))
            .isNotEqualTo(modulo(pad + part + "y" + other, part));
        assertThat(modulo("a" + part, part)).isEqualTo(modulo("a" + "\0".repeat(32), part));
    }

    private static Hash modulo(String text, String part) throws IOException {
        HashModulo sink = new HashModulo(HashAlgorithm.SHA256, part);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        sink.write(bytes, 0, bytes.length);
        return sink.finish();
    }
}

package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationOutput;
import flakelab.nar.NarReader;
import flakelab.store.BuildResult.Status;
import flakelab.store.ContentAddressMethod;
import flakelab.store.Store;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tukaani.xz.XZInputStream;

/// The builders that are part of Nix: `builtin:fetchurl`, `builtin:buildenv`, `builtin:unpack-channel`.
///
/// They run in this process: what they do is ours, and what they fetch is checked against a hash.
record Builtins(Store store, Downloader downloader, List<String> hashedMirrors,
        BuildListener listener) {

    /// Runs a derivation whose builder is `builtin:…`.
    ///
    /// @param outputs where to make each output
    /// @param scratch a directory to work in
    /// @throws BuildException in the words the builder would print
    void run(Derivation derivation, Map<String, Path> outputs, Path scratch) throws IOException {
        String name = derivation.builder().substring("builtin:".length());
        switch (name) {
            case "fetchurl" -> fetch(derivation, outputs, scratch);
            case "buildenv" ->
                new EnvironmentBuilder(store, listener).build(derivation, out(outputs));
            case "unpack-channel" -> ChannelUnpacker.unpack(store, derivation, out(outputs));
            default -> throw BuildErrors.misc("unsupported builtin builder '%s'", name);
        }
    }

    private static Path out(Map<String, Path> outputs) {
        return Optional.ofNullable(outputs.get("out")).orElseThrow();
    }

    /// A variable a builder cannot do without.
    static String required(Derivation derivation, String name) {
        return Optional.ofNullable(derivation.env().get(name))
            .orElseThrow(() -> BuildErrors.misc("attribute '%s' missing", name));
    }

    private void fetch(Derivation derivation, Map<String, Path> outputs, Path scratch)
            throws IOException {
        DerivationOutput output = derivation.outputs().get("out");
        if (output == null) {
            throw BuildErrors.misc("'builtin:fetchurl' requires an 'out' output");
        }
        if (!derivation.type().isFixed() && !derivation.type().isImpure()) {
            throw BuildErrors
                .misc("'builtin:fetchurl' must be a fixed-output or impure derivation");
        }
        Path download = scratch.resolve("download");
        String url = required(derivation, "url");
        if (!fromMirror(output, download)) {
            download(url, download);
        }
        place(derivation, url, download, out(outputs));
    }

    private boolean fromMirror(DerivationOutput output, Path download) {
        if (!(output instanceof DerivationOutput.FixedOutput(var ca))
                || ca.method() == ContentAddressMethod.NAR) {
            return false;
        }
        for (String mirror : hashedMirrors) {
            String base = mirror.endsWith("/") ? mirror : mirror + "/";
            try {
                download(base + ca.hash().algorithm().nixName() + "/" + ca.hash().toBase16(),
                        download);
                return true;
            } catch (BuildException e) {
                continue; // the next mirror, and at last the URL itself
            }
        }
        return false;
    }

    private void download(String url, Path to) {
        try (OutputStream out = Files.newOutputStream(to)) {
            if (url.startsWith("file:")) {
                Files.copy(Path.of(URI.create(url).getPath()), out);
            } else {
                downloader.download(url, new FilterOutputStream(out) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                    }

                    @Override
                    public void close() {} // ours to close
                });
            }
        } catch (IOException e) {
            throw BuildErrors.error(Status.TRANSIENT_FAILURE, "unable to download '%s': %s", url,
                    String.valueOf(e.getMessage()));
        }
    }

    private static void place(Derivation derivation, String url, Path download, Path out)
            throws IOException {
        if (derivation.env().getOrDefault("unpack", "").equals("1")) {
            try (InputStream raw = Files.newInputStream(download);
                    InputStream nar = url.endsWith(".xz") ? new XZInputStream(raw) : raw) {
                NarReader.unpack(nar, out);
            }
        } else {
            Files.copy(download, out);
        }
        if (derivation.env().getOrDefault("executable", "").equals("1")) {
            Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}

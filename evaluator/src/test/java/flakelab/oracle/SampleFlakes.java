package flakelab.oracle;

import flakelab.fetch.Repositories;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.eclipse.jgit.api.Git;

/// Ten flakes with up to twenty inputs, and what these come from: Git repositories, directories, archives, plain files.
///
/// No file names the directory they are in: a registry does. So commits and hashes are the same everywhere.
final class SampleFlakes {
    /// Those that need nothing else. `real` needs other people's flakes: see [#writeReal].
    static final List<String> NAMES = List.of("none", "plain", "named", "follows", "overrides",
            "relative", "sources", "modules", "twenty");

    /// When everything was made: seconds since 1970.
    static final long TIME = 1_700_000_000L;

    private final Path directory;
    private final StringBuilder registry = new StringBuilder();

    private SampleFlakes(Path directory) {
        this.directory = directory;
    }

    /// Makes all of them in a directory.
    ///
    /// @param real where `flake-utils`, `flake-parts`, `systems` and `nixpkgs-lib` are unpacked; null to do without
    static void write(Path directory, @org.jspecify.annotations.Nullable Path real)
            throws Exception {
        SampleFlakes flakes = new SampleFlakes(directory);
        flakes.writeInputs();
        flakes.writeSimple();
        flakes.writeNested();
        flakes.writeRelative();
        flakes.writeSources();
        flakes.writeModules();
        flakes.writeTwenty();
        if (real != null) {
            flakes.writeReal(real);
        }
        Files.writeString(directory.resolve("registry.json"),
                "{\"version\":2,\"flakes\":[" + flakes.registry + "]}");
        flakes.setTimes();
    }

    /// The registry's name for an address.
    private void name(String id, String attributes) {
        registry.append(registry.isEmpty() ? "" : ",")
            .append("{\"from\":{\"type\":\"indirect\",\"id\":\"")
            .append(id)
            .append("\"},\"to\":{")
            .append(attributes.replace('\'', '"').replace("@DIR@", directory.toString()))
            .append("}}");
    }

    private void file(String path, String text) throws IOException {
        Repositories.write(directory.resolve(path), text);
    }

    private void repository(String path, String flake) throws Exception {
        file(path + "/flake.nix", flake);
        Repositories.commit(directory.resolve(path), "Add " + path);
    }

    private void writeInputs() throws Exception {
        repository("lib", "{ description = \"lib\"; outputs = { self }: { lib.x = 1; }; }\n");
        name("lib", "'type':'git','url':'file://@DIR@/lib'");
        repository("lib2", """
                { description = "another lib"; outputs = { self }: { lib.x = 2; }; }
                """);
        name("lib2", "'type':'git','url':'file://@DIR@/lib2'");
        file("systems/flake.nix", "{ outputs = _: { }; }\n");
        file("systems/default.nix", "[ \"x86_64-linux\" \"aarch64-linux\" ]\n");
        archive("systems");
        name("systems", "'type':'tarball','url':'file://@DIR@/systems.tar.gz'");
        repository("util", """
                {
                  inputs.systems.url = "flake:systems";
                  outputs = { self, systems }: { lib.systems = import systems; };
                }
                """);
        name("util", "'type':'git','url':'file://@DIR@/util'");
        repository("parts", """
                {
                  inputs.lib.url = "flake:lib";
                  inputs.systems.url = "flake:systems";
                  inputs.util = { url = "flake:util"; inputs.systems.follows = "systems"; };
                  outputs = { self, lib, util, systems }: { lib = { inherit (lib.lib) x; all = util.lib.systems; }; };
                }
                """);
        name("parts", "'type':'git','url':'file://@DIR@/parts'");
        file("deep/part/flake.nix", """
                {
                  inputs.parts.url = "flake:parts";
                  inputs.util.follows = "parts/util";
                  outputs = { self, parts, util }: { lib = parts.lib; };
                }
                """);
        repository("deep", "{ outputs = _: { }; }\n");
        name("deep", "'type':'git','url':'file://@DIR@/deep','dir':'part'");
        file("tree/default.nix", "\"a tree\"\n");
        file("tree/flake.nix", "{ outputs = _: { }; }\n");
        name("tree", "'type':'path','path':'@DIR@/tree'");
        file("notes.txt", "a file\n");
        name("notes", "'type':'file','url':'file://@DIR@/notes.txt'");
    }

    private void writeSimple() throws Exception {
        repository("none",
                """
                        {
                          description = "no inputs, many outputs";
                          outputs = { self }: {
                            packages.x86_64-linux.default = derivation { name = "a-1"; system = "x86_64-linux"; builder = "b"; };
                            packages.aarch64-linux.default = derivation { name = "a-1"; system = "aarch64-linux"; builder = "b"; };
                            legacyPackages.x86_64-linux.x.y = 1;
                            apps.x86_64-linux.default = { type = "app"; program = "/bin/x"; };
                            checks.x86_64-linux = { };
                            templates.default = { path = ./.; description = "a template"; };
                            nixosModules.default = { };
                            nixosConfigurations.host = { };
                            overlays.default = final: prev: { };
                            formatter.x86_64-linux = derivation { name = "f"; system = "x86_64-linux"; builder = "b"; };
                            lib.id = x: x;
                            other = 1;
                          };
                        }
                        """);
        repository("plain", """
                {
                  description = "one input";
                  inputs.lib.url = "flake:lib";
                  outputs = { self, lib }: { overlays = { }; lib.y = lib.lib.x; };
                }
                """);
        file("named/flake.nix", "{ outputs = { self, lib, util }: { templates = { }; lib = util.lib; }; }\n");
    }

    private void writeNested() throws Exception {
        file("follows/flake.nix", """
                {
                  inputs = {
                    systems.url = "flake:systems";
                    deep.url = "flake:deep";
                    deep.inputs.parts.inputs.systems.follows = "systems";
                    deep.inputs.parts.inputs.lib.follows = "lib";
                    lib.follows = "deep2/parts/lib";
                    deep2.url = "flake:deep";
                    deep2.inputs.util.follows = "util";
                    util = { url = "flake:util"; inputs.systems.follows = ""; };
                  };
                  outputs = { self, deep, deep2, lib, ... }: { nixosModules.m = { }; lib = deep.lib; };
                }
                """);
        repository("overrides", """
                {
                  inputs = {
                    deep.url = "flake:deep";
                    deep.inputs.parts.inputs.lib.url = "flake:lib2";
                    deep.inputs.parts.inputs.util.inputs.systems.url = "flake:tree";
                    deep.inputs.absent.follows = "lib";
                    lib = { type = "indirect"; id = "lib2"; ref = "main"; };
                  };
                  outputs = { self, deep, lib }: { overlays.default = final: prev: { x = deep.lib.x; }; };
                }
                """);
    }

    private void writeRelative() throws Exception {
        file("relative/a/flake.nix", """
                {
                  inputs.b.url = "path:../b";
                  inputs.lib.url = "flake:lib";
                  outputs = { self, b, lib }: { x = b.x; };
                }
                """);
        file("relative/b/flake.nix", """
                {
                  inputs.c.url = ./c;
                  inputs.text = { url = "path:../text.txt"; flake = false; };
                  outputs = { self, c, text }: { x = c.x; };
                }
                """);
        file("relative/b/c/flake.nix", "{ outputs = _: { x = 3; }; }\n");
        file("relative/text.txt", "text\n");
        repository("relative", """
                {
                  inputs = {
                    a.url = "path:./a";
                    a.inputs.lib.follows = "lib";
                    a.inputs.b.inputs.c.url = "path:./b/c";
                    b.url = ./b;
                    lib.url = "flake:lib";
                    plain = { url = ./text.txt; flake = false; };
                  };
                  outputs = { self, a, b, lib, plain }: { nixosConfigurations.x = a.x + b.x; };
                }
                """);
    }

    private void writeSources() throws Exception {
        repository("sources",
                """
                        {
                          inputs = {
                            tree = { url = "flake:tree"; flake = false; };
                            notes = { url = "flake:notes"; flake = false; };
                            archive = { url = "flake:systems"; flake = false; };
                            lib = { url = "flake:lib/main"; flake = false; };
                          };
                          outputs = { self, tree, notes, archive, lib }: {
                            lib.texts = [ (import tree) (builtins.readFile notes) (import archive) (import "${lib}/flake.nix").description ];
                          };
                        }
                        """);
    }

    private void writeModules() throws Exception {
        repository("module", "{ outputs = _: { }; }\n");
        file("modules/flake.nix", """
                {
                  inputs.self.submodules = true;
                  inputs.lib.url = "flake:lib";
                  outputs = { self, lib }: { x = builtins.readDir ./vendor/module; };
                }
                """);
        Repositories.commit(directory.resolve("modules"), "Add modules");
        try (Git git = Git.open(directory.resolve("modules").toFile())) {
            git.submoduleAdd().setURI("../module").setPath("vendor/module").call().close();
        }
        Repositories.commit(directory.resolve("modules"), "Add the submodule");
    }

    private void writeTwenty() throws Exception {
        StringBuilder inputs = new StringBuilder();
        List<String> ids = List.of("lib", "lib2", "util", "parts", "deep");
        for (int i = 1; i <= 20; i++) {
            String id = ids.get(i % ids.size());
            inputs.append("    in").append(i).append(".url = \"flake:").append(id).append("\";\n");
            if (i % 5 == 3) {
                inputs.append("    in")
                    .append(i)
                    .append(".inputs.lib.follows = \"in")
                    .append(i - 3 == 0 ? 5 : i - 3)
                    .append("\";\n");
            }
        }
        repository("twenty", "{\n  inputs = {\n" + inputs
                + "  };\n  outputs = inputs: { lib.n = builtins.length (builtins.attrNames inputs); };\n}\n");
    }

    /// A flake whose inputs are other people's, as far as they are there.
    private void writeReal(Path real) throws Exception {
        for (String id : List.of("flake-utils", "flake-parts", "systems", "nixpkgs-lib")) {
            copy(real.resolve(id), directory.resolve("real-" + id));
            Repositories.commit(directory.resolve("real-" + id), "Import " + id);
            name(id, "'type':'git','url':'file://@DIR@/real-" + id + "'");
        }
        repository("real", """
                {
                  inputs = {
                    flake-utils = { url = "flake:flake-utils"; inputs.systems.url = "flake:systems"; };
                    flake-parts = { url = "flake:flake-parts"; inputs.nixpkgs-lib.url = "flake:nixpkgs-lib"; };
                  };
                  outputs = inputs@{ self, flake-utils, flake-parts }:
                    flake-parts.lib.mkFlake { inherit inputs; } {
                      systems = flake-utils.lib.defaultSystems;
                      perSystem = { system, ... }: {
                        packages.default = derivation { name = "p"; inherit system; builder = "b"; };
                      };
                      flake.lib.many = 2;
                    };
                }
                """);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    private void archive(String name) throws IOException {
        GzipParameters fixed = new GzipParameters();
        fixed.setModificationInstant(java.time.Instant.ofEpochSecond(TIME));
        try (OutputStream out = Files.newOutputStream(directory.resolve(name + ".tar.gz"));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(
                        new GzipCompressorOutputStream(out, fixed))) {
            for (String file : List.of("flake.nix", "default.nix")) {
                byte[] content = Files.readString(directory.resolve(name).resolve(file))
                    .getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(name + "/" + file);
                entry.setSize(content.length);
                entry.setModTime(FileTime.fromMillis(TIME * 1000));
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
    }

    private void setTimes() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> !path.toString().contains("/.git/")).toList()) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(TIME * 1000));
            }
        }
    }
}

# Makes a value of a locked flake. Every input is fetched, and its outputs computed, only when something needs them.
#
# Traces show some lines of this file, as those of CppNix show lines of its own file of this name: what a frame points at,
# and the line before and after it, stand here where they stand there. So mind the line numbers.

# The lock file as JSON.
lock:

# By node, { sourceInfo; dir; } of the sources that were fetched while locking, the flake's own among them.
given:

# Fetches exactly what a lock file entry says.
#
# This is `prim_fetchFinalTree`.
fetchTreeFinal:

let
  graph = builtins.fromJSON lock;
  inherit (builtins) mapAttrs;

  # An input is the name of a node, or the path of another input, from the root, whose place it takes.
  resolveInput = input: if builtins.isList input then walk graph.root input else input;

  walk =
    name: path:
    if path == [ ] then
      name
    else
      walk (resolveInput graph.nodes.${name}.inputs.${builtins.head path}) (builtins.tail path);

  allNodes = mapAttrs load graph.nodes;

  load =
    name: node:
    let
      locked = node.locked or { };

      # An input that lies in the source of the flake that mentions it.
      inParent = locked.type or "" == "path" && builtins.substring 0 1 locked.path != "/";
      parent = allNodes.${walk graph.root node.parent};

      sourceInfo =
        if given ? ${name} then
          given.${name}.sourceInfo
        else if inParent then
          parent.sourceInfo
        else
          fetchTreeFinal (node.info or { } // removeAttrs locked [ "dir" ]);

      below = base: dir: if dir == "" then base else base + "/" + dir;

      outPath =
        if inParent && !(given ? ${name}) then
          below parent.outPath locked.path
        else
          below sourceInfo.outPath (given.${name}.dir or locked.dir or "");

      flake = import (outPath + "/flake.nix");

      # What the flake's outputs are computed from: a set of what its inputs are, made as each is asked for. What an
      # input is follows from its node, so that two flakes that agree on a node share all that is computed of it; an
      # input that the lock file does not know is missing here, and the function complains of that in its own words.
      #
      # `self` is what this flake itself becomes: with the name of every output, and beside them what is known of the
      # source. Outputs are computed lazily, so they may use each other through it, and inputs that nothing uses are never
      # fetched.

      inputs = mapAttrs (inputName: inputSpec: allNodes.${resolveInput inputSpec}.result) (
        node.inputs or { }
      );

      outputs = flake.outputs (inputs // { self = result; });

      result =
        outputs
        # We add the sourceInfo attribute for its metadata, as they are
        # what `self.rev`, `self.lastModified` and the like mean, and
        # they win over outputs of the same names.
        // sourceInfo
        // {
          # Where the flake itself lies, which is not the top of its
          # source if it has a `dir`.
          inherit outPath;

          # The parts it is made of.
          inherit inputs;
          inherit outputs;
          inherit sourceInfo;
          _type = "flake";
        };
    in

    {
      result =
        if node.flake or true then
          assert builtins.isFunction flake.outputs;
          result
        else
          sourceInfo // { inherit sourceInfo outPath; };

      inherit outPath sourceInfo;
    };
in
allNodes.${graph.root}.result

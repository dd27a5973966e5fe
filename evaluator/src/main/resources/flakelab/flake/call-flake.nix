# Makes a value of a locked flake. Every input is fetched, and its outputs computed, only when something needs them.
#
# lock   the lock file as JSON
# given  by node: { sourceInfo; dir; } of the sources that were fetched while locking, the flake's own among them
# fetch  fetches exactly what a lock file entry says
lock: given: fetch:

let
  graph = builtins.fromJSON lock;

  # An input is the name of a node, or the path of another input, from the root, whose place it takes.
  nodeOf = input: if builtins.isList input then walk graph.root input else input;

  walk =
    name: path:
    if path == [ ] then
      name
    else
      walk (nodeOf graph.nodes.${name}.inputs.${builtins.head path}) (builtins.tail path);

  flakes = builtins.mapAttrs load graph.nodes;

  load =
    name: node:
    let
      locked = node.locked or { };

      # An input that lies in the source of the flake that mentions it.
      inParent = locked.type or "" == "path" && builtins.substring 0 1 locked.path != "/";
      parent = flakes.${walk graph.root node.parent};

      sourceInfo =
        if given ? ${name} then
          given.${name}.sourceInfo
        else if inParent then
          parent.sourceInfo
        else
          fetch (node.info or { } // removeAttrs locked [ "dir" ]);

      below = base: dir: if dir == "" then base else base + "/" + dir;

      outPath =
        if inParent && !(given ? ${name}) then
          below parent.outPath locked.path
        else
          below sourceInfo.outPath (given.${name}.dir or locked.dir or "");

      flake = import (outPath + "/flake.nix");

      inputs = builtins.mapAttrs (_: input: flakes.${nodeOf input}.value) (node.inputs or { });

      outputs = flake.outputs (inputs // { self = asFlake; });

      asFlake =
        outputs
        // sourceInfo
        // {
          inherit
            outPath
            inputs
            outputs
            sourceInfo
            ;
          _type = "flake";
        };
    in
    {
      inherit outPath sourceInfo;

      value =
        if node.flake or true then
          assert builtins.isFunction flake.outputs;
          asFlake
        else
          sourceInfo // { inherit sourceInfo outPath; };
    };
in
flakes.${graph.root}.value

# A module system in small: options declared and defined by many modules, merged by priority.
let
  inherit (builtins) concatMap filter foldl' genList head isInt listToAttrs mapAttrs toString attrNames length;
  modules = genList (n: { config, ... }: {
    options."o${toString n}" = { default = n; check = isInt; };
    config = {
      "o${toString n}" = { priority = 100; value = config.o0 + n; };
    } // (if n > 0 then { "o${toString (n - 1)}" = { priority = 50 + n; value = n; }; } else { });
  }) 150;
  evalModules = modules:
    let
      loaded = map (module: module { inherit config options; }) modules;
      options = foldl' (all: m: all // m.options) { } loaded;
      definitions = name: concatMap (m: if m.config ? ${name} then [ m.config.${name} ] else [ ]) loaded;
      config = mapAttrs (name: option:
        let
          found = definitions name;
          least = foldl' (p: d: if d.priority < p then d.priority else p) 1000 found;
          value = if found == [ ] then option.default else (head (filter (d: d.priority == least) found)).value;
        in assert option.check value; value) options;
    in config;
  config = evalModules modules;
in foldl' (sum: name: sum + config.${name}) (length (attrNames config)) (filter (n: n != "o0") (attrNames config))

# What the AOT cache is recorded from: a small package set and a small module system that use the language as large ones
# do. Only what runs here starts fast later, so breadth counts and values do not.
{ system ? "x86_64-linux", overlays ? [ (import ./overlay.nix) ] }:

let
  inherit (builtins) attrNames concatMap concatStringsSep elem filter foldl' genList hasAttr head isAttrs isFunction isString
    length listToAttrs map mapAttrs match replaceStrings sort split stringLength substring tail toJSON tryEval;

  # Fixed points and overlays.
  fix = f: let x = f x; in x;
  extends = overlay: f: final: let prev = f final; in prev // overlay final prev;
  compose = foldl' (f: overlay: extends overlay f);

  # Functions that remember how they were called.
  makeOverridable = f: args:
    let result = f args;
    in if isAttrs result
       then result // { override = changes: makeOverridable f (args // (if isFunction changes then changes args else changes)); }
       else result;
  callPackageWith = auto: f: args:
    let function = if isFunction f then f else import f;
    in makeOverridable function (builtins.intersectAttrs (builtins.functionArgs function) auto // args);

  # Strings.
  isEmpty = list: list == [ ];
  optional = condition: value: if condition then [ value ] else [ ];
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  splitOn = separator: text: filter isString (split (replaceStrings [ "." ] [ "\\." ] separator) text);
  trim = text: let found = match "[ \n]*(.*[^ \n])[ \n]*" text; in if found == null then "" else head found;
  capital = text: replaceStrings [ "a" "b" "c" ] [ "A" "B" "C" ] text;

  # Derivations.
  stdenv = {
    inherit system;
    shell = "/bin/sh";
    platform = { parsed = { cpu = "x86_64"; kernel = "linux"; }; isLinux = true; isDarwin = false; };
    mkDerivation = arg:
      let
        final = (if isFunction arg then arg else _: arg) final;
        name = final.name or "${final.pname}-${final.version}";
        passed = removeAttrs final [ "meta" "passthru" "pname" ];
        drv = derivation ({
          inherit system name;
          builder = stdenv.shell;
          args = [ "-e" (builtins.toFile "builder.sh" "echo \"$out\" > $out\n") ];
          outputs = final.outputs or [ "out" ];
          doCheck = final.doCheck or false;
          strictDeps = true;
          __ignoreNulls = true;
        } // passed);
      in assert final.meta.broken or false -> throw "${name} is broken";
      drv // (final.passthru or { }) // { meta = final.meta or { }; inherit stdenv; overrideAttrs = f: stdenv.mkDerivation (final // f final); };
  };
  fetch = { url, hash }: derivation {
    inherit url system;
    name = baseNameOf url;
    builder = "builtin:fetchurl";
    outputHash = hash;
    outputHashAlgo = null;
    outputHashMode = "flat";
    impureEnvVars = [ "http_proxy" ];
    preferLocalBuild = true;
  };

  packages = compose (final: {
    inherit stdenv;
    callPackage = callPackageWith final;
    zlib = final.callPackage ./package.nix { name = "zlib"; };
    source = fetch { url = "https://example.org/source-1.0.tar.gz"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
    hello = stdenv.mkDerivation (self: {
      pname = "hello";
      version = "1.${toString (length self.buildInputs)}";
      src = final.source;
      outputs = [ "out" "dev" ];
      buildInputs = [ final.zlib ] ++ optional stdenv.platform.isLinux (final.zlib.override { name = "zlib-other"; });
      nothing = null;
      flags = map (n: "--with-${n}=${final.zlib}/lib") [ "a" "b" ];
      text = ''
        ${trim " body "} of ''${self}
          indented \n $${self.pname}
      '';
      passthru.tests = { };
      meta = { description = "Greets"; platforms = [ "x86_64-linux" ]; };
    });
    structured = stdenv.mkDerivation {
      name = "structured";
      __structuredAttrs = true;
      env.LANG = "C";
      list = [ 1 2.5 true null { a = "b"; } final.hello.dev ];
      path = ./package.nix;
    };
  }) overlays;

  # Modules: options with types, definitions merged by priority, conditions.
  types = {
    int = { name = "int"; check = builtins.isInt; merge = head; };
    str = { name = "str"; check = isString; merge = concatStringsSep ","; };
    listOf = type: { name = "listOf ${type.name}"; check = builtins.isList; merge = builtins.concatLists; };
    attrs = { name = "attrs"; check = isAttrs; merge = foldl' (a: b: a // b) { }; };
  };
  option = type: { _type = "option"; inherit type; };
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkForce = content: { _type = "override"; priority = 50; inherit content; };
  discharge = value:
    if value._type or "" == "if" then (if value.condition then discharge value.content else [ ])
    else if value._type or "" == "override" then [ value ]
    else [ { priority = 100; content = value; } ];
  evalModules = modules:
    let
      closure = builtins.genericClosure {
        startSet = genList (key: { inherit key; module = builtins.elemAt modules key; }) (length modules);
        operator = { key, module }: [ ];
      };
      loaded = map (item: if isFunction item.module then item.module { inherit config; lib = types; } else item.module) closure;
      options = foldl' (all: module: all // module.options or { }) { } loaded;
      definitions = name: concatMap (module: let all = module.config or { }; in if hasAttr name all then discharge all.${name} else [ ]) loaded;
      config = mapAttrs (name: { type, ... }:
        let
          found = definitions name;
          priority = foldl' (least: d: if d.priority < least then d.priority else least) 1000 found;
          values = map (d: d.content) (filter (d: d.priority == priority) found);
          checked = map (v: if type.check v then v else throw "A definition for option `${name}' is not of type `${type.name}'.") values;
        in builtins.addErrorContext "while evaluating the option `${name}':" (type.merge checked)) options;
    in config;

  configuration = evalModules [
    { options = { port = option types.int; hosts = option (types.listOf types.str); motd = option types.str; extra = option types.attrs; }; }
    ({ config, lib, ... }: { config = { port = 80; hosts = [ "a" "b" ]; motd = mkIf (config.port > 100) "high"; extra.a.b = 1; }; })
    ({ config, ... }@args: { config = { port = mkForce 8080; motd = mkIf (elem "a" config.hosts) (capital "abc"); extra = { inherit (args.config) port; }; }; })
  ];

  functor = { __functor = self: x: x + self.step; step = 1; };
  tree = rec { a.b.c = 1; "d e" = a.b.c + 2; ${"f" + "g"} = -a.b.c * 3 / 2; path = ./. + "/package.nix"; };
in {
  inherit (fix packages) hello structured;
  inherit configuration tree;
  names = sort (a: b: a < b) (attrNames (builtins.readDir ./.)) ++ splitOn "." "a.b.c";
  groups = builtins.groupBy (n: if n < 3 then "small" else "large") (genList (n: n) 6);
  pairs = listToAttrs (map (name: { inherit name; value = with tree; a.b.c or 0; }) [ "x" "y" ]);
  zipped = builtins.zipAttrsWith (name: values: values) [ { a = 1; } { a = functor 2; } ];
  json = toJSON { a = [ 1 "two" 3.0 ]; } + builtins.hashString "sha256" (toString (builtins.fromJSON "[1, \"a\", [2.5, null]]"));
  caught = (tryEval (throw "no")).success || !(tryEval (assert 1 == 1.0; hasPrefix "a" "abc")).value;
  versions = map (v: builtins.compareVersions v "1.10") [ "1.9" "1.10pre" ] ++ builtins.splitVersion "1.2" ++ tail [ 1 2 ];
  exists = builtins.pathExists ./package.nix && isEmpty (builtins.catAttrs "a" [ ]) && builtins.all isString (builtins.attrValues { a = "b"; });
  text = builtins.seq (builtins.deepSeq tree 1) (builtins.unsafeDiscardStringContext (builtins.readFile ./package.nix));
  position = (builtins.unsafeGetAttrPos "a" { a = 1; }).line or 0;
}

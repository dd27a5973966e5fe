# Strings: interpolation, replacing, splitting by regular expression, hashing, joining.
let
  inherit (builtins) concatStringsSep filter genList hashString isString replaceStrings split stringLength substring toString map;
  words = genList (n: "word-${toString n}.${toString (n * 7)}") 8000;
  changed = map (replaceStrings [ "-" "." "word" ] [ "_" "/" "w" ]) words;
  pieces = filter isString (split "[_/]" (concatStringsSep "/" changed));
in hashString "sha256" (concatStringsSep " " (map (p: "${p}:${toString (stringLength p)}${substring 0 1 p}") pieces))

# Attribute sets: making, looking up, updating, mapping, removing, intersecting.
let
  inherit (builtins) attrNames foldl' genList intersectAttrs length listToAttrs mapAttrs removeAttrs toString;
  make = count: listToAttrs (genList (n: { name = "k${toString n}"; value = n; }) count);
  large = make 2000;
  updated = foldl' (set: n: set // { "k${toString n}" = n * 2; "n${toString n}" = n; }) large (genList (n: n) 200);
  mapped = mapAttrs (name: value: value + 1) updated;
  some = intersectAttrs (make 500) (removeAttrs mapped [ "k1" "k2" "k3" ]);
in foldl' (sum: name: sum + mapped.${name}) (length (attrNames some)) (attrNames mapped)

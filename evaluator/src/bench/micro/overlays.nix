# A set of packages as a fixed point, extended by overlays that each see the final set and the one before.
let
  inherit (builtins) foldl' genList listToAttrs toString attrNames length;
  fix = f: let x = f x; in x;
  extends = overlay: f: final: let prev = f final; in prev // overlay final prev;
  base = final: listToAttrs (genList (n: { name = "p${toString n}"; value = { id = n; next = final.p0.id or 0; }; }) 300);
  overlay = n: final: prev: { "p${toString n}" = prev."p${toString n}" // { id = prev.p1.id + n; }; top = final.p5.id; };
  packages = fix (foldl' (f: o: extends o f) base (genList overlay 60));
in packages.top + length (attrNames packages) + foldl' (sum: name: sum + packages.${name}.id or 0) 0 (attrNames packages)

# Long lists walked by strict folds, filters and maps.
let
  inherit (builtins) foldl' genList filter map length;
  numbers = genList (n: n) 200000;
  even = n: n - (n / 2) * 2 == 0;
in foldl' (sum: n: sum + n) 0 (map (n: n * 3) (filter even numbers)) + length numbers

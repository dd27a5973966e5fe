let
  f = a: b: c: [ a b c ];
  two = f 1 2;
  g = a: let k = a * 10; in b: c: k + b + c;
  many = a: b: c: d: e: a + b + c + d + e;
  pattern = a: { b, c ? a }: d: [ a b c d ];
in [
  (two 3) (two 4) (f 1 2 3) ((f 5) 6 7)
  (g 1 2 3) (map (g 2 3) [ 1 2 ])
  (many 1 2 3 4 5) ((many 1 2) 3 4 5) (builtins.foldl' (f: x: f x) many [ 1 2 3 4 5 ])
  (pattern 1 { b = 2; } 3) ((pattern 1) { b = 2; c = 4; } 3)
  (map (builtins.sub 10) [ 1 2 ])
  (builtins.functionArgs (pattern 1))
]

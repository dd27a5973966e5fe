let f = x: x; s = { inherit f; g = y: y; }; id = x: x; in [
  (f == f) ([ f ] == [ f ]) (s == s) ([ s.g ] == [ s.g ]) ({ a = f; } == { a = f; })
  ([ (id f) ] == [ (id f) ]) (let t = s.g; in [ t ] == [ t ]) ([ builtins.map ] == [ builtins.map ]) ([ map ] == [ map ])
  (f == 1) (let l = [ f ]; in l == l) (s.g == s.g) (let p = f: x: f; q = p 1; in [ q ] == [ q ])
]

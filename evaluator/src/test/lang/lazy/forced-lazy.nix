let s = { a = 1 + 1; b = 2 + 2; }; l = [ (1 + 1) s.a ]; in builtins.seq s.a (builtins.seq (builtins.elemAt l 0) [ s l (x: x) (builtins.map 1) builtins.map ])

let
  make = n: { inherit n; __functor = self: x: self // { n = self.n + x; }; };
in [ (make 1 2 3).n ((make 1) 5).n (map { __functor = self: x: x * 2; } [ 1 2 ]) (builtins.isFunction (make 1)) ]

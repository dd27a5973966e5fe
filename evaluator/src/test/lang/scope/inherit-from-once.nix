let
  source = builtins.trace "evaluated once" { a = 1; b = 2; c = { d = 3; }; };
  f = n: let inherit (source) a b; inherit (source.c) d; in a + b + d + n;
in rec { inherit (source) a b; sum = f 1 + f 2; inherit ({ e = a; }) e; }

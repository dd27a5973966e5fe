let
  a = 1;
  outer = { w1 = "outer"; both = "outer"; a = "never"; };
  inner = { w2 = "inner"; both = "inner"; };
in
rec {
  b = a + 1;
  f = c: let d = b + c; in with outer; with inner; {
    inherit a b c d w1 w2 both;
    g = e: let a = e + d; in [ a b both (with { both = a; w3 = both; }; [ both w3 ]) ];
  };
  result = (f 10).g 100;
  all = removeAttrs (f 20) [ "g" ];
}.result

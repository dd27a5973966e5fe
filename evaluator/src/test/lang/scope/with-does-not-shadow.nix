let x = "let"; f = y: with { x = "with"; y = "with"; z = "with"; map = 1; }; [ x y z (map (v: v) [ 2 ]) ];
in f "argument" ++ (with { a = 1; }; with { b = 2; }; [ a b ]) ++ (with { q = 1; }; let f = r: with { s = q; }; [ q r s ]; in f 5)

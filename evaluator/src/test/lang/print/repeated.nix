let a = [ 1 ]; s = { b = 2; }; in { x = a; y = a; z = [ a s s ]; e = { }; f = { }; l = [ ]; m = [ ]; r = let x = [ x ]; in x; t = rec { self = t2; t2 = { inherit self; }; }; }

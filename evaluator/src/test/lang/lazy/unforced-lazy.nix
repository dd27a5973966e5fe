let x = 1; s = { a = 1; }; in { a = 1 + 1; b = x; c = y: y; d = { }; e = [ ]; f = "s"; g = "s${"t"}"; h = s.a; i = [ 1 2 ]; j = 1.5; k = s; l = null; m = builtins.add; o = /a; }

{ a = 1; b.c = [ "x" { y = 2; } ]; s = "text"; f = x: x; }

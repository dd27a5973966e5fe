with { a = 1; }; let f = x: b; in f 1

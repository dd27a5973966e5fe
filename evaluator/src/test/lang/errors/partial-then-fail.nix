let f = a: b: throw "no"; g = f 1; in g 2

let n = "g"; in { ${n} = x: throw "in g"; }.g 1

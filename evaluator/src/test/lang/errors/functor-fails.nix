{ __functor = self: x: throw "no"; } 1

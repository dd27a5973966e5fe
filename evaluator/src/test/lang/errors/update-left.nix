1 // { b = throw "never"; }

let n = "x"; s = { x = throw "deep"; }; in s.${n}

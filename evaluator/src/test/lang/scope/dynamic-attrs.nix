let n = "x"; s = { ${n} = 1; y = 2; "${n}y" = 3; ${null} = 4; }; in [
  s
  s.${n}
  (s ? ${n})
  (s ? ${"q"})
  (s."${n}y")
  (s.${"q"} or "default")
  (rec { ${n} = 1; a = 2; "b${n}" = a; })
  { a.b.c = 1; a.b.d = 2; a."${n}" = 3; }
]

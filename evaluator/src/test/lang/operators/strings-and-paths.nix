let p = /a/b; s = "c"; in [
  (p + "/c") (p + s) (/a/. + "/../b") ("x" + "y" + "z") "${s}${"d"}e" (p + "/${s}") ''
    indented ${s}
      more
  '' ("a" + { outPath = "b"; }) "${{ __toString = self: self.x; x = "y"; }}" (/. + "a") (/a + /b)
]

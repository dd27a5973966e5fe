let big = builtins.listToAttrs (map (n: { name = "n${toString n}"; value = n; }) (builtins.genList (x: x) 40)); in [
  ({ a = 1; b = 2; } // { b = 3; c = 4; } // { c = 5; }) ({ } // { a = 1; }) ({ a = 1; } // { }) ({ a = 1; } // (if true then { b = 2; } else { }) // { a = 3; })
  (builtins.attrNames (big // { n0 = "zero"; zz = 1; })) (big // { n0 = "zero"; }).n0 (big // { n0 = "zero"; }).n39 ((big // { x = 1; }) ? n7) (builtins.length (builtins.attrValues (big // big)))
]

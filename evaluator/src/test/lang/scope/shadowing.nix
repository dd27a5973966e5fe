let
  x = 1;
  f = x: x: x;
  g = x: { x, y ? x }: [ x y ];
  h = { x ? y, y ? 2, ... }@x': x: [ x y x'.z ];
in [
  (f 2 3)
  (g 4 { x = 5; })
  (g 4 { x = 5; y = 6; })
  (h { z = 7; } 8)
  (let x = 9; in let y = x; x = 10; in [ x y ])
  (rec { x = 11; y = { x = 12; z = x; }; }.y.z)
  (let inherit x; in x)
  ({ x = 13; }.x + (rec { inherit x; y = x; }).y)
]

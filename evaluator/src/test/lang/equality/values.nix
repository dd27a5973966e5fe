[
  (1 == 1.0) (1 == "1") (null == null) ({ } == { }) ([ 1 [ 2 ] ] == [ 1 [ 2.0 ] ]) ({ a = 1; b = 2; } == { b = 2; a = 1; })
  ({ a = 1; } == { b = 1; }) (/a == /a) (/a == "/a") (true == false) (1 != 2)
  ({ type = "derivation"; outPath = "/x"; a = 1; } == { type = "derivation"; outPath = "/x"; a = 2; })
  ({ type = "derivation"; a = 1; } == { type = "derivation"; a = 1; })
  ([ 1 2 ] < [ 1 3 ]) ([ ] < [ 1 ]) ([ 1 ] < [ ]) ("a" < "b") (/a < /b) (1 < 1.5) (2.5 > 2) ([ 1 "x" ] < [ 2 3 ]) (1 <= 1) (2 >= 3)
]

let
  x = 1;
  set = with throw "never needed"; x;
  deep = with { a = 1; }; with (if a == 1 then { b = a + 1; } else throw "no"); with { c = b; }; [ a b c ];
in [ set deep ]

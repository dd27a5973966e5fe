let a = { x = 1; y = [ 1 2 { z = 3; } ]; }; b = { x = 1; y = [ 1 2 { z = 4; } ]; }; in assert a == b; 1

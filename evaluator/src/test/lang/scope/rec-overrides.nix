rec { a = 1; b = a + 1; __overrides = { a = 10; n = 3; }; d = [ a b ]; e = (rec { x = 1; inherit a; }).a; }

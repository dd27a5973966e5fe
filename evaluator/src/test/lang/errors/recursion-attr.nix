rec { a = { b = c.d; }; c = { d = a.b; }; }

let f = { a }@all: a; in f (throw "no")

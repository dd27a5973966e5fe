[ 1 ] ++ (throw "no")

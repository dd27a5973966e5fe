let x = builtins.trace "computed" (throw "no"); in [ (builtins.tryEval x) (builtins.tryEval x) (builtins.tryEval (builtins.deepSeq [ 1 x ] 2)) ]

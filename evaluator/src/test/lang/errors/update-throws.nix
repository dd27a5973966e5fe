{ } // (throw "right")

1 < throw "no"

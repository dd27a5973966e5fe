let f = { alpha, beta ? 1 }: alpha; in f { alpha = 1; bta = 2; }

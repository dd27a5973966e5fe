{ n ? 1, text ? "none" }: { inherit n text; deep.er = n + 1; }

"${{ outPath = throw "no"; }}"

// Notebook 6 loads this beside kernel.json: colours for Nix. (JupyterLab and Notebook 7 have an extension for it.)
define(["base/js/namespace", "codemirror/lib/codemirror"], function (Jupyter, CodeMirror) {
  "use strict";

//NIX-MODE
  return {
    onload: function () {
      CodeMirror.defineMode("nix", nixMode);
      CodeMirror.defineMIME("text/x-nix", "nix");
      // Cells that were drawn before the mode was known.
      Jupyter.notebook.get_cells().forEach(function (cell) {
        if (cell.cell_type === "code") cell.code_mirror.setOption("mode", "nix");
      });
    },
  };
});

// A JupyterLab 4 / Notebook 7 extension written by hand: a module federation container that gives CodeMirror 6 a Nix
// mode, built of what the page already shares.
(function () {
  "use strict";

//NIX-MODE
  let scope;

  async function shared(name) {
    const versions = scope[name];
    const newest = Object.keys(versions).sort((a, b) => a.localeCompare(b, undefined, {numeric: true})).pop();
    return (await versions[newest].get())();
  }

  async function extension() {
    const [editor, language] = await Promise.all([shared("@jupyterlab/codemirror"), shared("@codemirror/language")]);
    return {
      id: "flakelab-nix:language",
      description: "Colours for the Nix language",
      autoStart: true,
      requires: [editor.IEditorLanguageRegistry],
      activate: (app, languages) => {
        if (languages.findByName("nix")) return;
        const support = new language.LanguageSupport(language.StreamLanguage.define(nixMode()));
        languages.addLanguage({name: "nix", displayName: "Nix", mime: "text/x-nix", extensions: ["nix"], support});
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["flakelab-nix"] = {
    init: given => { scope = given; },
    get: async module => {
      if (module !== "./extension") throw new Error("flakelab-nix has no module " + module);
      const plugin = await extension();
      return () => ({__esModule: true, default: plugin});
    },
  };
})();

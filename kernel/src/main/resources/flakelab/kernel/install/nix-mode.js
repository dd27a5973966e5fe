// A stream parser for Nix, understood by CodeMirror 5 (defineMode) and CodeMirror 6 (StreamLanguage) alike.
// A state is a stack: "string" and "indented" while inside such a string, "hole" inside ${…}, "brace" inside {…}.
function nixMode() {
  const keywords = new Set(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"]);
  const atoms = new Set(["true", "false", "null"]);
  const builtins = new Set(["abort", "baseNameOf", "break", "builtins", "derivation", "derivationStrict", "dirOf",
    "fetchGit", "fetchMercurial", "fetchTarball", "fetchTree", "fromTOML", "import", "isNull", "map", "placeholder",
    "removeAttrs", "scopedImport", "throw", "toString"]);
  const path = /^(?:[\w.+-]*|~)(?:\/(?:[\w.+-]+|(?=\$\{)))+\/?/;
  const uri = /^[a-zA-Z][a-zA-Z0-9+.-]*:[a-zA-Z0-9%\/?:@&=+$,_.!~*'-]+/;
  const number = /^(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?/;
  const name = /^[a-zA-Z_][\w'-]*/;
  const operator = /^(?:\+\+|\/\/|->|\|>|<\||==|!=|<=|>=|&&|\|\||\.\.\.|[-+*\/<>!?@:=.])/;

  const top = state => state.stack[state.stack.length - 1];

  function inString(stream, state, indented) {
    while (!stream.eol()) {
      if (stream.match(indented ? /^''(?:\$|'|\\.)/ : /^\\./) || stream.match(/^\$\$/)) continue;
      if (stream.match("${", false)) {
        if (stream.current().length > 0) return "string";
        stream.match("${");
        state.stack.push("hole");
        return "string-2";
      }
      if (stream.match(indented ? "''" : '"')) {
        state.stack.pop();
        return "string";
      }
      stream.next();
    }
    return "string";
  }

  function token(stream, state) {
    if (state.comment) {
      if (stream.match(/^.*?\*\//)) state.comment = false; else stream.skipToEnd();
      return "comment";
    }
    const context = top(state);
    if (context === "string" || context === "indented") return inString(stream, state, context === "indented");
    const first = !state.begun;
    if (stream.eatSpace()) return null;
    state.begun = true;
    if (first && stream.match(/^:[a-zA-Z?][\w-]*/)) return "meta";
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match("/*")) {
      state.comment = true;
      return "comment";
    }
    if (stream.match("''")) {
      state.stack.push("indented");
      return "string";
    }
    if (stream.match('"')) {
      state.stack.push("string");
      return "string";
    }
    if (stream.match("${")) {
      state.stack.push("hole");
      return "string-2";
    }
    if (stream.match("{")) {
      state.stack.push("brace");
      return "bracket";
    }
    if (stream.match("}")) return state.stack.pop() === "hole" ? "string-2" : "bracket";
    if (stream.match(/^<[\w.+-]+(?:\/[\w.+-]+)*>/)) return "string-2";
    if (stream.match(uri) || stream.match(path)) return "string-2";
    if (stream.match(number)) return "number";
    const word = stream.match(name);
    if (word) {
      if (keywords.has(word[0])) return "keyword";
      if (atoms.has(word[0])) return "atom";
      if (builtins.has(word[0])) return "builtin";
      return stream.match(/^\s*=(?!=)/, false) ? "def" : stream.match(/^\s*[:@]/, false) ? "variable-2" : "variable";
    }
    if (stream.match(operator)) return "operator";
    if (stream.match(/^[()\[\];,]/)) return "bracket";
    stream.next();
    return "error";
  }

  return {
    name: "nix",
    startState: () => ({stack: [], comment: false, begun: false}),
    copyState: state => ({stack: state.stack.slice(), comment: state.comment, begun: state.begun}),
    token,
    languageData: {
      commentTokens: {line: "#", block: {open: "/*", close: "*/"}},
      closeBrackets: {brackets: ["(", "[", "{", '"', "''"]},
    },
    lineComment: "#",
    blockCommentStart: "/*",
    blockCommentEnd: "*/",
  };
}

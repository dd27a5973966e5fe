package flakelab.syntax;

/// What the lexer tells apart, with the words messages use. The order is the one in which CppNix's grammar first mentions
/// them (`src/libexpr/parser.y`), because messages list what was expected in that order.
enum Terminal {
    // @formatter:off
    END("end of file"),
    ERROR("error"),
    INVALID("invalid token"),
    ID("identifier"),
    STR("string"),
    IND_STR("indented string"),
    INT("integer"),
    FLOAT("floating-point literal"),
    PATH("path"),
    HPATH("'~/\u00e2\u0080\u00a6' path"),
    SPATH("'<\u00e2\u0080\u00a6>' path"),
    PATH_END("end of path"),
    URI("URI"),
    IF("'if'"),
    THEN("'then'"),
    ELSE("'else'"),
    ASSERT("'assert'"),
    WITH("'with'"),
    LET("'let'"),
    IN("'in'"),
    REC("'rec'"),
    INHERIT("'inherit'"),
    EQ("'=='"),
    NEQ("'!='"),
    LEQ("'<='"),
    GEQ("'>='"),
    UPDATE("'//'"),
    CONCAT("'++'"),
    AND("'&&'"),
    OR("'||'"),
    IMPL("'->'"),
    OR_KW("'or'"),
    PIPE_FROM("'<|'"),
    PIPE_INTO("'|>'"),
    DOLLAR_CURLY("'${'"),
    IND_OPEN("start of an indented string"),
    IND_CLOSE("end of an indented string"),
    ELLIPSIS("'...'"),
    REPL_BINDINGS("start of REPL bindings"),
    LESS("'<'"),
    GREATER("'>'"),
    PLUS("'+'"),
    MINUS("'-'"),
    STAR("'*'"),
    SLASH("'/'"),
    QUESTION("'?'"),
    COLON("':'"),
    AT("'@'"),
    SEMICOLON("';'"),
    NOT("'!'"),
    DOT("'.'"),
    QUOTE("'\"'"),
    LPAREN("'('"),
    RPAREN("')'"),
    LBRACE("'{'"),
    RBRACE("'}'"),
    LBRACKET("'['"),
    RBRACKET("']'"),
    ASSIGN("'='"),
    COMMA("','");
    // @formatter:on

    /// How messages name it; Latin-1 chars standing for UTF-8 bytes, as everywhere.
    final String shown;

    Terminal(String shown) {
        this.shown = shown;
    }

    /// A one-element set, see [Grammar].
    long bit() {
        return 1L << ordinal();
    }
}

package flakelab.syntax;

/// A documentation comment (RFC 145): `/** … */` before a binding or lambda. `text` is its inside as written, Latin-1;
/// [#markdown] is what people read.
public record DocComment(int pos, String text) {}

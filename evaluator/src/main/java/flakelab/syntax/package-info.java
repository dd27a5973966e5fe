/// Bytes in, tree and errors out: lexer, parser, doc comments, completeness of an input.
///
/// Start at [Parser]. Nothing here evaluates or opens a file.
@NullMarked
package flakelab.syntax;

import org.jspecify.annotations.NullMarked;

package flakelab.session;

import java.util.List;

/// A value to be opened part by part: each part is evaluated when someone looks at it, and not before.
///
/// A [Display] may carry one under [#PART]; whoever cannot show it passes over it. Open parts by [Session#open].
public interface Tree {
    /// The member of [Display#parts] that holds a tree.
    String PART = "application/vnd.flakelab.tree";

    /// The name of this part in what it is part of; empty at the root.
    String label();

    /// What is known without evaluating, in a line.
    String glance();

    /// Whether there is something to open: parts, or a value not evaluated yet.
    boolean opens();

    /// Evaluates this part and lists its parts; none if it turns out to have none, and then [#glance] knows the value.
    ///
    /// @throws flakelab.text.NixException when evaluation fails
    List<Tree> parts();
}

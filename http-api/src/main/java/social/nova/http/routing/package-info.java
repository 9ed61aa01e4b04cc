/// The table of routes, and the way every request takes: found in the table, authenticated, read, handled, answered.
///
/// A feature names its endpoints, one row each; what all of them share is done once, in
/// [Pipeline][social.nova.http.routing.Pipeline]:
///
///     request ─▶ Router ─▶ who calls? ─▶ may they? ─▶ body ─▶ handler ─▶ answer
///                  │            │             │          │         │
///                  └────────────┴─────────────┴──────────┴─────────┴──▶ Errors
@NullMarked
package social.nova.http.routing;

import org.jspecify.annotations.NullMarked;

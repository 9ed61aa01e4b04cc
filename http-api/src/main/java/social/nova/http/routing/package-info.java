/// The table of routes, and the way every request takes: found in the table, authenticated, read, handled, answered.
///
/// A feature names its endpoints, one row each; what all of them share is done once, in
/// [Pipeline][social.nova.http.routing.Pipeline], by one small class each:
///
///     request ─▶ Trace ─▶ Router ─▶ who calls? ─▶ RateLimits ─▶ RequestBody ─▶ handler ─▶ Compression, EntityTags ─┐
///                           │           │             │             │            │                               │
///                           └───────────┴─────────────┴─────────────┴────────────┴─▶ Errors ────────────────────▶┤
///     answer ◀─ RequestBody (what of it is left) ◀─ StandardHeaders ◀─ Cors ◀────────────────────────────────────┘
@NullMarked
package social.nova.http.routing;

import org.jspecify.annotations.NullMarked;

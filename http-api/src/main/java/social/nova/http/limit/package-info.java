/// How many requests one user, or one address without a user, may send.
///
///     Pipeline ─▶ RateLimits ─┬─▶ SharedBuckets (Redis, all nodes together)
///                             └─▶ LocalBuckets  (this node alone, while Redis is away)
///
/// [RateLimits][social.nova.http.limit.RateLimits] decides by a [Breaker][social.nova.http.limit.Breaker] whom to ask.
@NullMarked
package social.nova.http.limit;

import org.jspecify.annotations.NullMarked;

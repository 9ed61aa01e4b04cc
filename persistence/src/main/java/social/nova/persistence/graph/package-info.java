/// Who follows, blocks and mutes whom: tables in PostgreSQL, which decide; and Neo4j's settings, where one is
/// configured.
///
/// | table | a row says |
/// |---|---|
/// | `follows` | this one follows that one |
/// | `follow_requests` | this one asks that private account to be let in |
/// | `blocks` | neither exists for the other, and this one can end it |
/// | `untold_blocks` | the pair's direct conversation does not know of the last block or unblock yet |
/// | `mutes` | this one hears nothing of that one |
/// | `hidden_users` | neither exists for the other: a view of `blocks`, and what SQL asks that leaves somebody out |
///
/// Counts are counted, not kept: they cannot drift. What happens between two users at once has an order by the lock of
/// their [social.nova.persistence.graph.Pair], so that there is never a follow beside a block.
@NullMarked
package social.nova.persistence.graph;

import org.jspecify.annotations.NullMarked;

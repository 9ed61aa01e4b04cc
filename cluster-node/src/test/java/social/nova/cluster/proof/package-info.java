/// Proofs against real processes: Nova as `./nova up --nodes 3` starts it, clients as apps write them, and a checker
/// that reads what they wrote down.
///
/// Everything here knows Nova by HTTP, WebSocket and process ids only.
@NullMarked
package social.nova.cluster.proof;

import org.jspecify.annotations.NullMarked;

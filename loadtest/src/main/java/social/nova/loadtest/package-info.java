/// Proofs and benchmarks against real processes: Nova as `./nova up` starts it, clients as apps write them, and what
/// they saw held against what Nova promises.
///
/// Everything here knows Nova by HTTP, WebSocket, processes and the files of a run only; it uses no class of Nova. The
/// agent alone names some, to break them.
@NullMarked
package social.nova.loadtest;

import org.jspecify.annotations.NullMarked;

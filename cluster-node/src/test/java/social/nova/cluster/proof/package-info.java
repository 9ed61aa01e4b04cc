/// Proofs against real processes: three nodes as `./nova up` starts them, driven and checked by the module `loadtest`.
@NullMarked
package social.nova.cluster.proof;

import org.jspecify.annotations.NullMarked;

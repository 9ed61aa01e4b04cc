/// What stands before journaled entities, for the times when the journal fails.
@NullMarked
package social.nova.cluster.intake;

import org.jspecify.annotations.NullMarked;

/// How events and snapshots are written, so that they stay readable for ever.
@NullMarked
package social.nova.cluster.journal;

import org.jspecify.annotations.NullMarked;

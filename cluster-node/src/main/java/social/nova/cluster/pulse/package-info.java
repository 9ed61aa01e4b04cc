/// The fence around a node that stood still for too long.
@NullMarked
package social.nova.cluster.pulse;

import org.jspecify.annotations.NullMarked;

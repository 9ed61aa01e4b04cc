/// One node of the cluster: the entities, and [social.nova.cluster.Main], which puts everything together.
@NullMarked
package social.nova.cluster;

import org.jspecify.annotations.NullMarked;

/// What a node counts of itself: process, cluster, entities, journal. Names and meanings are in docs/05-operations.md.
@NullMarked
package social.nova.cluster.metrics;

import org.jspecify.annotations.NullMarked;

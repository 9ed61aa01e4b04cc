/// What a node counts of itself: process, cluster, entities, journal. Names and meanings are in docs/12-metrics.md.
@NullMarked
package social.nova.cluster.metrics;

import org.jspecify.annotations.NullMarked;

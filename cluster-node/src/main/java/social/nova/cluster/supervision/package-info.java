/// What a supervisor outside may tell the cluster.
@NullMarked
package social.nova.cluster.supervision;

import org.jspecify.annotations.NullMarked;

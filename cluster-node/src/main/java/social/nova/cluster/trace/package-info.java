/// How a request's trace travels with its commands from node to node.
@NullMarked
package social.nova.cluster.trace;

import org.jspecify.annotations.NullMarked;

/// How a node's log reaches its sink without ever holding the node up.
@NullMarked
package social.nova.cluster.log;

import org.jspecify.annotations.NullMarked;

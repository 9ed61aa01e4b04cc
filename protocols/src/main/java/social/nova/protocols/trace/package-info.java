/// Which request a piece of work belongs to, in log lines and on its way from node to node.
@NullMarked
package social.nova.protocols.trace;

import org.jspecify.annotations.NullMarked;

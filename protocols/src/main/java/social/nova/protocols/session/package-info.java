/// A user's session: the address in the cluster of everybody's open sockets.
@NullMarked
package social.nova.protocols.session;

import org.jspecify.annotations.NullMarked;

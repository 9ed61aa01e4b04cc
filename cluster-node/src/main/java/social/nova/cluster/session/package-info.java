/// The session's entity: one user's open sockets.
@NullMarked
package social.nova.cluster.session;

import org.jspecify.annotations.NullMarked;

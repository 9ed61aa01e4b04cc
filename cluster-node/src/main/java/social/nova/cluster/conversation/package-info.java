/// The conversation's entity, and how what it accepted reaches its members' sessions.
@NullMarked
package social.nova.cluster.conversation;

import org.jspecify.annotations.NullMarked;

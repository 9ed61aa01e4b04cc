/// Conversations: what one can be told, what it remembers, and the arithmetic of its ids.
@NullMarked
package social.nova.protocols.conversation;

import org.jspecify.annotations.NullMarked;

/// The read side of conversations: message history, membership, and the projection that fills both.
///
/// Answers are right even while the projection lags or stands still. Sequence numbers have no gaps, so a reader sees
/// where the table ends; what is missing is read from the journal itself.
@NullMarked
package social.nova.persistence.conversation;

import org.jspecify.annotations.NullMarked;

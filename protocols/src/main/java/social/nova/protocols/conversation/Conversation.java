package social.nova.protocols.conversation;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.trace.Trace;
import social.nova.protocols.trace.TracedCommand;

/// The protocol of a conversation: what it can be told, what it remembers, what it answers.
///
/// One sharded, event-sourced entity exists per conversation id. Two counters order all that happens in it:
///
/// - the *sequence number* of messages, from 1, without gap or repeat, in the order this entity accepted them;
/// - the *revision* of the conversation, one for every event. It equals the event's sequence number in the journal, so
///   that "what changed after revision n" is a range of the journal.
public interface Conversation {
    EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "Conversation");

    /// The revision from which on its first members may know what is in a conversation: that of the event that opens
    /// it,
    /// unless one of a pair has blocked the other before.
    long FIRST_REVISION = 1;

    // --- Commands ---

    sealed interface Command extends NovaSerializable {}

    /// Another command, on behalf of a request.
    record Traced(Trace trace, Command command) implements Command, TracedCommand {}

    /// Opens the conversation, or answers what is there when it is open already.
    ///
    /// @param members for a direct conversation the two it is between, the creator among them
    record Open(ConversationType type, UserId creator, List<UserId> members, ActorRef<StatusReply<Overview>> replyTo)
            implements Command, Answerable<Overview>, Repeatable {}

    /// Answered when the message is durable. A repeated key is answered with the message it first produced; the same
    /// key
    /// with another body is refused as a conflict.
    record SendMessage(UserId sender, Body body, @Nullable IdempotencyKey key, ActorRef<StatusReply<Receipt>> replyTo)
            implements Command, Answerable<Receipt>, Repeatable {
        @Override
        public boolean mayBeRepeated() {
            return key != null;
        }
    }

    record GetOverview(UserId reader, ActorRef<StatusReply<Overview>> replyTo)
            implements Command, Answerable<Overview>, Repeatable {}

    /// Messages by sequence number, as far as they are in the tail that the entity keeps in memory.
    record GetMessages(UserId reader, Selection selection, ActorRef<StatusReply<Page>> replyTo)
            implements Command, Answerable<Page>, Repeatable {}

    /// One of the pair of a direct conversation blocks the other, or does so no longer: while either does, nobody's
    /// messages are accepted. Also told to a conversation that nobody has opened yet. Answered when durable.
    ///
    /// @param change of one blocker, only the highest counts: what is told late or again changes nothing
    record SetBlock(UserId blocker, boolean blocked, long change, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done>, Repeatable {}

    /// Does nothing but recover: an entity that changed lately then tells its members' sessions where it stands.
    record Wake() implements Command {}

    // --- What the entity tells itself ---

    /// Tell the head once more: the last message's push may have been lost.
    record RepeatHead() implements Command {}

    /// The journal's and the table's word on the key of the first message that waits for it.
    ///
    /// @param lookup which lookup this ends; only the newest counts
    /// @param earlier the message the key once produced, if any
    /// @param failed that nobody could be asked; the sender has to try again
    record KeyLookedUp(long lookup, @Nullable Remembered earlier, boolean failed) implements Command {}

    /// The shard wants the entity gone: idle too long, or moving.
    record Stop() implements Command {}

    // --- Events ---

    /// Facts in the journal, one per revision. Fields are added with a default, never renamed or removed.
    sealed interface Event extends Journaled {
        long revision();
    }

    @JsonTypeName("conversation.opened")
    record Opened(long revision, ConversationType type, UserId creator, List<UserId> members, Instant at)
            implements Event {}

    @JsonTypeName("conversation.message-sent")
    record MessageSent(
            long revision,
            MessageId id,
            long sequenceNumber,
            UserId sender,
            Body body,
            @Nullable IdempotencyKey key,
            Instant at)
            implements Event {

        public Message message() {
            return new Message(id, sequenceNumber, revision, sender, body, at);
        }
    }

    @JsonTypeName("conversation.blocked")
    record Blocked(long revision, UserId blocker, long change, Instant at) implements Event {}

    @JsonTypeName("conversation.unblocked")
    record Unblocked(long revision, UserId blocker, long change, Instant at) implements Event {}

    // --- Replies and shared values ---

    enum ConversationType {
        DIRECT,
        GROUP
    }

    /// Who sealed a body, and so who can open it.
    enum Encryption {
        /// Nova, under the sender's data key; members read plaintext.
        AT_REST,
        /// The sending client; Nova holds no key and passes it on as it came.
        END_TO_END
    }

    record Body(Sealed sealed, Encryption encryption) {}

    /// Digests of the client's key and of what it sent, under the sender's data key: they mean nothing once it is
    /// erased.
    ///
    /// @param key unique to (conversation, sender, key)
    /// @param body of the plaintext, or of ciphertext that came sealed
    record IdempotencyKey(String key, String body) {
        /// No digest begins so.
        private static final String MADE_BY_NOVA = "~";

        /// For a message whose sender named it by no key, so that Nova itself may tell it twice.
        ///
        /// @param unique unlike any other
        public static IdempotencyKey madeByNova(String unique) {
            return new IdempotencyKey(MADE_BY_NOVA + unique, "");
        }

        /// Whether only Nova repeats this, within the time an answer is waited for, and no client ever does.
        @JsonIgnore
        public boolean isMadeByNova() {
            return key.startsWith(MADE_BY_NOVA);
        }
    }

    /// What a key produced when it first came.
    record Remembered(String body, long sequenceNumber, Instant at) {}

    record Message(MessageId id, long sequenceNumber, long revision, UserId sender, Body body, Instant at)
            implements NovaSerializable {}

    record Receipt(MessageId id, long sequenceNumber) implements NovaSerializable {}

    record Overview(
            ConversationType type,
            UserId creator,
            List<UserId> members,
            @Nullable MessageId lastMessage,
            long lastSequenceNumber,
            long revision,
            Instant createdAt,
            Instant updatedAt)
            implements NovaSerializable {}

    /// Which messages a reader wants.
    ///
    /// @param after only messages with a higher sequence number; 0 for all
    /// @param before only messages with a lower one; [Long#MAX_VALUE] for all
    /// @param limit at most so many, from 1
    /// @param oldestFirst which end of the range to keep when it holds more than the limit
    record Selection(long after, long before, int limit, boolean oldestFirst) {
        public static Selection newest(int limit) {
            return new Selection(0, Long.MAX_VALUE, limit, false);
        }

        public static Selection before(long sequenceNumber, int limit) {
            return new Selection(0, sequenceNumber, limit, false);
        }

        public static Selection after(long sequenceNumber, int limit) {
            return new Selection(sequenceNumber, Long.MAX_VALUE, limit, true);
        }
    }

    /// What the tail holds of a selection. The rest is in the `messages` table or, where that lags, in the journal.
    ///
    /// @param from the first sequence number selected; above `to` when nothing is
    /// @param to the last sequence number selected
    /// @param head the sequence number of the newest message, 0 for none
    /// @param messages ascending and adjacent; those older than the tail are missing, and a page is cut at 128 KiB
    ///     at the end that the selection reads last
    record Page(long from, long to, long head, List<Message> messages) implements NovaSerializable {}
}

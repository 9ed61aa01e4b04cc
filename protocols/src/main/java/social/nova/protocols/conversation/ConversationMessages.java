package social.nova.protocols.conversation;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Message;

/// The messages of a conversation.
public interface ConversationMessages {
    /// Members that one message may name.
    int MAX_MENTIONS = 50;

    sealed interface Command extends Conversation.Command {}

    /// A command that changes one message that is there.
    sealed interface Change extends Answerable<Done>, Repeatable
            permits EditMessage,
                    DeleteMessage,
                    ConversationReactions.AddReaction,
                    ConversationReactions.RemoveReaction {
        /// Of the message.
        long sequenceNumber();

        /// Who wants it changed.
        UserId by();
    }

    /// Answered when the message is durable. A repeated key is answered with the message it first produced; the same
    /// key with another body is refused as a conflict.
    ///
    /// @param repliesTo the sequence number of the message that this one answers, or 0
    /// @param mentions who is named; all must be members
    /// @param words by which it is found
    record SendMessage(
            UserId sender,
            Body body,
            long repliesTo,
            List<UserId> mentions,
            WordDigests words,
            @Nullable IdempotencyKey key,
            ActorRef<StatusReply<Receipt>> replyTo)
            implements Command, Answerable<Receipt>, Repeatable {
        // Nodes of earlier releases send no words.
        public SendMessage {
            words = words == null ? WordDigests.NONE : words;
        }

        /// Answers no other message and names nobody.
        public SendMessage(
                UserId sender, Body body, @Nullable IdempotencyKey key, ActorRef<StatusReply<Receipt>> replyTo) {
            this(sender, body, 0, List.of(), WordDigests.NONE, key, replyTo);
        }

        @Override
        public boolean mayBeRepeated() {
            return key != null;
        }
    }

    /// Puts another body in the place of a message's, for its sender.
    ///
    /// @param words by which it is found from then on
    record EditMessage(
            UserId by, long sequenceNumber, Body body, WordDigests words, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Change {
        // Nodes of earlier releases send no words.
        public EditMessage {
            words = words == null ? WordDigests.NONE : words;
        }
    }

    /// Leaves a tombstone in a message's place: for its sender and, in groups, for admins.
    record DeleteMessage(UserId by, long sequenceNumber, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Change {}

    /// Messages by sequence number, as far as they are in the tail that the entity keeps in memory.
    record GetMessages(UserId reader, Selection selection, ActorRef<StatusReply<Page>> replyTo)
            implements Command, Answerable<Page>, Repeatable {}

    // --- What the entity tells itself ---

    /// The journal's and the table's word on the key of the first message that waits for it.
    ///
    /// @param lookup which lookup this ends; only the newest counts
    /// @param earlier the message the key once produced, if any
    /// @param failed that nobody could be asked; the sender has to try again
    record KeyLookedUp(long lookup, @Nullable Remembered earlier, boolean failed) implements Command {}

    /// The journal's and the table's word on the message that the first waiting change is about.
    ///
    /// @param lookup which lookup this ends; only the newest counts
    /// @param found the message and the reactions to it, if there is one
    /// @param failed that nobody could be asked; who wants the change has to try again
    record MessageLookedUp(long lookup, @Nullable Standing found, boolean failed) implements Command {}

    sealed interface Event extends Conversation.Event {}

    /// @param words by which it is found; none of what was sent under earlier releases or end to end
    @JsonTypeName("conversation.message-sent")
    record MessageSent(
            long revision,
            MessageId id,
            long sequenceNumber,
            UserId sender,
            Body body,
            @Nullable IdempotencyKey key,
            Instant at,
            @JsonInclude(Include.NON_DEFAULT) long repliesTo,
            @JsonInclude(Include.NON_EMPTY) List<UserId> mentions,
            @JsonInclude(Include.NON_EMPTY) WordDigests words)
            implements Event {

        // Events of earlier releases name nobody and have no words.
        public MessageSent {
            mentions = mentions == null ? List.of() : List.copyOf(mentions);
            words = words == null ? WordDigests.NONE : words;
        }

        /// A message that answers no other and names nobody.
        public MessageSent(
                long revision,
                MessageId id,
                long sequenceNumber,
                UserId sender,
                Body body,
                @Nullable IdempotencyKey key,
                Instant at) {
            this(revision, id, sequenceNumber, sender, body, key, at, 0, List.of(), WordDigests.NONE);
        }

        public Message message() {
            return new Message(id, sequenceNumber, revision, sender, body, at, repliesTo, mentions, null, null);
        }
    }

    /// @param by its sender; nothing in events of earlier releases
    /// @param words by which it is found from here on
    @JsonTypeName("conversation.message-edited")
    record MessageEdited(
            long revision,
            long sequenceNumber,
            Body body,
            Instant at,
            @JsonInclude(Include.NON_NULL) @Nullable UserId by,
            @JsonInclude(Include.NON_EMPTY) WordDigests words)
            implements Event {

        // Events of earlier releases have no words.
        public MessageEdited {
            words = words == null ? WordDigests.NONE : words;
        }

        /// A message that cannot be found any more.
        public MessageEdited(long revision, long sequenceNumber, Body body, Instant at) {
            this(revision, sequenceNumber, body, at, null, WordDigests.NONE);
        }
    }

    /// Its reactions go with it.
    @JsonTypeName("conversation.message-deleted")
    record MessageDeleted(long revision, long sequenceNumber, UserId by, Instant at) implements Event {}

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
    }

    /// What a key produced when it first came.
    record Remembered(String body, long sequenceNumber, Instant at) {}

    record Receipt(MessageId id, long sequenceNumber) implements NovaSerializable {}

    /// A message with the reactions to it, in the order they came.
    record Standing(Message message, List<ConversationReactions.Reaction> reactions) {}

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

        /// One message.
        public static Selection only(long sequenceNumber) {
            return new Selection(sequenceNumber - 1, sequenceNumber + 1, 1, true);
        }
    }

    /// What the tail holds of a selection. The rest is in the `messages` table or, where that lags, in the journal.
    ///
    /// @param from the first sequence number selected; above `to` when nothing is
    /// @param to the last sequence number selected
    /// @param head the sequence number of the newest message, 0 for none
    /// @param revision of the conversation: what changed up to then must be seen in the rest, too
    /// @param messages ascending and adjacent; those older than the tail are missing, and a page is cut at 128 KiB
    ///     at the end that the selection reads last
    record Page(long from, long to, long head, long revision, List<Message> messages) implements NovaSerializable {}
}

package social.nova.protocols.conversation;

import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.trace.Trace;
import social.nova.protocols.trace.TracedCommand;

/// The protocol of a conversation, in parts: each part has its commands, its events, and what it answers.
///
/// One sharded, event-sourced entity exists per conversation id. Two counters order all that happens in it:
///
/// - the *sequence number* of messages, from 1, without gap or repeat, in the order this entity accepted them;
/// - the *revision* of the conversation, one for every event. It equals the event's sequence number in the journal, so
///   that "what changed after revision n" is a range of the journal.
///
/// | part | decides on |
/// |---|---|
/// | [ConversationMembers] | opening, who is in it, blocks, how far everybody has read |
/// | [ConversationMessages] | sending, editing and deleting messages, and reading the newest |
/// | [ConversationReactions] | reactions to messages |
/// | [ConversationChanges] | what happened after a revision |
/// | [ConversationHubs] | which nodes are told what happens, where members are many |
public interface Conversation {
    EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "Conversation");

    sealed interface Command extends NovaSerializable
            permits Traced,
                    Wake,
                    RepeatHead,
                    RemindMembers,
                    KeepReadMarks,
                    Stop,
                    ConversationMembers.Command,
                    ConversationMessages.Command,
                    ConversationReactions.Command,
                    ConversationChanges.Command,
                    ConversationHubs.Command {}

    /// Another command, on behalf of a request.
    record Traced(Trace trace, Command command) implements Command, TracedCommand {}

    /// Something may have been lost: the entity tells its members' sessions where it stands, unless it has done so
    /// since it recovered.
    record Wake() implements Command {}

    /// Told to itself: tell the head once more, the last message's push may have been lost.
    record RepeatHead() implements Command {}

    /// Told to itself: a large conversation tells its head to its members' sessions, for sockets that no hub knows.
    record RemindMembers() implements Command {}

    /// Told to itself: write what was noted of how far members have read.
    record KeepReadMarks() implements Command {}

    /// The shard wants the entity gone: idle too long, or moving.
    record Stop() implements Command {}

    /// Facts in the journal, one per revision. Fields are added with a default, never renamed or removed.
    sealed interface Event extends Journaled
            permits ConversationMembers.Event, ConversationMessages.Event, ConversationReactions.Event {
        long revision();

        Instant at();
    }

    enum ConversationType {
        DIRECT,
        GROUP
    }

    /// Who sealed a body, and so who can open it.
    enum Encryption {
        /// Nova, under the sender's data key; members read plaintext.
        AT_REST,
        /// The sending client; Nova holds no key to it and passes it on as it came. It is kept sealed once
        /// more, under the sender's data key.
        END_TO_END
    }

    record Body(Sealed sealed, Encryption encryption) {}

    /// A message as it stands.
    ///
    /// @param revision of its newest change: when it was sent, edited or deleted
    /// @param body what it says, or nothing once it is deleted
    /// @param repliesTo the sequence number of the message that it answers, or 0
    /// @param mentions members that it names
    record Message(
            MessageId id,
            long sequenceNumber,
            long revision,
            UserId sender,
            @Nullable Body body,
            Instant at,
            @JsonInclude(Include.NON_DEFAULT) long repliesTo,
            @JsonInclude(Include.NON_EMPTY) List<UserId> mentions,
            @JsonInclude(Include.NON_NULL) @Nullable Instant editedAt,
            @JsonInclude(Include.NON_NULL) @Nullable Instant deletedAt)
            implements NovaSerializable {

        // Snapshots of earlier releases name nobody.
        public Message {
            mentions = mentions == null ? List.of() : List.copyOf(mentions);
        }

        /// A message as it was sent, that answers no other and names nobody.
        public Message(MessageId id, long sequenceNumber, long revision, UserId sender, Body body, Instant at) {
            this(id, sequenceNumber, revision, sender, body, at, 0, List.of(), null, null);
        }

        /// Whether it is as it was sent.
        public boolean isUnchanged() {
            return editedAt == null && deletedAt == null;
        }

        public boolean isDeleted() {
            return deletedAt != null;
        }

        /// The same with another body.
        public Message edited(long revision, Body body, Instant at) {
            return new Message(id, sequenceNumber, revision, sender, body, this.at, repliesTo, mentions, at, null);
        }

        /// What is left of it: that it was there, and whose it was.
        public Message deleted(long revision, Instant at) {
            return new Message(id, sequenceNumber, revision, sender, null, this.at, 0, List.of(), null, at);
        }
    }

    /// What a group is called, sealed like a message under the data key of who called it so.
    record GroupName(Sealed sealed, UserId by) {}

    /// A conversation as one of its members sees it.
    ///
    /// @param name only groups have one
    /// @param lastMessage nothing before the first that this member may see
    /// @param unread how many messages this member has not read
    /// @param joined the revision by which this member came
    record Overview(
            ConversationType type,
            @Nullable GroupName name,
            UserId creator,
            int memberCount,
            @Nullable MessageId lastMessage,
            long lastSequenceNumber,
            long unread,
            long joined,
            long revision,
            Instant createdAt,
            Instant updatedAt)
            implements NovaSerializable {
        public Overview withUnread(long unread) {
            return new Overview(
                    type,
                    name,
                    creator,
                    memberCount,
                    lastMessage,
                    lastSequenceNumber,
                    unread,
                    joined,
                    revision,
                    createdAt,
                    updatedAt);
        }
    }
}

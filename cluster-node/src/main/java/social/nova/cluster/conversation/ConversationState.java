package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.Blocked;
import social.nova.protocols.conversation.ConversationMembers.MemberAdded;
import social.nova.protocols.conversation.ConversationMembers.MemberErased;
import social.nova.protocols.conversation.ConversationMembers.MemberRemoved;
import social.nova.protocols.conversation.ConversationMembers.Opened;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;
import social.nova.protocols.conversation.ConversationMembers.Renamed;
import social.nova.protocols.conversation.ConversationMembers.Role;
import social.nova.protocols.conversation.ConversationMembers.RoleChanged;
import social.nova.protocols.conversation.ConversationMembers.Summary;
import social.nova.protocols.conversation.ConversationMembers.Unblocked;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Page;
import social.nova.protocols.conversation.ConversationMessages.Selection;
import social.nova.protocols.conversation.ConversationReactions;

/// What a conversation must remember to decide on its next command, and the newest messages for those who ask.
///
/// Everything here is bounded: the [MessageTail], the [RememberedKeys], the [Roster], the [Silence]. Older messages and
/// keys are in
/// the `messages` table, reactions in `message_reactions`.
///
/// Mutable, unlike other states: copying 2,000 keys for each message would cost more than the message. That is safe
/// because only the entity's own thread sees it, and the entity waits while a snapshot of it is written. Events are
/// applied before they are durable; when a write fails, the entity recovers into a fresh state.
@JsonTypeName("conversation.state")
@JsonDeserialize(converter = ConversationState.OfEarlierReleases.class)
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class ConversationState implements Journaled {
    /// What every recovery starts from. Never changed: a restart after a failed write starts from it again.
    static final ConversationState EMPTY = new ConversationState();

    private static final int SUMMARY_MEMBERS = 10;

    private @Nullable Opened opened;

    @JsonInclude(Include.NON_NULL)
    private @Nullable GroupName name;

    private long revision;
    private @Nullable Instant lastChange;

    @JsonUnwrapped
    private MessageTail messages = new MessageTail();

    @JsonUnwrapped
    private RememberedKeys keys = new RememberedKeys();

    @JsonUnwrapped
    private Roster roster = new Roster();

    @JsonUnwrapped
    private Silence silence = new Silence();

    /// Completes what snapshots of earlier releases do not have.
    static final class OfEarlierReleases extends StdConverter<ConversationState, ConversationState> {
        @Override
        public ConversationState convert(ConversationState read) {
            if (read.opened != null && !read.roster.isKnown()) {
                read.roster.open(read.opened);
                read.messages.forEach(message -> read.roster.markRead(message.sender(), message.sequenceNumber()));
            }
            return read;
        }
    }

    /// Never fails: what is in the journal has happened.
    ConversationState on(Event event) {
        return (this == EMPTY ? new ConversationState() : this).apply(event);
    }

    private ConversationState apply(Event event) {
        switch (event) {
            case ConversationMembers.Event change -> applyMembers(change);
            case ConversationMessages.Event change -> applyMessages(change);
            // They are in the table: what is decided on them is looked up.
            case ConversationReactions.Event _ -> {}
        }
        revision = event.revision();
        return this;
    }

    // When somebody blocked somebody is nobody's business.
    private void applyMembers(ConversationMembers.Event event) {
        switch (event) {
            case Opened open -> {
                opened = open;
                name = open.name();
                roster.open(open);
                lastChange = open.at();
            }
            case Blocked blocked -> silence.begin(blocked);
            case Unblocked unblocked -> silence.end(unblocked);
            case MemberErased gone -> silence.begin(gone);
            case ReadMarked marked -> roster.markRead(marked.user(), marked.sequenceNumber());
            case MemberAdded added -> {
                roster.add(added, lastSequenceNumber());
                lastChange = added.at();
            }
            case MemberRemoved removed -> {
                roster.remove(removed);
                lastChange = removed.at();
            }
            case RoleChanged changed -> {
                roster.changeRole(changed);
                lastChange = changed.at();
            }
            case Renamed renamed -> {
                name = renamed.name();
                lastChange = renamed.at();
            }
        }
    }

    private void applyMessages(ConversationMessages.Event event) {
        messages.on(event);
        if (event instanceof MessageSent sent) {
            keys.add(sent);
            roster.markRead(sent.sender(), sent.sequenceNumber());
            lastChange = sent.at();
        }
    }

    boolean isOpen() {
        return opened != null;
    }

    boolean hasMember(UserId user) {
        return roster.has(user);
    }

    Optional<Member> member(UserId user) {
        return roster.find(user);
    }

    /// Who has been removed, if that is remembered.
    Optional<Departed> departed(UserId user) {
        return roster.departed(user);
    }

    List<UserId> members() {
        return roster.users();
    }

    Roster roster() {
        return roster;
    }

    /// Whether who has read what is not told.
    boolean hidesReadMarks() {
        return roster.size() > ReadMarks.SPARSE_ABOVE;
    }

    /// Whether hubs are told what happens, not each member's session.
    boolean isLarge() {
        return roster.size() > ConversationHubs.LARGE_ABOVE;
    }

    /// Whether it was opened for these people, and by this key.
    boolean isOf(List<UserId> first, @Nullable IdempotencyKey key) {
        return opened != null
                && Set.copyOf(opened.members()).equals(Set.copyOf(first))
                && Objects.equals(opened.key(), key);
    }

    boolean isGroup() {
        return opened != null && opened.type() == ConversationType.GROUP;
    }

    @Nullable
    GroupName name() {
        return name;
    }

    /// Whether this member is the owner or an admin of a group.
    boolean isLedBy(UserId user) {
        return member(user).filter(member -> member.role() != Role.MEMBER).isPresent();
    }

    /// Whether there is a message with this number that this member may see.
    boolean shows(UserId user, long sequenceNumber) {
        return sequenceNumber <= lastSequenceNumber()
                && member(user)
                        .filter(member -> sequenceNumber > member.since())
                        .isPresent();
    }

    /// What keeps a pair from talking.
    Silence silence() {
        return silence;
    }

    long revision() {
        return revision;
    }

    long nextRevision() {
        return revision + 1;
    }

    long lastSequenceNumber() {
        return messages.lastSequenceNumber();
    }

    /// The message with this number as it stands, if it is among the newest.
    Optional<Message> message(long sequenceNumber) {
        return messages.find(sequenceNumber);
    }

    RememberedKeys keys() {
        return keys;
    }

    /// The sequence number from which on every key is remembered here.
    long rememberedFrom() {
        return keys.oldest().orElse(lastSequenceNumber() + 1);
    }

    boolean changedSince(Instant moment) {
        return lastChange != null && lastChange.isAfter(moment);
    }

    /// @param reader a member
    Overview overview(UserId reader) {
        var member = member(reader);
        if (opened == null || lastChange == null || member.isEmpty()) {
            throw new IllegalStateException("Only an open conversation can be shown, and only to its members");
        }
        return new Overview(
                opened.type(),
                name,
                opened.creator(),
                roster.size(),
                last(reader).map(Message::id).orElse(null),
                lastSequenceNumber(),
                lastSequenceNumber() - member.get().read(),
                member.get().joined(),
                revision,
                opened.at(),
                lastChange);
    }

    /// @param reader a member
    Summary summary(UserId reader) {
        return new Summary(
                overview(reader),
                last(reader).orElse(null),
                members().stream().limit(SUMMARY_MEMBERS).toList());
    }

    private Optional<Message> last(UserId reader) {
        return messages.last().filter(message -> shows(reader, message.sequenceNumber()));
    }

    /// What the tail holds of what a member selects.
    Page page(UserId reader, Selection wanted) {
        return messages.page(wanted, member(reader).map(Member::since).orElse(0L), revision);
    }
}

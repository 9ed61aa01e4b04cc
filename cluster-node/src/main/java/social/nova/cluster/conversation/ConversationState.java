package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Blocked;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.IdempotencyKey;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.Conversation.MessageSent;
import social.nova.protocols.conversation.Conversation.Opened;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.Conversation.Page;
import social.nova.protocols.conversation.Conversation.Remembered;
import social.nova.protocols.conversation.Conversation.Selection;
import social.nova.protocols.conversation.Conversation.Unblocked;

/// What a conversation must remember to decide on its next command, and the newest messages for those who ask.
///
/// Everything here is bounded: 200 messages or 256 KiB of them, whichever is less, and 2,000 idempotency keys. Older
/// messages and keys are in the `messages` table.
///
/// Mutable, unlike other states: copying 2,000 keys for each message would cost more than the message. That is safe
/// because only the entity's own thread sees it, and the entity waits while a snapshot of it is written. Events are
/// applied before they are durable; when a write fails, the entity recovers into a fresh state.
@JsonTypeName("conversation.state")
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class ConversationState implements Journaled {
    static final int TAIL_MESSAGES = 200;
    static final int TAIL_BYTES = 256 * 1024;
    static final int PAGE_BYTES = 128 * 1024;
    static final int REMEMBERED_KEYS = 2_000;
    static final Duration KEYS_KEPT = Duration.ofHours(24);

    /// What every recovery starts from. Never changed: a restart after a failed write starts from it again.
    static final ConversationState EMPTY = new ConversationState();

    private @Nullable Opened opened;
    private long revision;
    private long lastSequenceNumber;
    private @Nullable Instant lastChange;
    private int tailBytes;
    private ArrayDeque<Message> tail = new ArrayDeque<>();
    private LinkedHashMap<String, Remembered> keys = new LinkedHashMap<>();
    private @Nullable Instant forgottenAt;

    // At most one for each of a pair.
    private Map<UserId, Block> blocks = new LinkedHashMap<>();

    /// What one of a pair has last done to the other.
    record Block(boolean stands, long change) {}

    /// Never fails: what is in the journal has happened.
    ConversationState on(Event event) {
        return (this == EMPTY ? new ConversationState() : this).apply(event);
    }

    private ConversationState apply(Event event) {
        switch (event) {
            case Opened open -> opened = open;
            case MessageSent sent -> add(sent);
            case Blocked blocked -> blocks.put(blocked.blocker(), new Block(true, blocked.change()));
            case Unblocked unblocked -> blocks.put(unblocked.blocker(), new Block(false, unblocked.change()));
        }
        revision = event.revision();
        lastChange = changed(event);
        return this;
    }

    boolean isOpen() {
        return opened != null;
    }

    boolean hasMember(UserId user) {
        return opened != null && opened.members().contains(user);
    }

    /// Whether one of a pair blocks the other.
    boolean isBlocked() {
        return blocks.values().stream().anyMatch(Block::stands);
    }

    /// Whether this blocker has done nothing as new yet.
    boolean isNews(UserId blocker, long change) {
        var known = blocks.get(blocker);
        return known == null || known.change() < change;
    }

    List<UserId> members() {
        return opened == null ? List.of() : opened.members();
    }

    long revision() {
        return revision;
    }

    long nextRevision() {
        return revision + 1;
    }

    long lastSequenceNumber() {
        return lastSequenceNumber;
    }

    boolean changedSince(Instant moment) {
        return lastChange != null && lastChange.isAfter(moment);
    }

    /// What this key produced within the last 24 hours, as far as the entity itself remembers.
    Optional<Remembered> remembered(IdempotencyKey key, Instant now) {
        return Optional.ofNullable(keys.get(key.key()))
                .filter(earlier -> earlier.at().isAfter(now.minus(KEYS_KEPT)));
    }

    /// Whether a key younger than 24 hours has been pushed out of memory, so that only the table can tell.
    boolean mayHaveForgotten(Instant now) {
        return forgottenAt != null && forgottenAt.isAfter(now.minus(KEYS_KEPT));
    }

    /// Whether no key younger than that moment has been pushed out of memory.
    boolean remembersAllSince(Instant moment) {
        return forgottenAt == null || forgottenAt.isBefore(moment);
    }

    /// The sequence number from which on every key is remembered here.
    long rememberedFrom() {
        return keys.isEmpty()
                ? lastSequenceNumber + 1
                : keys.firstEntry().getValue().sequenceNumber();
    }

    Overview overview() {
        if (opened == null || lastChange == null) {
            throw new IllegalStateException("Only an open conversation can be shown");
        }
        var last = tail.peekLast();
        return new Overview(
                opened.type(),
                opened.creator(),
                opened.members(),
                last == null ? null : last.id(),
                lastSequenceNumber,
                revision,
                opened.at(),
                lastChange);
    }

    /// What the tail holds of the selection, at most 128 KiB of it, cut at the end that the reader reaches last.
    Page page(Selection wanted) {
        var first = Math.max(1, saturatedIncrement(wanted.after()));
        var last = Math.min(lastSequenceNumber, wanted.before() - 1);
        var from = wanted.oldestFirst() ? first : Math.max(first, last - wanted.limit() + 1);
        var to = wanted.oldestFirst() ? Math.min(last, first + wanted.limit() - 1) : last;
        var messages = new ArrayList<Message>();
        var bytes = 0;
        var inReadingOrder = wanted.oldestFirst() ? tail : tail.reversed();
        for (var message : inReadingOrder) {
            if (message.sequenceNumber() < from || message.sequenceNumber() > to) {
                continue;
            }
            bytes += sizeOf(message);
            if (bytes > PAGE_BYTES && !messages.isEmpty()) {
                break;
            }
            messages.add(message);
        }
        return new Page(from, to, lastSequenceNumber, wanted.oldestFirst() ? messages : messages.reversed());
    }

    private void add(MessageSent sent) {
        var message = sent.message();
        lastSequenceNumber = message.sequenceNumber();
        tail.addLast(message);
        tailBytes += sizeOf(message);
        while (tail.size() > TAIL_MESSAGES || (tailBytes > TAIL_BYTES && tail.size() > 1)) {
            tailBytes -= sizeOf(tail.removeFirst());
        }
        if (sent.key() != null) {
            keys.putLast(sent.key().key(), new Remembered(sent.key().body(), sent.sequenceNumber(), sent.at()));
            if (keys.size() > REMEMBERED_KEYS) {
                forgottenAt = keys.pollFirstEntry().getValue().at();
            }
        }
    }

    // When somebody blocked somebody is nobody's business.
    private @Nullable Instant changed(Event event) {
        return switch (event) {
            case Opened open -> open.at();
            case MessageSent sent -> sent.at();
            case Blocked _, Unblocked _ -> lastChange;
        };
    }

    // Ids, numbers and field names come to some 200 bytes beside the ciphertext.
    private static int sizeOf(Message message) {
        return 200 + message.body().sealed().content().length();
    }

    private static long saturatedIncrement(long n) {
        return n == Long.MAX_VALUE ? n : n + 1;
    }
}

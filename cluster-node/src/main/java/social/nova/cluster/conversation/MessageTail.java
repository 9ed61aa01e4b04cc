package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Page;
import social.nova.protocols.conversation.ConversationMessages.Selection;

/// The newest messages of a conversation as they stand: 200, or 256 KiB of them, whichever is less.
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class MessageTail {
    static final int MESSAGES = 200;
    static final int BYTES = 256 * 1024;
    static final int PAGE_BYTES = 128 * 1024;

    private long lastSequenceNumber;
    private int tailBytes;

    // Adjacent and ascending; the last one is the newest message there is.
    private ArrayList<Message> tail = new ArrayList<>();

    void on(ConversationMessages.Event event) {
        switch (event) {
            case MessageSent sent -> add(sent.message());
            case MessageEdited edited ->
                change(
                        edited.sequenceNumber(),
                        message -> message.edited(edited.revision(), edited.body(), edited.at()));
            case MessageDeleted deleted ->
                change(deleted.sequenceNumber(), message -> message.deleted(deleted.revision(), deleted.at()));
        }
    }

    long lastSequenceNumber() {
        return lastSequenceNumber;
    }

    /// The message with this number, if it is remembered here.
    Optional<Message> find(long sequenceNumber) {
        var index = indexOf(sequenceNumber);
        return index < 0 ? Optional.empty() : Optional.of(tail.get(index));
    }

    Optional<Message> last() {
        return tail.isEmpty() ? Optional.empty() : Optional.of(tail.getLast());
    }

    void forEach(Consumer<Message> consumer) {
        tail.forEach(consumer);
    }

    /// What is remembered of the selection, at most 128 KiB of it, cut at the end that the reader reaches last.
    ///
    /// @param since the reader sees only messages above this number
    Page page(Selection wanted, long since, long revision) {
        var first = Math.max(since + 1, saturatedIncrement(wanted.after()));
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
        return new Page(
                from,
                to,
                lastSequenceNumber,
                revision,
                wanted.oldestFirst() ? messages : List.copyOf(messages.reversed()));
    }

    private void add(Message message) {
        lastSequenceNumber = message.sequenceNumber();
        tail.addLast(message);
        tailBytes += sizeOf(message);
        shrink();
    }

    private void change(long sequenceNumber, UnaryOperator<Message> change) {
        var index = indexOf(sequenceNumber);
        if (index >= 0) {
            var changed = change.apply(tail.get(index));
            tailBytes += sizeOf(changed) - sizeOf(tail.set(index, changed));
            shrink();
        }
    }

    private void shrink() {
        while (tail.size() > MESSAGES || (tailBytes > BYTES && tail.size() > 1)) {
            tailBytes -= sizeOf(tail.removeFirst());
        }
    }

    private int indexOf(long sequenceNumber) {
        var index = sequenceNumber - (lastSequenceNumber - tail.size() + 1);
        return index >= 0 && index < tail.size() ? (int) index : -1;
    }

    // Ids, numbers and field names come to some 200 bytes beside the ciphertext.
    static int sizeOf(Message message) {
        var body = message.body();
        return 200
                + 40 * message.mentions().size()
                + (body == null ? 0 : body.sealed().content().length());
    }

    private static long saturatedIncrement(long n) {
        return n == Long.MAX_VALUE ? n : n + 1;
    }
}

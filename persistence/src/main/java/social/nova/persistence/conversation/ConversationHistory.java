package social.nova.persistence.conversation;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.typed.PersistenceId;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.Conversation.MessageSent;
import social.nova.protocols.conversation.Conversation.Remembered;
import social.nova.protocols.conversation.ConversationId;

/// Messages older than an entity's tail, complete at any moment: the `messages` table and, where that lags, the
/// journal.
public final class ConversationHistory {
    private final MessageRepository messages;
    private final JdbcReadJournal journal;
    private final ActorSystem<?> system;

    public ConversationHistory(Database database, ActorSystem<?> system) {
        this.messages = new MessageRepository(database);
        this.journal =
                PersistenceQuery.get(system).getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
        this.system = system;
    }

    /// Every message of the range, both ends included, ascending. The range must lie below the conversation's head.
    public CompletionStage<List<Message>> range(ConversationId conversation, long from, long to) {
        return messages.range(conversation, from, to)
                .thenCompose(rows -> rows.size() == to - from + 1
                        ? CompletableFuture.completedStage(rows)
                        : completed(conversation, rows, from, to));
    }

    /// What an idempotency key produced among the messages below a sequence number.
    ///
    /// @param since only messages this young
    public CompletionStage<Optional<Remembered>> byKey(
            ConversationId conversation, String key, long below, Instant since) {
        return messages.byKey(conversation, key, below, since)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedStage(found)
                        : inJournal(conversation, key, below, since));
    }

    /// Conversations with an event in the journal younger than `since`, of the newest 50,000 events.
    public CompletionStage<List<ConversationId>> changedSince(Instant since) {
        return messages.changedSince(since);
    }

    // The projection applies a conversation's events in order, so what the table lacks is always its newest part. And a
    // message's revision is above its sequence number, as opening comes first: reading begins no earlier than needed.
    private CompletionStage<List<Message>> completed(
            ConversationId conversation, List<Message> rows, long from, long to) {
        return messages.reach(conversation, to)
                .thenCompose(reach -> sent(conversation, Math.max(reach.revision(), from))
                        .filter(event -> event.sequenceNumber() >= from)
                        .takeWhile(event -> event.sequenceNumber() < to, true)
                        .map(MessageSent::message)
                        .runWith(Sink.seq(), system)
                        .thenApply(newer -> joined(rows, newer)));
    }

    private CompletionStage<Optional<Remembered>> inJournal(
            ConversationId conversation, String key, long below, Instant since) {
        return messages.reach(conversation, below - 1)
                .thenCompose(reach -> reach.sequenceNumber() == below - 1
                        ? CompletableFuture.completedStage(Optional.empty())
                        : sent(conversation, reach.revision())
                                .takeWhile(event -> event.sequenceNumber() < below)
                                .filter(event -> event.at().isAfter(since))
                                .mapConcat(event -> event.key() == null
                                                || !event.key().key().equals(key)
                                        ? List.<Remembered>of()
                                        : List.of(
                                                new Remembered(event.key().body(), event.sequenceNumber(), event.at())))
                                .runWith(Sink.lastOption(), system));
    }

    private Source<MessageSent, NotUsed> sent(ConversationId conversation, long afterRevision) {
        var id = PersistenceId.of(Conversation.TYPE_KEY.name(), conversation.value());
        return journal.currentEventsByPersistenceId(id.id(), afterRevision + 1, Long.MAX_VALUE)
                .mapConcat(envelope -> envelope.event() instanceof MessageSent event ? List.of(event) : List.of());
    }

    // The table may have caught up between the two reads; then both hold the same messages.
    private static List<Message> joined(List<Message> rows, List<Message> newer) {
        var all = new ArrayList<>(rows);
        var last = rows.isEmpty() ? 0 : rows.getLast().sequenceNumber();
        newer.stream().filter(message -> message.sequenceNumber() > last).forEach(all::add);
        return List.copyOf(all);
    }
}

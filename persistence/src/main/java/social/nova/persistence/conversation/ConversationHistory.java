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
import social.nova.persistence.common.DatabaseFailure;
import social.nova.persistence.common.DatabaseWatch;
import social.nova.persistence.conversation.MessageRepository.Reach;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.Conversation.MessageSent;
import social.nova.protocols.conversation.Conversation.Remembered;
import social.nova.protocols.conversation.ConversationId;

/// Messages older than an entity's tail, complete at any moment: the `messages` table and, where that lags, the
/// journal.
public final class ConversationHistory {
    private final MessageRepository messages;
    private final DatabaseWatch watch;
    private final JdbcReadJournal journal;
    private final ActorSystem<?> system;

    public ConversationHistory(Database database, ActorSystem<?> system) {
        this.messages = new MessageRepository(database);
        this.watch = database.watch();
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
        return messages.reach(conversation, below - 1)
                .thenCompose(reach -> messages.byKey(conversation, key, below, since)
                        .thenCompose(found -> found.isPresent() || reach.sequenceNumber() == below - 1
                                ? CompletableFuture.completedStage(found)
                                : inJournal(conversation, reach, key, below, since)));
    }

    /// Conversations with an event in the journal younger than `since`, of the newest 50,000 events.
    public CompletionStage<List<ConversationId>> changedSince(Instant since) {
        return messages.changedSince(since);
    }

    // The projection applies a conversation's events in order, so what the table lacks is always its newest part. It
    // may catch up at any moment: where the journal takes over must not be found later than what the table gave. A
    // message's revision is above its sequence number, as opening comes first: reading begins no earlier than needed.
    private CompletionStage<List<Message>> completed(
            ConversationId conversation, List<Message> rows, long from, long to) {
        return (rows.isEmpty()
                        ? messages.reach(conversation, from - 1).thenApply(Reach::revision)
                        : CompletableFuture.completedStage(rows.getLast().revision()))
                .thenCompose(revision -> read(
                        sent(conversation, Math.max(revision, from))
                                .filter(event -> event.sequenceNumber() >= from)
                                .takeWhile(event -> event.sequenceNumber() < to, true)
                                .map(MessageSent::message),
                        Sink.seq()))
                .thenApply(newer -> joined(rows, newer));
    }

    private CompletionStage<Optional<Remembered>> inJournal(
            ConversationId conversation, Reach reach, String key, long below, Instant since) {
        return read(
                sent(conversation, reach.revision())
                        .takeWhile(event -> event.sequenceNumber() < below)
                        .filter(event -> event.at().isAfter(since))
                        .mapConcat(event -> event.key() == null
                                        || !event.key().key().equals(key)
                                ? List.<Remembered>of()
                                : List.of(new Remembered(event.key().body(), event.sequenceNumber(), event.at()))),
                Sink.lastOption());
    }

    // The journal has a pool of its own, whose failures come as they are.
    private <T, R> CompletionStage<R> read(Source<T, NotUsed> source, Sink<T, CompletionStage<R>> sink) {
        return watch.unlessAway(() -> source.runWith(sink, system)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(DatabaseFailure.of(failure))));
    }

    private Source<MessageSent, NotUsed> sent(ConversationId conversation, long afterRevision) {
        var id = PersistenceId.of(Conversation.TYPE_KEY.name(), conversation.value());
        return journal.currentEventsByPersistenceId(id.id(), afterRevision + 1, Long.MAX_VALUE)
                .mapConcat(envelope -> envelope.event() instanceof MessageSent event ? List.of(event) : List.of());
    }

    private static List<Message> joined(List<Message> rows, List<Message> newer) {
        var all = new ArrayList<>(rows);
        all.addAll(newer);
        return List.copyOf(all);
    }
}

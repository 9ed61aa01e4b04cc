package social.nova.persistence.conversation;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.typed.PersistenceId;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.time.Instant;
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
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Remembered;
import social.nova.protocols.conversation.ConversationMessages.Standing;

/// Messages older than an entity's tail, and all reactions, as they stand at any moment: the tables and, laid over what
/// they say, the events of the journal that they do not have yet.
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

    /// Every message of the range as it stands, both ends included, ascending. The range must lie below the
    /// conversation's head.
    ///
    /// @param revision of the conversation: what happened up to then is seen
    public CompletionStage<List<Message>> range(ConversationId conversation, long from, long to, long revision) {
        return messages.range(conversation, from, to)
                .thenCompose(rows -> rows.projected() >= revision
                        ? CompletableFuture.completedStage(rows.messages())
                        : overlaid(conversation, rows, from, to, revision).thenApply(Rows.Overlay::messages));
    }

    /// A message as it stands, with the reactions to it; nothing if there is none.
    ///
    /// @param revision of the conversation: what happened up to then is seen
    public CompletionStage<Optional<Standing>> standing(
            ConversationId conversation, long sequenceNumber, long revision) {
        return messages.standing(conversation, sequenceNumber)
                .thenCompose(rows -> overlaid(conversation, rows, sequenceNumber, sequenceNumber, revision))
                .thenApply(overlay -> overlay.standings().stream().findFirst());
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

    // The projection applies a conversation's events in order, so what the tables lack is always the newest part: what
    // the journal has after the revision that they had when they were read. They may be further by now.
    private CompletionStage<Rows.Overlay> overlaid(
            ConversationId conversation, Rows rows, long from, long to, long revision) {
        var overlay = rows.overlaid(from, to);
        return rows.projected() >= revision
                ? CompletableFuture.completedStage(overlay)
                : read(
                        events(conversation, rows.projected(), revision),
                        Sink.fold(overlay, (laid, event) -> laid.on(event)));
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
        return events(conversation, afterRevision, Long.MAX_VALUE)
                .mapConcat(event -> event instanceof MessageSent sent ? List.of(sent) : List.of());
    }

    private Source<Conversation.Event, NotUsed> events(ConversationId conversation, long after, long upTo) {
        var id = PersistenceId.of(Conversation.TYPE_KEY.name(), conversation.value());
        return journal.currentEventsByPersistenceId(id.id(), after + 1, upTo)
                .map(envelope -> (Conversation.Event) envelope.event());
    }
}

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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.DatabaseFailure;
import social.nova.persistence.common.DatabaseWatch;
import social.nova.persistence.conversation.MessageRepository.Reach;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
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
                        : overlaid(conversation, rows, rows.overlaid(from, to), revision)
                                .thenApply(Rows.Overlay::messages));
    }

    /// A message as it stands, with the reactions to it; nothing if there is none.
    ///
    /// @param revision of the conversation: what happened up to then is seen
    public CompletionStage<Optional<Standing>> standing(
            ConversationId conversation, long sequenceNumber, long revision) {
        return standings(conversation, sequenceNumber, sequenceNumber, revision)
                .thenApply(found -> found.stream().findFirst());
    }

    /// The same for a range, both ends included, ascending, as far as there are messages.
    public CompletionStage<List<Standing>> standings(ConversationId conversation, long from, long to, long revision) {
        return messages.standings(conversation, from, to)
                .thenCompose(rows -> overlaid(conversation, rows, rows.overlaid(from, to), revision))
                .thenApply(Rows.Overlay::standings);
    }

    /// What happened, as far as it is shown, with messages as they stand.
    ///
    /// @param limit of events, so that there may be less to show
    /// @param head the revision of the conversation: messages are as they stood then, or later
    public CompletionStage<Stretch> changes(ConversationId conversation, Wanted wanted, int limit, long head) {
        // Each event has the next revision. More than that the journal would read ahead, whatever is taken of it.
        var upTo = Math.min(wanted.upTo(), wanted.after() + limit);
        return read(events(conversation, wanted.after(), upTo), Sink.<Conversation.Event>seq())
                .thenCompose(events -> standing(conversation, wanted.messagesOf(events), head)
                        .thenApply(messages -> new Stretch(shown(events, messages, wanted), upTo)));
    }

    /// The revision at which a message that is there was sent.
    public CompletionStage<Long> revisionOf(ConversationId conversation, long sequenceNumber) {
        return messages.reach(conversation, sequenceNumber)
                .thenCompose(reach -> reach.sequenceNumber() == sequenceNumber
                        ? CompletableFuture.completedStage(reach.revision())
                        : read(
                                        sent(conversation, reach.revision())
                                                .filter(event -> event.sequenceNumber() == sequenceNumber)
                                                .map(MessageSent::revision),
                                        Sink.headOption())
                                .thenApply(found -> found.orElse(reach.revision())));
    }

    /// @param upTo the revision up to which that is all
    public record Stretch(List<Change> changes, long upTo) {}

    /// Which changes somebody wants.
    ///
    /// @param after those above this revision
    /// @param upTo and up to this one
    /// @param since nothing of messages up to this sequence number
    /// @param hidesReads nor how far anybody has read
    public record Wanted(long after, long upTo, long since, boolean hidesReads) {
        private Set<Long> messagesOf(List<Conversation.Event> events) {
            return events.stream()
                    .mapMulti((Conversation.Event event, Consumer<Long> numbers) -> {
                        switch (event) {
                            case MessageSent sent -> numbers.accept(sent.sequenceNumber());
                            case MessageEdited edited -> numbers.accept(edited.sequenceNumber());
                            default -> {}
                        }
                    })
                    .filter(number -> number > since)
                    .collect(Collectors.toUnmodifiableSet());
        }

        private boolean shows(ConversationChanges.Shown shown) {
            return !(hidesReads && shown instanceof ConversationChanges.Read)
                    && (shown.sequenceNumber() == 0 || shown.sequenceNumber() > since);
        }
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
            ConversationId conversation, Rows rows, Rows.Overlay overlay, long revision) {
        return rows.projected() >= revision
                ? CompletableFuture.completedStage(overlay)
                : read(
                        events(conversation, rows.projected(), revision),
                        Sink.fold(overlay, (laid, event) -> laid.on(event)));
    }

    /// Those of these messages that are there, as they stand.
    ///
    /// @param head the revision of the conversation: messages are as they stood then, or later
    CompletionStage<Map<Long, Message>> standing(ConversationId conversation, Set<Long> numbers, long head) {
        return numbers.isEmpty()
                ? CompletableFuture.completedStage(Map.of())
                : messages.single(conversation, numbers)
                        .thenCompose(rows -> overlaid(conversation, rows, rows.overlaid(numbers), head))
                        .thenApply(overlay -> overlay.messages().stream()
                                .collect(Collectors.toUnmodifiableMap(Message::sequenceNumber, Function.identity())));
    }

    private static List<Change> shown(List<Conversation.Event> events, Map<Long, Message> messages, Wanted wanted) {
        return events.stream()
                .flatMap(event -> ConversationChanges.shown(event, number -> Optional.ofNullable(messages.get(number)))
                        .filter(wanted::shows)
                        .map(shown -> new Change(event.revision(), event.revision() - 1, shown))
                        .stream())
                .toList();
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
    <T, R> CompletionStage<R> read(Source<T, NotUsed> source, Sink<T, CompletionStage<R>> sink) {
        return watch.unlessAway(() -> source.runWith(sink, system)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(DatabaseFailure.of(failure))));
    }

    private Source<MessageSent, NotUsed> sent(ConversationId conversation, long afterRevision) {
        return events(conversation, afterRevision, Long.MAX_VALUE)
                .mapConcat(event -> event instanceof MessageSent sent ? List.of(sent) : List.of());
    }

    /// What the journal has after a revision, up to another.
    Source<Conversation.Event, NotUsed> events(ConversationId conversation, long after, long upTo) {
        var id = PersistenceId.of(Conversation.TYPE_KEY.name(), conversation.value());
        return journal.currentEventsByPersistenceId(id.id(), after + 1, upTo)
                .map(envelope -> (Conversation.Event) envelope.event());
    }
}

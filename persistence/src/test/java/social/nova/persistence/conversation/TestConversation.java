package social.nova.persistence.conversation;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.persistence.query.Offset;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.projection.eventsourced.EventEnvelope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.ProjectionSession;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.Shards;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.MessageId;

/// A conversation of Alice and Bob whose n-th message has the key `key-n` and the body digest `body-n`. A test says how
/// much of it is in the journal and how much in the table.
public final class TestConversation {
    public static final UserId ALICE = new UserId("0a000000-0000-4000-8000-000000000001");
    public static final UserId BOB = new UserId("f0000000-0000-4000-8000-000000000002");
    static final Instant START = Instant.parse("2025-10-25T10:00:00Z");

    public final ConversationId id;
    private long revision;
    private final long salt = UUID.randomUUID().getMostSignificantBits();

    public TestConversation() {
        this(new ConversationId(UUID.randomUUID().toString()));
    }

    public TestConversation(ConversationId id) {
        this.id = id;
    }

    public ConversationMembers.Opened opened() {
        return new ConversationMembers.Opened(1, ConversationType.DIRECT, ALICE, List.of(ALICE, BOB), START);
    }

    /// The n-th message, n seconds after the conversation was opened.
    public MessageSent sent(long n) {
        return new MessageSent(
                n + 1,
                new MessageId(new UUID(salt, n).toString()),
                n,
                n % 2 == 0 ? BOB : ALICE,
                new Body(
                        new Sealed("content " + n, "%048x".formatted(n)),
                        n % 3 == 0 ? Encryption.END_TO_END : Encryption.AT_REST),
                new IdempotencyKey("key-" + n, "body-" + n),
                START.plusSeconds(n));
    }

    List<Message> messages(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(n -> sent(n).message()).toList();
    }

    /// Writes the opening and messages 1 to `messages` into the journal.
    public void inJournal(ActorTestKit actors, long messages) {
        inJournal(actors, events(0, messages));
    }

    /// Writes what happened into the journal.
    public void inJournal(ActorTestKit actors, List<Conversation.Event> events) {
        var done = actors.<Done>createTestProbe();
        var writer = actors.spawn(new Writer(id));
        writer.tell(new Write(happened(events), done.ref()));
        done.receiveMessage(Duration.ofSeconds(20));
        actors.stop(writer);
    }

    /// Applies the opening and messages 1 to `messages` to the tables, as the projection would.
    void inTable(Database database, long messages) throws Exception {
        inTable(database, 0, messages);
    }

    /// Applies messages `from` to `to` in one transaction; 0 stands for the opening.
    void inTable(Database database, long from, long to) throws Exception {
        inTable(database, events(from, to));
    }

    /// Applies what happened to the tables in one transaction.
    void inTable(Database database, List<Conversation.Event> events) throws Exception {
        var envelopes = happened(events).stream().map(this::envelope).toList();
        try (var transaction = new Transaction(database)) {
            new MessageProjectionHandler().process(transaction.session(), envelopes);
            transaction.session().commit();
        }
    }

    /// Of the newest event that is in the journal or the tables.
    long revision() {
        return revision;
    }

    private List<Conversation.Event> happened(List<Conversation.Event> events) {
        events.forEach(event -> revision = Math.max(revision, event.revision()));
        return events;
    }

    EventEnvelope<Conversation.Event> envelope(Conversation.Event event) {
        return EventEnvelope.create(
                Offset.sequence(event.revision()),
                PersistenceId.of(Conversation.TYPE_KEY.name(), id.value()).id(),
                event.revision(),
                event,
                0);
    }

    private List<Conversation.Event> events(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .<Conversation.Event>mapToObj(n -> n == 0 ? opened() : sent(n))
                .toList();
    }

    /// A projection's session; what is not committed is rolled back.
    record Transaction(ProjectionSession session) implements AutoCloseable {
        Transaction(Database database) {
            this(new ProjectionSession(database.forProjections()));
        }

        @Override
        public void close() throws SQLException {
            session.rollback();
            session.close();
        }
    }

    private record Write(List<Conversation.Event> events, ActorRef<Done> replyTo) {}

    private static final class Writer extends EventSourcedBehavior<Write, Conversation.Event, Done> {
        private final ConversationId id;

        Writer(ConversationId id) {
            super(PersistenceId.of(Conversation.TYPE_KEY.name(), id.value()));
            this.id = id;
        }

        @Override
        public Done emptyState() {
            return Done.getInstance();
        }

        @Override
        public CommandHandler<Write, Conversation.Event, Done> commandHandler() {
            return (_, write) -> Effect().persist(write.events()).thenReply(write.replyTo(), state -> state);
        }

        @Override
        public EventHandler<Done, Conversation.Event> eventHandler() {
            return (state, _) -> state;
        }

        @Override
        public Set<String> tagsFor(Conversation.Event event) {
            return Set.of(Shards.tag(Conversation.TYPE_KEY.name(), id.value()));
        }
    }
}

package social.nova.persistence.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.outbox.Outbox.Entry;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.event.DomainEvent;
import social.nova.protocols.event.DomainEvent.MemberJoined;
import social.nova.protocols.event.EventId;

class OutboxTest {
    private static final UserId ALICE = UserId.of(UUID.randomUUID());

    private final Database database = TestDatabase.get();
    private final Outbox outbox = new Outbox(database);
    private final ConversationId conversation =
            new ConversationId(UUID.randomUUID().toString());

    @BeforeEach
    void empty() throws Exception {
        execute("DELETE FROM outbox");
    }

    @Test
    void tellsWhatATransactionKeptAndNothingOfWhatItTookBack() throws Exception {
        try (var transaction = TestDatabase.connect()) {
            Outbox.write(transaction, event(1), "00-trace-span-01");
            transaction.commit();
            Outbox.write(transaction, event(2));
            transaction.rollback();
        }

        var entry = oldest().getFirst();
        assertThat(oldest()).hasSize(1);
        assertThat(entry.traceparent()).isEqualTo("00-trace-span-01");
        assertThat(entry.event().id()).isEqualTo(event(1).id());
        assertThat(entry.event().type()).isEqualTo("conversation.member-joined");
        assertThat(entry.event().entity()).isEqualTo("Conversation|" + conversation);
        assertThat(entry.event().data()).contains("\"revision\": 1", conversation.value(), ALICE.value());
    }

    @Test
    void aRowOfATransactionThatCommitsLateIsNeitherLostNorOvertaken() throws Exception {
        try (var slow = TestDatabase.connect();
                var quick = TestDatabase.connect()) {
            Outbox.write(slow, event(1));
            Outbox.write(quick, event(2));
            quick.commit();
            assertThat(oldest()).isEmpty();

            slow.commit();
            assertThat(ids(oldest())).containsExactly(event(1).id(), event(2).id());
        }
    }

    @Test
    void aTransactionThatBeganEarlyAndWritesLateDoesNotGetAhead() throws Exception {
        try (var early = TestDatabase.connect();
                var bystander = TestDatabase.connect();
                var late = TestDatabase.connect()) {
            beginInEarnest(early);
            beginInEarnest(bystander);
            Outbox.write(late, event(1));
            late.commit();
            Outbox.write(early, event(2));
            early.commit();
            assertThat(ids(oldest())).doesNotContain(event(2).id());

            bystander.rollback();
            assertThat(ids(oldest())).containsExactly(event(1).id(), event(2).id());
        }
    }

    @Test
    void rowsOfADatabaseThatCameFromADumpDoNotWaitForItsOldTransactions() throws Exception {
        write(event(1));
        execute("UPDATE outbox SET transaction_id = '9000000000000000'");

        assertThat(ids(oldest())).containsExactly(event(1).id());
    }

    @Test
    void whatIsDeletedIsGoneAndTheRestStaysInOrder() throws Exception {
        for (var n = 1; n <= 5; n++) {
            write(event(n));
        }
        var first = get(outbox.oldest(2));

        assertThat(get(outbox.delete(first))).isEqualTo(2);
        assertThat(get(outbox.delete(first))).isZero();
        assertThat(ids(oldest())).containsExactly(event(3).id(), event(4).id(), event(5).id());
    }

    @Test
    void refusesWhatKafkaWouldRefuseForItsSize() {
        var text = "x".repeat(70_000);

        assertThatThrownBy(() -> execute("""
                        INSERT INTO outbox (event_id, entity, type, payload)
                        VALUES (gen_random_uuid(), 'a', 'b', jsonb_build_object('c', '%s'))
                        """.formatted(text))).hasMessageContaining("outbox_payload_check");
    }

    private DomainEvent event(long n) {
        return new MemberJoined(conversation, ALICE, n);
    }

    private void write(DomainEvent event) throws SQLException {
        try (var transaction = TestDatabase.connect()) {
            Outbox.write(transaction, event);
            transaction.commit();
        }
    }

    // A transaction has a number only once it needs one.
    private static void beginInEarnest(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_current_xact_id()");
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = TestDatabase.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
        }
    }

    private List<Entry> oldest() throws Exception {
        return get(outbox.oldest(100));
    }

    private static List<EventId> ids(List<Entry> entries) {
        return entries.stream().map(entry -> entry.event().id()).toList();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

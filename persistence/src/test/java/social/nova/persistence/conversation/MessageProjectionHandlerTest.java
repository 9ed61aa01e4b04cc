package social.nova.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.persistence.conversation.TestConversation.ALICE;
import static social.nova.persistence.conversation.TestConversation.BOB;
import static social.nova.persistence.conversation.TestConversation.START;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.persistence.conversation.TestConversation.Transaction;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;

class MessageProjectionHandlerTest {
    private final Database database = TestDatabase.get();
    private final MessageRepository messages = new MessageRepository(database);
    private final MemberRepository members = new MemberRepository(database);
    private final MessageProjectionHandler handler = new MessageProjectionHandler();
    private final TestConversation conversation = new TestConversation();

    @Test
    void appliesARedeliveredEventOnce() throws Exception {
        process(conversation.opened(), conversation.sent(1), conversation.sent(1));
        process(conversation.opened(), conversation.sent(1), conversation.sent(2));

        assertThat(get(messages.range(conversation.id, 1, 100)).messages()).isEqualTo(conversation.messages(1, 2));
    }

    @Test
    void appliesChangesAfterTheMessagesTheyAreAbout() throws Exception {
        var later = TestConversation.START.plusSeconds(60);

        process(
                conversation.sent(1),
                conversation.sent(2),
                new ConversationMessages.MessageDeleted(4, 1, ALICE, later),
                conversation.sent(3));

        var rows = get(messages.range(conversation.id, 1, 100)).messages();
        assertThat(rows).extracting(Message::sequenceNumber).containsExactly(1L, 2L, 3L);
        assertThat(rows).extracting(Message::deletedAt).containsExactly(later, null, null);
    }

    @Test
    void keepsEveryFieldOfAMessage() throws Exception {
        var sent = conversation.sent(3);
        process(sent);

        assertThat(get(messages.range(conversation.id, 3, 3)).messages()).containsExactly(sent.message());
        assertThat(get(messages.byKey(conversation.id, "key-3", 4, START)))
                .contains(new ConversationMessages.Remembered("body-3", 3, sent.at()));
    }

    @Test
    void takesMessagesWithoutAKey() throws Exception {
        var sent = conversation.sent(1);

        process(new MessageSent(sent.revision(), sent.id(), 1, sent.sender(), sent.body(), null, sent.at()));

        assertThat(get(messages.range(conversation.id, 1, 1)).messages()).containsExactly(sent.message());
    }

    @Test
    void tellsOfEachMemberOnceWhoeverWritesTheRowFirst() throws Exception {
        process(conversation.opened());
        get(members.add(conversation.id, List.of(ALICE, BOB), 1));
        process(conversation.opened());

        assertThat(told()).containsExactlyInAnyOrder(ALICE.value(), BOB.value());
    }

    @Test
    void listsAConversationToEachMember() throws Exception {
        process(conversation.opened());

        assertListed();
    }

    @Test
    void leavesMembershipAsItIsThatIsThereAlready() throws Exception {
        get(members.add(conversation.id, List.of(ALICE, BOB), 1));
        get(members.add(conversation.id, List.of(BOB, ALICE), 1));

        process(conversation.opened());

        assertListed();
    }

    @Test
    void leavesNothingOfAGroupThatIsRolledBack() throws Exception {
        try (var transaction = new Transaction(database)) {
            handler.process(transaction.session(), List.of(conversation.envelope(conversation.sent(1))));
        }

        assertThat(get(messages.range(conversation.id, 1, 100)).messages()).isEmpty();
    }

    private void process(Conversation.Event... events) throws Exception {
        try (var transaction = new Transaction(database)) {
            handler.process(
                    transaction.session(),
                    Stream.of(events).map(conversation::envelope).toList());
            transaction.session().commit();
        }
    }

    private void assertListed() throws Exception {
        for (var member : List.of(ALICE, BOB)) {
            assertThat(get(members.of(member, 10_000))).containsOnlyOnce(new Standing(conversation.id, 0));
        }
    }

    private List<String> told() throws Exception {
        return get(database.query(connection -> {
            try (var rows = connection.createStatement().executeQuery("""
                    SELECT payload ->> 'user_id' FROM outbox
                    WHERE type = 'conversation.member-joined' AND entity = 'Conversation|%s'
                    """.formatted(conversation.id))) {
                var users = new ArrayList<String>();
                while (rows.next()) {
                    users.add(rows.getString(1));
                }
                return users;
            }
        }));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

package social.nova.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;

class MemberRepositoryTest {
    private final Database database = TestDatabase.get();
    private final MemberRepository members = new MemberRepository(database);
    private final TestConversation conversation = new TestConversation();
    private final UserId user = UserId.of(UUID.randomUUID());

    @Test
    void aConversationWithoutMessagesStandsAtZero() throws Exception {
        join(conversation.id);
        journal(1, "conversation.opened");

        assertThat(standings()).containsExactly(new Standing(conversation.id, 0));
    }

    @Test
    void standsAtTheNewestMessageOfTheTable() throws Exception {
        join(conversation.id);
        conversation.inTable(database, 7);

        assertThat(standings()).containsExactly(new Standing(conversation.id, 7));
    }

    // A socket begins there. Were it the table's word, a projection that stands still would have the next message pull
    // all those before it onto every new socket.
    @Test
    void whatTheTableLacksIsCountedInTheJournal() throws Exception {
        join(conversation.id);
        conversation.inTable(database, 3);
        journal(1, "conversation.opened");
        for (var revision = 2; revision <= 10; revision++) {
            journal(revision, "conversation.message-sent");
        }
        journal(11, "conversation.renamed");

        assertThat(standings()).containsExactly(new Standing(conversation.id, 9));
    }

    private void join(ConversationId conversation) throws Exception {
        members.add(conversation, List.of(user), 1).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private List<Standing> standings() throws Exception {
        return members.of(user, 100).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void journal(long revision, String name) throws Exception {
        database.query(connection -> {
                    try (var insert = connection.prepareStatement("""
                            INSERT INTO event_journal
                                (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest, event_payload)
                            VALUES ('Conversation|' || ?, ?, 'test', 1, ?, ''::bytea)
                            """)) {
                        insert.setString(1, conversation.id.value());
                        insert.setLong(2, revision);
                        insert.setString(3, name);
                        return insert.executeUpdate();
                    }
                })
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }
}

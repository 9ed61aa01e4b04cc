package social.nova.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;

class MemberRepositoryTest {
    private static final int ROUNDS = 100;

    private final Database database = TestDatabase.get();
    private final MemberRepository members = new MemberRepository(database);
    private final TestConversation conversation = new TestConversation();
    private final UserId user = UserId.of(UUID.randomUUID());

    // A socket begins there. Were it a table's word, a projection that stands still would have the next change pull all
    // those before it onto every new socket.
    @Test
    void aConversationStandsAtTheNewestEventOfTheJournal() throws Exception {
        join(conversation.id);
        conversation.inTable(database, 3);
        journal(1, "conversation.opened");
        for (var revision = 2; revision <= 10; revision++) {
            journal(revision, "conversation.message-sent");
        }
        journal(11, "conversation.renamed");

        assertThat(standings()).containsExactly(new Standing(conversation.id, 11));
    }

    @Test
    void whoHasLeftIsNotLetInAgainByWhatComesLate() throws Exception {
        join(conversation.id);
        get(members.remove(conversation.id, user, 8));
        assertThat(standings()).isEmpty();

        get(members.add(conversation.id, List.of(user), 5));
        assertThat(standings()).isEmpty();
        get(members.add(conversation.id, List.of(user), 9));
        assertThat(standings()).hasSize(1);
        get(members.remove(conversation.id, user, 8));

        assertThat(standings()).hasSize(1);
    }

    @Test
    void leavingIsToldOnceHoweverOftenItIsWritten() throws Exception {
        get(members.remove(conversation.id, user, 3));
        assertThat(told()).isEmpty();

        join(conversation.id);
        get(members.remove(conversation.id, user, 3));
        get(members.remove(conversation.id, user, 3));
        get(members.add(conversation.id, List.of(user), 4));
        get(members.remove(conversation.id, user, 5));

        assertThat(told())
                .containsExactly(
                        "conversation.member-joined 1",
                        "conversation.member-left 3",
                        "conversation.member-joined 4",
                        "conversation.member-left 5");
    }

    // Of a member who is gone already the conversation says the revision at which it is now.
    @Test
    void whoIsRemovedOnceMoreDoesNotLeaveAgain() throws Exception {
        join(conversation.id);
        get(members.remove(conversation.id, user, 3));
        get(members.remove(conversation.id, user, 7));

        assertThat(told()).containsExactly("conversation.member-joined 1", "conversation.member-left 3");
        get(members.add(conversation.id, List.of(user), 8));
        assertThat(standings()).hasSize(1);
    }

    private List<String> told() throws Exception {
        return get(database.query(connection -> {
            try (var select = connection.prepareStatement("""
                    SELECT type || ' ' || (payload ->> 'revision') FROM outbox
                    WHERE payload ->> 'user_id' = ? ORDER BY position
                    """)) {
                select.setString(1, user.value());
                var rows = select.executeQuery();
                var told = new ArrayList<String>();
                while (rows.next()) {
                    told.add(rows.getString(1));
                }
                return told;
            }
        }));
    }

    @Test
    void aConversationOfMoreThanThirtyTwoIsLargeAndWhoHasLeftDoesNotCount() throws Exception {
        var others =
                Stream.generate(() -> UserId.of(UUID.randomUUID())).limit(32).toList();
        join(conversation.id);
        get(members.add(conversation.id, others.subList(0, 31), 1));
        assertThat(standings()).extracting(Standing::large).containsExactly(false);

        get(members.add(conversation.id, others, 2));
        assertThat(standings()).extracting(Standing::large).containsExactly(true);

        get(members.remove(conversation.id, others.getFirst(), 3));
        assertThat(standings()).extracting(Standing::large).containsExactly(false);
    }

    @Test
    void whoOpenAConversationAtOnceFromBothSidesDoNotWaitForEachOther() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var one = new TestConversation().id;
            var other = UserId.of(UUID.randomUUID());
            var openings = Stream.of(List.of(user, other), List.of(other, user))
                    .flatMap(pair -> Stream.of(pair, pair))
                    .map(pair -> members.add(one, pair, 1))
                    .toList();
            var joined = 0;
            for (var opening : openings) {
                joined += get(opening);
            }
            assertThat(joined).isEqualTo(2);
        }
    }

    private void join(ConversationId conversation) throws Exception {
        get(members.add(conversation, List.of(user), 1));
    }

    private List<Standing> standings() throws Exception {
        return get(members.of(user, 100));
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

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}

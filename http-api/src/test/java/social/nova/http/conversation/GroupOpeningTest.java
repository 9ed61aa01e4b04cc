package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;

/// Groups that their creators name by a key.
class GroupOpeningTest extends ConversationFixture {
    private final String key = UUID.randomUUID().toString();
    private final ConversationId group = IDS.group(ALICE, key);

    @AfterEach
    void nobodyStaysInIt() throws Exception {
        for (var user : List.of(ALICE, BOB, MALLORY)) {
            get(MEMBERS.remove(group, user, 1_000));
        }
    }

    @Test
    void whoIsHiddenComesIntoNoGroupWhoseExistenceIsUnknownForTheMoment() throws Exception {
        var answer = create(UserId.of(UUID.randomUUID()));

        expectQuestion().replyTo().tell(ErrorCode.DATABASE_ERROR.refusal());

        assertThat(get(answer).status()).isEqualTo(503);
        entity(group).expectNoMessage(SHORTLY);
    }

    @Test
    void whoIsHiddenComesIntoNoNewGroup() throws Exception {
        var answer = create(UserId.of(UUID.randomUUID()));

        expectQuestion().replyTo().tell(ErrorCode.CONVERSATION_NOT_FOUND.refusal());

        assertThat(get(answer).status()).isEqualTo(404);
        entity(group).expectNoMessage(SHORTLY);
    }

    @Test
    void whoLeftStaysOutThoughOneWhoCameBackRepeatsTheCreation() throws Exception {
        get(MEMBERS.add(group, List.of(ALICE, BOB, MALLORY), 1));
        get(MEMBERS.remove(group, BOB, 10));
        get(MEMBERS.remove(group, ALICE, 20));
        var answer = create(BOB, MALLORY);

        expectQuestion().replyTo().tell(StatusReply.success(joinedAt(50)));
        entity(group)
                .expectMessageClass(ConversationMembers.Open.class)
                .replyTo()
                .tell(StatusReply.success(joinedAt(50)));

        assertThat(get(answer).status()).isEqualTo(200);
        assertThat(groupsOf(ALICE)).contains(group);
        assertThat(groupsOf(MALLORY)).contains(group);
        assertThat(groupsOf(BOB)).doesNotContain(group);
    }

    @Test
    void allWhoAreInANewGroupFindIt() throws Exception {
        var answer = create(BOB);

        expectQuestion().replyTo().tell(ErrorCode.CONVERSATION_NOT_FOUND.refusal());
        entity(group)
                .expectMessageClass(ConversationMembers.Open.class)
                .replyTo()
                .tell(StatusReply.success(joinedAt(1)));

        assertThat(get(answer).status()).isEqualTo(200);
        assertThat(groupsOf(ALICE)).contains(group);
        assertThat(groupsOf(BOB)).contains(group);
    }

    private CompletableFuture<Answer> create(UserId... others) {
        var ids = Stream.of(others).map(other -> "\"" + other + "\"").toList();
        return post(ALICE, "/conversations", """
                {"name": "Once", "member_ids": %s, "idempotency_key": "%s"}""".formatted(ids, key));
    }

    private ConversationMembers.GetOverview expectQuestion() {
        return entity(group).expectMessageClass(ConversationMembers.GetOverview.class);
    }

    private Overview joinedAt(long revision) throws Exception {
        return new Overview(
                ConversationType.GROUP,
                MessageSealing.sealName(get(KEYS.of(ALICE)), group, ALICE, "Once"),
                ALICE,
                2,
                null,
                0,
                0,
                revision,
                revision,
                NOW,
                NOW);
    }

    private static List<ConversationId> groupsOf(UserId user) throws Exception {
        return get(MEMBERS.of(user, 1_000)).stream().map(Standing::conversation).toList();
    }
}

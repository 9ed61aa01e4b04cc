package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpRequest;
import akka.pattern.StatusReply;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.persistence.graph.BlockRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;

/// Opening conversations, and showing them.
class ConversationRoutesTest extends ConversationFixture {
    // --- POST /conversations ---

    @Test
    void opensTheConversationOfAPair() throws Exception {
        var answer = post(ALICE, "/conversations", pair(ALICE, BOB));
        var open = entity(C).expectMessageClass(ConversationMembers.Open.class);
        open.replyTo()
                .tell(StatusReply.success(
                        new Overview(ConversationType.DIRECT, null, ALICE, 2, null, 0, 0, 1, 1, NOW, NOW)));

        assertThat(get(answer)).isEqualTo(new Answer(200, MAPPER.readTree("""
                {"id": "%s", "conversation_type": "direct", "name": null, "created_by": "%s", "member_count": 2,
                 "last_message_id": null, "last_sequence_number": 0, "unread_count": 0, "revision": 1,
                 "created_at": "2025-10-25T10:30:45Z", "updated_at": "2025-10-25T10:30:45Z"}""".formatted(C, ALICE))));
        assertThat(open.members()).containsExactlyInAnyOrder(ALICE, BOB);
        assertThat(open.creator()).isEqualTo(ALICE);
        assertThat(get(MEMBERS.of(BOB, 10))).containsExactly(new Standing(C, 0));
    }

    @Test
    void findsThePairInWhicheverOrderAndCase() throws Exception {
        var answer = post(BOB, "/conversations", """
                {"user_a": "%s", "user_b": "%s"}""".formatted(BOB.value().toUpperCase(Locale.ROOT), ALICE));

        entity(C).expectMessageClass(ConversationMembers.Open.class).replyTo().tell(ErrorCode.CONFLICT.refusal());
        assertThat(get(answer).status()).isEqualTo(409);
    }

    @Test
    void nobodyOpensTheConversationOfOthers() throws Exception {
        var answer = get(post(MALLORY, "/conversations", pair(ALICE, BOB)));

        assertThat(answer).isEqualTo(new Answer(403, MAPPER.readTree("""
                {"error": "FORBIDDEN", "message": "You may not do this", "details": null,
                 "timestamp": "2025-10-25T10:30:45Z"}""")));
    }

    @Test
    void nobodyTalksToThemselves() throws Exception {
        var answer = get(post(ALICE, "/conversations", pair(ALICE, ALICE)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.details()).isEqualTo("user_b: must differ from user_a");
    }

    @Test
    void whoIsNotRegisteredIsNotFound() throws Exception {
        var nobody = UserId.of(UUID.randomUUID());
        get(ACCOUNTS.reserve(nobody, nobody + "@example.com", nobody.value().substring(0, 20)));

        var answer = get(post(ALICE, "/conversations", pair(ALICE, nobody)));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).isEqualTo("USER_NOT_FOUND");
        entity(IDS.direct(ALICE, nobody)).expectNoMessage(SHORTLY);
    }

    @Test
    void whoIsBlockedIsNotFoundFromEitherSide() throws Exception {
        get(new BlockRepository(TestDatabase.get()).block(ALICE, MALLORY));

        for (var caller : List.of(ALICE, MALLORY)) {
            var answer = get(post(caller, "/conversations", pair(ALICE, MALLORY)));

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.error()).isEqualTo("USER_NOT_FOUND");
        }
        entity(IDS.direct(ALICE, MALLORY)).expectNoMessage(SHORTLY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                       | user_a: is required
            {"user_a": "1-2-3-4-5", "user_b": "x"}   | user_a: must be a UUID
            {"user_a": 5}                            | user_a: must be a string
            []                                       | The body must be an object
            {                                        | The body is not valid JSON (line 1, column 2)
            """)
    void saysWhatIsWrongWithAPair(String body, String details) throws Exception {
        var answer = get(post(ALICE, "/conversations", body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.details()).isEqualTo(details);
    }

    // --- GET /conversations/{id} ---

    @Test
    void showsAConversationToItsMembers() throws Exception {
        var answer = get(ALICE, "/conversations/" + C);
        var get = entity(C).expectMessageClass(ConversationMembers.GetOverview.class);
        get.replyTo()
                .tell(StatusReply.success(
                        new Overview(ConversationType.DIRECT, null, BOB, 2, IDS.message(C, 4), 4, 3, 1, 5, NOW, NOW)));

        assertThat(get.reader()).isEqualTo(ALICE);
        assertThat(get(answer).body().path("last_message_id").asText())
                .isEqualTo(IDS.message(C, 4).value());
        assertThat(get(answer).body().path("last_sequence_number").asLong()).isEqualTo(4);
        assertThat(get(answer).body().path("unread_count").asLong()).isEqualTo(3);
    }

    @Test
    void refusesStrangersWithTheEntitysWord() throws Exception {
        var answer = get(MALLORY, "/conversations/" + C);
        entity(C)
                .expectMessageClass(ConversationMembers.GetOverview.class)
                .replyTo()
                .tell(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());

        assertThat(get(answer).status()).isEqualTo(403);
        assertThat(get(answer).error()).isEqualTo("NOT_CONVERSATION_MEMBER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "1-2-3-4-5", "%00", "018f2c8e-aaaa-8aaa-8aaa-aaaaaaaaaaaag", "null"})
    void aMalformedIdIsABadRequest(String id) throws Exception {
        for (var path : List.of("/conversations/" + id, "/conversations/" + id + "/messages")) {
            var answer = get(get(ALICE, path));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.details()).isEqualTo("conversation_id: must be a UUID");
        }
    }

    @Test
    void anInventedIdIsNotFoundAndWakesNobody() throws Exception {
        var invented = new ConversationId(UUID.randomUUID().toString());

        var answer = get(get(ALICE, "/conversations/" + invented));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).isEqualTo("CONVERSATION_NOT_FOUND");
        entity(invented).expectNoMessage(SHORTLY);
    }

    @Test
    void hasNoOtherMethods() throws Exception {
        var answer = get(call(ALICE, HttpRequest.DELETE(url("/conversations/" + C))));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.error()).isEqualTo("METHOD_NOT_ALLOWED");
    }
}

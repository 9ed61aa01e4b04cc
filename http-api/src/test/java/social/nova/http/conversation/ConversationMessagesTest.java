package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.Page;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.conversation.ConversationMessages.Selection;

/// Sending messages over REST, and reading them.
class ConversationMessagesTest extends ConversationFixture {
    // --- POST /conversations/{id}/messages ---

    @Test
    void answersWhenTheMessageIsDurable() throws Exception {
        var answer = send("{\"plaintext\": \"hello\", \"idempotency_key\": \"k\"}");
        var send = entity(C).expectMessageClass(ConversationMessages.SendMessage.class);
        send.replyTo().tell(StatusReply.success(new Receipt(IDS.message(C, 3), 3)));

        assertThat(get(answer)).isEqualTo(new Answer(200, MAPPER.readTree("""
                {"id": "%s", "sequence_number": 3}""".formatted(IDS.message(C, 3)))));
        assertThat(send.sender()).isEqualTo(ALICE);
        assertThat(send.key()).isNotNull().matches(key -> !key.key().startsWith("~"));
        assertThat(send.body().encryption()).isEqualTo(Encryption.AT_REST);
        assertThat(send.body().sealed().content()).doesNotContain("hello");
    }

    @Test
    void whatAClientSealedIsSealedOnceMore() throws Exception {
        var nonce = "Ab".repeat(24);
        var _ = send("{\"encrypted_content\": \"c2VjcmV0\", \"nonce\": \"%s\"}".formatted(nonce));
        var send = entity(C).expectMessageClass(ConversationMessages.SendMessage.class);

        assertThat(send.body().encryption()).isEqualTo(Encryption.END_TO_END);
        assertThat(send.body().sealed().content()).doesNotContain("c2VjcmV0");
        assertThat(send.body().sealed().nonce()).isNotEqualTo(nonce);
        assertThat(send.key()).isNotNull().matches(key -> key.key().startsWith("~"));
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_CONVERSATION_MEMBER, 403",
        "FORBIDDEN, 403",
        "CONVERSATION_NOT_FOUND, 404",
        "USER_NOT_FOUND, 404",
        "CONFLICT, 409",
        "DATABASE_ERROR, 503",
        "SERVICE_UNAVAILABLE, 503"
    })
    void mapsARefusalToItsStatusAndCode(ErrorCode code, int status) throws Exception {
        var answer = send("{\"plaintext\": \"hello\"}");
        entity(C)
                .expectMessageClass(ConversationMessages.SendMessage.class)
                .replyTo()
                .tell(code.refusal());

        assertThat(get(answer).status()).isEqualTo(status);
        assertThat(get(answer).error()).isEqualTo(code.name());
    }

    @Test
    void anAnswerThatDoesNotComeLeavesTheOutcomeUnknown() throws Exception {
        var answer = send("{\"plaintext\": \"hello\"}");
        entity(C).expectMessageClass(ConversationMessages.SendMessage.class);

        assertThat(get(answer).status()).isEqualTo(503);
        assertThat(get(answer).error()).isEqualTo("SERVICE_UNAVAILABLE");
    }

    @Test
    void takesTheLargestPlaintextAndNoLarger() throws Exception {
        var largest = send("{\"plaintext\": \"%s\"}".formatted("\\ud83d\\ude00".repeat(10_000)));
        entity(C)
                .expectMessageClass(ConversationMessages.SendMessage.class)
                .replyTo()
                .tell(StatusReply.success(new Receipt(IDS.message(C, 1), 1)));
        var larger = send("{\"plaintext\": \"%s\"}".formatted("a".repeat(10_001)));

        assertThat(get(largest).status()).isEqualTo(200);
        assertThat(get(larger).status()).isEqualTo(400);
        assertThat(get(larger).details()).isEqualTo("plaintext: 1 to 10000 characters");
    }

    @Test
    void takesTheLongestKeyAndNoLonger() throws Exception {
        var _ = send("{\"plaintext\": \"a\", \"idempotency_key\": \"%s\"}".formatted("k".repeat(128)));
        entity(C).expectMessageClass(ConversationMessages.SendMessage.class);
        var longer = get(send("{\"plaintext\": \"a\", \"idempotency_key\": \"%s\"}".formatted("k".repeat(129))));

        assertThat(longer.status()).isEqualTo(400);
        assertThat(longer.details()).isEqualTo("idempotency_key: 1 to 128 characters");
    }

    // --- GET /conversations/{id}/messages ---

    @Test
    void showsMessagesAsMembersSeeThem() throws Exception {
        var answer = get(BOB, "/conversations/" + C + "/messages");
        var get = entity(C).expectMessageClass(ConversationMessages.GetMessages.class);
        get.replyTo().tell(StatusReply.success(new Page(2, 2, 2, 3, List.of(message(2)))));

        assertThat(get.reader()).isEqualTo(BOB);
        assertThat(get(answer)).isEqualTo(new Answer(200, MAPPER.readTree("""
                [{"id": "%s", "conversation_id": "%s", "sender_id": "%s", "sequence_number": 2, "revision": 3,
                  "encrypted_content": "c2VjcmV0", "nonce": "%s", "message_type": "text",
                  "created_at": "2025-10-25T10:30:45Z", "edited_at": null, "deleted_at": null}]""".formatted(
                        IDS.message(C, 2), C, ALICE, "0".repeat(48)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                                     | 0                   | 9223372036854775807 | 50  | false
            limit=1                               | 0                   | 9223372036854775807 | 1   | false
            limit=100                             | 0                   | 9223372036854775807 | 100 | false
            limit=101                             | 0                   | 9223372036854775807 | 100 | false
            limit=9223372036854775807             | 0                   | 9223372036854775807 | 100 | false
            before=1                              | 0                   | 1                   | 50  | false
            before=30&limit=10                    | 0                   | 30                  | 10  | false
            after=0                               | 0                   | 9223372036854775807 | 50  | true
            after=30&limit=10                     | 30                  | 9223372036854775807 | 10  | true
            after=9223372036854775807             | 9223372036854775807 | 9223372036854775807 | 50  | true
            """)
    void selectsWhatWasAskedFor(@Nullable String query, long after, long before, int limit, boolean oldestFirst)
            throws Exception {
        var answer = get(ALICE, "/conversations/" + C + "/messages" + (query == null ? "" : "?" + query));
        var get = entity(C).expectMessageClass(ConversationMessages.GetMessages.class);
        get.replyTo().tell(StatusReply.success(new Page(1, 0, 0, 1, List.of())));

        assertThat(get.selection()).isEqualTo(new Selection(after, before, limit, oldestFirst));
        assertThat(get(answer)).isEqualTo(new Answer(200, MAPPER.readTree("[]")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=0                    | limit: must be a whole number, 1 or more
            limit=-1                   | limit: must be a whole number, 1 or more
            limit=ten                  | limit: must be a whole number, 1 or more
            limit=                     | limit: must be a whole number, 1 or more
            limit=1.5                  | limit: must be a whole number, 1 or more
            limit=9223372036854775808  | limit: must be a whole number, 1 or more
            before=0                   | before: must be a whole number, 1 or more
            before=x                   | before: must be a whole number, 1 or more
            after=-1                   | after: must be a whole number, 0 or more
            before=5&after=2           | before, after: only one of them
            """)
    void saysWhatIsWrongWithASelection(String query, String details) throws Exception {
        var answer = get(get(ALICE, "/conversations/" + C + "/messages?" + query));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.details()).isEqualTo(details);
    }
}

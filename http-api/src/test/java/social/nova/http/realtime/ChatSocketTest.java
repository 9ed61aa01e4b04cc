package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.session.Session;

class ChatSocketTest extends ChatFixture {
    // --- What the client sends ---

    @Test
    void acknowledgesAMessageOnceItIsDurable() {
        client.onText(message("hello", "k1"));
        var send = entity(c).expectMessageClass(ConversationMessages.SendMessage.class);
        socket.frames.expectNoMessage(SHORTLY);
        assertThat(socket.handled).hasValue(0);

        send.replyTo().tell(StatusReply.success(new Receipt(IDS.message(c, 7), 7)));

        assertFrame("""
                {"type": "ack", "idempotency_key": "k1", "id": "%s", "sequence_number": 7}""".formatted(IDS.message(c, 7)));
        assertHandled(1);
        assertThat(send.sender()).isEqualTo(ALICE);
        assertThat(send.body().sealed().content()).doesNotContain("hello");
    }

    @Test
    void saysWhyAMessageWasRefused() {
        client.onText(message("hello", "k1"));
        entity(c)
                .expectMessageClass(ConversationMessages.SendMessage.class)
                .replyTo()
                .tell(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());

        assertError("NOT_CONVERSATION_MEMBER", "k1");
        assertHandled(1);
    }

    @Test
    void messagesReachTheirConversationInTheOrderTheyWereSent() {
        for (var n = 0; n < 10; n++) {
            client.onText(message("hello", "k" + n));
        }
        var keys = LongStream.range(0, 10)
                .mapToObj(_ -> entity(c)
                        .expectMessageClass(ConversationMessages.SendMessage.class)
                        .key())
                .toList();

        assertThat(keys).doesNotContainNull().doesNotHaveDuplicates();
        client.onText(message("hello", "k0"));
        assertThat(entity(c)
                        .expectMessageClass(ConversationMessages.SendMessage.class)
                        .key())
                .isEqualTo(keys.getFirst());
    }

    @Test
    void refusesADraftWithoutAskingAnyone() {
        client.onText(message("", "k1"));

        assertThat(assertError("VALIDATION_ERROR", "k1").path("details").asText())
                .isEqualTo("text: 1 to 10000 characters");
        entity(c).expectNoMessage(SHORTLY);
        assertHandled(1);
    }

    @Test
    void inventedConversationsWakeNobody() {
        var invented = new ConversationId(UUID.randomUUID().toString());
        client.onText(message("hello", "k1").replace(c.value(), invented.value()));

        assertError("CONVERSATION_NOT_FOUND", "k1");
        entity(invented).expectNoMessage(SHORTLY);
    }

    @Test
    void answersAPing() {
        client.onText("{\"type\": \"ping\"}");

        assertFrame("{\"type\": \"pong\"}");
        assertHandled(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "shout"}                                  | type: is not known
            {"type": 5}                                        | type: is not known
            {"text": "no type"}                                | type: is required
            {                                                  | The frame is not valid JSON (line 1, column 2)
            []                                                 | The frame must be an object
            null                                               | The frame must not be null
            {"type": "message", "text": 5}                     | text: must be a string
            {"type": "sync", "conversations": {"c": "7"}}      | conversations: each position is a sequence number, or an object with one
            {"type": "sync", "conversations": {"c": {}}}       | conversations: each position is a sequence number, or an object with one
            """)
    void saysWhatIsWrongWithAFrameItCannotRead(String text, String details) {
        client.onText(text);

        assertThat(assertError("VALIDATION_ERROR", null).path("details").asText())
                .isEqualTo(details);
        assertHandled(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "message", "text": 5, "idempotency_key": "k1"}    | k1
            {"idempotency_key": "k1", "type": "shout", "text": [{}]}   | k1
            {"type": "message", "text": "x", "idempotency_key": {}}    |
            {"type": "message", "text": "x", "idempotency_key": ["k"]} |
            {"type": "message", "text": 5, "idempotency_key": 17}      | 17
            {"type": "message", "idempotency_key": "k1", "text": "     | k1
            """)
    void saysWhichMessageItCouldNotRead(String text, @Nullable String key) {
        client.onText(text);

        assertError("VALIDATION_ERROR", key);
    }

    @Test
    void closesAfterTheTenthFrameItCannotRead() {
        for (var n = 1; n <= 9; n++) {
            client.onText("nonsense");
        }
        socket.frames.receiveSeveralMessages(9);
        socket.closed.expectNoMessage(SHORTLY);

        client.onText("nonsense");

        socket.closed.expectMessage(CloseCode.POLICY_VIOLATION);
        assertHandled(10);
    }

    // --- When something is away ---

    @Test
    void asksAConversationAgainThatDidNotAnswer() {
        place(new Standing(c, 5));
        release();
        push(c, 7);
        expectPull(c, 5).refuse(ErrorCode.DATABASE_ERROR);
        entity(c).expectNoMessage(SHORTLY);

        TIME.timePasses(Duration.ofSeconds(1));
        expectPull(c, 5).accept(7, 6, 7);

        expectMessages(c, 6, 7);
    }

    @Test
    void readsItsConversationsAgainUntilItKnowsThem() {
        failListing();
        release();
        list(new Standing(c, 5));

        push(c, 6);

        expectMessages(c, 6);
    }

    @Test
    void everySyncIsAnsweredInTheEndWhenTheDatabaseWasAway() {
        place(new Standing(c, 5));
        client.onText("{\"type\": \"sync\"}");
        client.onText("{\"type\": \"sync\"}");
        failListing();
        failListing();
        TIME.timePasses(Duration.ofSeconds(1));

        list(new Standing(c, 5));
        list(new Standing(c, 5));

        expectPull(c, 0).accept(5, 1, 5);
        expectMessages(c, 1, 2, 3, 4, 5);
        assertSynced(c, 5, false);
        assertHandled(2);
    }

    // --- The end ---

    @Test
    void leavesItsSessionWhenItHasEnded() {
        client.onClosed(new Closed(Closed.By.CLIENT, CloseCode.NORMAL, ""));

        session.expectMessage(new Session.Unregister(notices));
        session.expectTerminated(chat);
    }

    @Test
    void closesWhenItIsDisplaced() {
        notices.tell(new Session.Displaced());

        socket.closed.expectMessage(CloseCode.POLICY_VIOLATION);
    }

    @Test
    void aDefectClosesTheSocketInsteadOfLeavingItDeaf() {
        broken.set(true);
        sessionNodeIsThere.set(false);
        TIME.timePasses(ChatSocket.LOOK_EVERY);

        socket.closed.expectMessage(CloseCode.INTERNAL_ERROR);
        session.expectTerminated(chat);
    }

    @Test
    void closesWithinSecondsOfItsTokensExpiry() {
        now.set(EXPIRY.minusNanos(1));
        TIME.timePasses(Duration.ofSeconds(5));
        socket.closed.expectNoMessage(SHORTLY);

        now.set(EXPIRY);
        TIME.timePasses(Duration.ofSeconds(5));
        socket.closed.expectMessage(CloseCode.TOKEN_EXPIRED);
    }
}

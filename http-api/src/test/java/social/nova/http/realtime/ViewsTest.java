package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;

class ViewsTest extends ChatFixture {
    @Test
    void looksAtConversationsAndSaysSoAgainEveryFewSeconds() {
        place();
        client.onText(viewing("view", c));

        hubs.expectMessageClass(Hubs.View.class);
        assertHandled(1);
        TIME.timePasses(Duration.ofSeconds(5));
        var again = hubs.expectMessageClass(Hubs.View.class);
        assertThat(again.conversation()).isEqualTo(c);
        assertThat(again.anew()).isFalse();

        client.onText(viewing("unview", c));
        hubs.expectMessageClass(Hubs.Unview.class);
        TIME.timePasses(Duration.ofSeconds(5));
        hubs.expectNoMessage(SHORTLY);
    }

    @Test
    void looksAtTwentyConversationsAtOnceAndTakesAllOfAFrameOrNone() {
        place();
        var ids = LongStream.range(0, 21).mapToObj(_ -> IDS.group(new Random())).toArray(ConversationId[]::new);

        client.onText(viewing("view", ids));
        assertThat(assertError("VALIDATION_ERROR", null).path("details").asText())
                .isEqualTo("conversation_ids: at most 20 are viewed at once");
        hubs.expectNoMessage(SHORTLY);
        client.onText(viewing("view", Arrays.copyOf(ids, 20)));
        hubs.receiveSeveralMessages(20);
        client.onText(viewing("view", ids[20]));

        assertError("VALIDATION_ERROR", null);
        assertHandled(3);
    }

    @Test
    void beginsToLookSixtyTimesAtOnceThenFourTimesInASecond() {
        place();
        beginUntilRefused();

        assertThat(assertError("RATE_LIMITED", null).path("details").asText())
                .isEqualTo("conversation_ids: 60 at once, then one more every 250 ms");
        hubs.expectNoMessage(SHORTLY);
        now.updateAndGet(moment -> moment.plus(Views.ONE_MORE_AFTER));
        client.onText(viewing("view", c));

        assertThat(hubs.expectMessageClass(Hubs.View.class).conversation()).isEqualTo(c);
        assertHandled(62);
        socket.closed.expectNoMessage(SHORTLY);
    }

    @Test
    void namedTwiceInAFrameItIsBegunOnce() {
        place();
        client.onText(viewing("view", c, c, d, c));

        assertThat(hubs.receiveSeveralMessages(2))
                .extracting(view -> ((Hubs.View) view).conversation())
                .containsExactly(c, d);
        hubs.expectNoMessage(SHORTLY);
    }

    @Test
    void isClosedOnceItHasBeenRefusedTenTimesInARow() {
        place();
        beginUntilRefused();
        assertError("RATE_LIMITED", null);
        for (var n = 2; n < 10; n++) {
            client.onText(viewing("view", c));
            assertError("RATE_LIMITED", null);
        }
        now.updateAndGet(moment -> moment.plus(Views.ONE_MORE_AFTER));
        client.onText(viewing("view", c));
        hubs.expectMessageClass(Hubs.View.class);

        for (var n = 1; n < 10; n++) {
            client.onText(viewing("view", c));
            assertError("RATE_LIMITED", null);
        }
        socket.closed.expectNoMessage(SHORTLY);
        client.onText(viewing("view", c));

        assertError("RATE_LIMITED", null);
        socket.closed.expectMessage(CloseCode.POLICY_VIOLATION);
    }

    @Test
    void isShownWhoTypesWhereItLooksOnly() {
        place();
        client.onText(viewing("view", c));
        var frame = new ServerFrame.Typing(c.value(), BOB.value()).encoded();

        chat.tell(new ChatSocket.FromHub(d, new HubNotice.Shown(frame)));
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Shown(frame)));

        assertFrame("""
                {"type": "typing", "conversation_id": "%s", "user_id": "%s"}""".formatted(c, BOB));
        socket.frames.expectNoMessage(SHORTLY);
    }

    @Test
    void saysWhereItMayNotLookAndLooksThereNoMore() {
        place();
        client.onText(viewing("view", c));
        hubs.expectMessageClass(Hubs.View.class);

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.ViewRefused(ErrorCode.NOT_CONVERSATION_MEMBER)));

        assertThat(assertError("NOT_CONVERSATION_MEMBER", null)
                        .path("conversation_id")
                        .asText())
                .isEqualTo(c.value());
        TIME.timePasses(Duration.ofSeconds(5));
        hubs.expectNoMessage(SHORTLY);
    }

    @Test
    void attachesFirstWhereThereAreManyMembersAndSaysWhenItHasProvenThatItMay() {
        place(new Standing(c, 5));
        client.onText(viewing("view", c));
        assertThat(hubs.expectMessageClass(Hubs.View.class).proven()).isFalse();

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.AttachFirst()));
        prove(c, 5);
        TIME.timePasses(Duration.ofSeconds(5));

        assertThat(hubs.expectMessageClass(Hubs.View.class).proven()).isTrue();
    }

    @Test
    void saysOnceThatItMayNotLookWhereThereAreManyMembers() {
        place();
        client.onText(viewing("view", c));
        hubs.expectMessageClass(Hubs.View.class);

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.AttachFirst()));
        attach(c, 5);
        expectPull(c, 0).refuse(ErrorCode.NOT_CONVERSATION_MEMBER);

        assertError("NOT_CONVERSATION_MEMBER", null);
        assertThat(hubs.expectMessageClass(Hubs.Unview.class).conversation()).isEqualTo(c);
        TIME.timePasses(Duration.ofSeconds(5));
        hubs.expectNoMessage(SHORTLY);
    }

    @Test
    void tellsItsConversationThatItsUserTypesAtMostOnceInASecond() {
        var typing = "{\"type\": \"typing\", \"conversation_id\": \"%s\"}".formatted(c);
        client.onText(typing);
        client.onText(typing);
        var shown = entity(c).expectMessageClass(ConversationHubs.ShowTyping.class);
        assertThat(shown.user()).isEqualTo(ALICE);
        shown.replyTo().tell(StatusReply.ack());
        assertHandled(2);
        entity(c).expectNoMessage(SHORTLY);

        now.updateAndGet(moment -> moment.plusSeconds(1));
        client.onText(typing);
        entity(c)
                .expectMessageClass(ConversationHubs.ShowTyping.class)
                .replyTo()
                .tell(ErrorCode.FORBIDDEN.refusal());

        assertThat(assertError("FORBIDDEN", null).path("conversation_id").asText())
                .isEqualTo(c.value());
        assertHandled(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "view"}                                  | conversation_ids: is required
            {"type": "view", "conversation_ids": []}          | conversation_ids: is required
            {"type": "unview", "conversation_ids": null}      | conversation_ids: is required
            """)
    void saysWhatIsWrongWithWhatItIsToLookAt(String text, String details) {
        client.onText(text);

        assertThat(assertError("VALIDATION_ERROR", null).path("details").asText())
                .isEqualTo(details);
        assertHandled(1);
    }

    private void beginUntilRefused() {
        for (var n = 0; n <= Views.AT_ONCE; n++) {
            client.onText(viewing("view", c));
        }
        hubs.receiveSeveralMessages(Views.AT_ONCE);
    }
}

package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.ErrorCode;

class SyncTest extends ChatFixture {
    @Test
    void bringsEverythingAfterTheNamedPositionsAndAllOfWhatWasNotNamed() {
        place(new Standing(c, 5), new Standing(d, 2));
        client.onText(sync(c, 3));
        assertHandled(0);
        list(new Standing(c, 5), new Standing(d, 2));
        assertHandled(1);

        expectPull(c, 3).accept(5, 4, 5);
        expectMessages(c, 4, 5);
        assertSynced(c, 5, false);
        expectPull(d, 0).accept(2, 1, 2);
        expectMessages(d, 1, 2);
        assertSynced(d, 2, false);
    }

    @Test
    void takesAPositionAsAnObjectToo() {
        place();
        client.onText("{\"type\": \"sync\", \"conversations\": {\"%s\": {\"sequence_number\": 4}}}"
                .formatted(c.value().toUpperCase(Locale.ROOT)));
        list();

        expectPull(c, 4).accept(4, 5, 4);
        assertSynced(c, 4, false);
    }

    @Test
    void saysThatMoreIsToComeUntilEverythingIsThere() {
        place(new Standing(c, 120));
        client.onText(sync(c, 0));
        list(new Standing(c, 120));

        expectPull(c, 0).accept(120, 1, 50);
        socket.frames.receiveSeveralMessages(50);
        assertSynced(c, 50, true);
        expectPull(c, 50).accept(120, 51, 100);
        socket.frames.receiveSeveralMessages(50);
        assertSynced(c, 100, true);
        expectPull(c, 100).accept(120, 101, 120);
        socket.frames.receiveSeveralMessages(20);
        assertSynced(c, 120, false);
        entity(c).expectNoMessage(SHORTLY);
    }

    @Test
    void anAnswerFromBeforeTheSyncDoesNotEndIt() {
        place(new Standing(c, 5));
        release();
        push(c, 7);
        var pull = expectPull(c, 5);

        client.onText(sync(c, 8));
        list(new Standing(c, 5));
        pull.accept(7, 6, 7);
        socket.frames.expectNoMessage(SHORTLY);
        expectPull(c, 8).accept(9, 9, 9);

        expectMessages(c, 9);
        assertSynced(c, 9, false);
    }

    @Test
    void anAnswerFromBeforeTheSyncIsNotShownWhileTheSyncReadsItsList() {
        place(new Standing(c, 5));
        release();
        push(c, 7);
        var pull = expectPull(c, 5);

        client.onText(sync(c, 8));
        var listing = listings.receiveMessage();
        pull.accept(7, 6, 7);
        socket.frames.expectNoMessage(SHORTLY);
        listing.complete(List.of(new Standing(c, 5)));

        expectPull(c, 8).accept(9, 9, 9);
        expectMessages(c, 9);
    }

    @Test
    void aPositionTheClientMadeUpIsPutRight() {
        place(new Standing(c, 5));
        client.onText(sync(c, 1_000));
        list(new Standing(c, 5));
        expectPull(c, 1_000).accept(5, 1, 0);
        assertSynced(c, 5, false);

        push(c, 6);

        expectMessages(c, 6);
    }

    @Test
    void saysWhichConversationIsNotTheClients() {
        place();
        client.onText(sync(c, 3));
        list();
        expectPull(c, 3).refuse(ErrorCode.NOT_CONVERSATION_MEMBER);

        assertThat(assertError("NOT_CONVERSATION_MEMBER", null)
                        .path("conversation_id")
                        .asText())
                .isEqualTo(c.value());
        TIME.timePasses(Duration.ofMinutes(1));
        entity(c).expectNoMessage(SHORTLY);
    }

    @Test
    void isReadOnOnlyWhenMostOfWhatItNamedHasBeenAskedFor() {
        place();
        socket.room.set(0);
        client.onText("{\"type\": \"sync\", \"conversations\": {%s}}"
                .formatted(IntStream.rangeClosed(0, Backlog.WAITING_FOR_SYNC)
                        .mapToObj(_ -> "\"%s\": 1".formatted(UUID.randomUUID()))
                        .collect(Collectors.joining(", "))));
        list();
        client.onText("{\"type\": \"ping\"}");
        assertFrame("{\"type\": \"pong\"}");
        assertHandled(1);

        socket.room.set(2);
        client.onRoom();

        assertError("CONVERSATION_NOT_FOUND", null);
        assertHandled(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "sync", "conversations": {"no id": 1}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": null}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": -1}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": 1.5}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": "1"}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": {}}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": 9223372036854775808}}
            {"type": "sync", "conversations": []}
            """)
    void survivesPositionsThatAreNone(String text) {
        client.onText(text);
        assertError("VALIDATION_ERROR", null);

        client.onText("{\"type\": \"ping\"}");

        assertFrame("{\"type\": \"pong\"}");
        assertHandled(2);
    }
}

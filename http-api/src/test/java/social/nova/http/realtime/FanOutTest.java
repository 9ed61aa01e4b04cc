package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Deleted;
import social.nova.protocols.conversation.ConversationChanges.Left;
import social.nova.protocols.conversation.ConversationId;

class FanOutTest {
    private static final ConversationId CONVERSATION = new ConversationId(new UUID(1, 2).toString());
    private static final UserId USER = UserId.of(new UUID(3, 4));

    private final List<TestInbox<ChatSocket.Event>> sockets = new ArrayList<>();
    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Long> finished = new ArrayList<>();
    private int turns;
    private int rests;
    private final FanOut fanOut = new FanOut(
            CONVERSATION,
            new FanOut.Pace() {
                @Override
                public void giveWay() {
                    turns++;
                }

                @Override
                public void rest() {
                    rests++;
                }
            },
            new HubMeters(new SimpleMeterRegistry()),
            change -> finished.add(change.revision()));

    @Test
    void givesOthersATurnAfterAFew() {
        attach(20);

        pass(1);

        assertThat(shown()).isEqualTo(FanOut.AT_ONCE);
        assertThat(turns).isEqualTo(1);
        fanOut.goOn();
        assertThat(shown()).isEqualTo(2 * FanOut.AT_ONCE);
        assertThat(finished).isEmpty();
        fanOut.goOn();
        assertThat(shown()).isEqualTo(20);
        assertThat(finished).containsExactly(1L);
        assertThat(turns).isEqualTo(2);
    }

    @Test
    void fewTakeNoTurnsAndNoRest() {
        attach(FanOut.AT_ONCE);

        pass(1, 2);

        assertThat(rounds(0)).containsExactly(List.of(1L), List.of(2L));
        assertThat(finished).containsExactly(1L, 2L);
        assertThat(turns + rests).isZero();
    }

    @Test
    void whatComesDuringARoundAndTheRestAfterItGoesTogetherInTheNext() {
        attach(20);

        pass(1, 2);
        goOn();
        pass(3);
        assertThat(finished).containsExactly(1L);
        fanOut.rested();
        goOn();

        assertThat(rests).isEqualTo(2);
        assertThat(finished).containsExactly(1L, 2L, 3L);
        for (var n = 0; n < 20; n++) {
            assertThat(rounds(n)).containsExactly(List.of(1L), List.of(2L, 3L));
        }
    }

    @Test
    void theNextFollowsAtOnceWhereTheRestEndedDuringTheRound() {
        attach(20);
        pass(1, 2);

        fanOut.rested();
        goOn();

        assertThat(finished).containsExactly(1L, 2L);
    }

    @Test
    void whatComesAfterTheRestGoesAtOnce() {
        attach(20);
        pass(1);
        goOn();
        fanOut.rested();

        pass(2);

        assertThat(rounds(0)).containsExactly(List.of(1L), List.of(2L));
    }

    // Whom their session tells first, or who asks for what is missing, is turned away from then on.
    @Test
    void aRemovalAndWhatIsBeforeItWaitForNobody() {
        attach(20);
        pass(1, 2);

        remove(3);

        assertThat(finished).containsExactly(1L, 2L, 3L);
        pass(4);
        assertThat(rounds(0)).containsExactly(List.of(1L), List.of(2L, 3L));
        fanOut.rested();
        assertThat(rounds(0)).containsExactly(List.of(4L));
    }

    @Test
    void whoIsAttachedMeanwhileBeginsBehindWhatIsOnItsWay() {
        attach(20);
        pass(1);

        attach(1);
        pass(2);
        fanOut.finish();

        assertThat(rounds(20)).containsExactly(List.of(2L));
    }

    @Test
    void whoLeavesMeanwhileIsPassedNothingMore() {
        attach(20);
        pass(1, 2);

        fanOut.remove(recipients.get(0));
        fanOut.remove(recipients.get(19));
        fanOut.finish();

        assertThat(rounds(0)).containsExactly(List.of(1L));
        assertThat(rounds(19)).isEmpty();
        assertThat(rounds(1)).containsExactly(List.of(1L), List.of(2L));
    }

    @Test
    void passesAllOnAtOnceWhenTooManyChangesWait() {
        attach(20);

        pass(LongStream.rangeClosed(1, FanOut.MOST_WAITING + 2).toArray());

        assertThat(finished)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, FanOut.MOST_WAITING + 1)
                        .boxed()
                        .toList());
        var rounds = rounds(0);
        assertThat(rounds.stream().flatMap(List::stream).toList()).startsWith(finished.toArray(Long[]::new));
        assertThat(rounds).allSatisfy(round -> assertThat(round).hasSizeLessThanOrEqualTo(FanOut.MOST_TOGETHER));
    }

    private void attach(int many) {
        IntStream.range(0, many).forEach(_ -> {
            TestInbox<ChatSocket.Event> socket = TestInbox.create();
            var recipient = new Recipient(USER, socket.getRef());
            sockets.add(socket);
            recipients.add(recipient);
            fanOut.add(recipient);
        });
    }

    private void pass(long... revisions) {
        for (var n : revisions) {
            pass(new Change(n, n - 1, new Deleted(1, USER, Instant.EPOCH)));
        }
    }

    private void remove(long revision) {
        pass(new Change(revision, revision - 1, new Left(USER, USER, null, Instant.EPOCH)));
    }

    private void pass(Change change) {
        var frame = Frame.text(Long.toString(change.revision()).getBytes(StandardCharsets.US_ASCII));
        fanOut.pass(change, new EncodedChange(change.revision(), change.follows(), 0, false, frame));
    }

    private void goOn() {
        for (; turns > 0; turns--) {
            fanOut.goOn();
        }
    }

    private long shown() {
        return sockets.stream().filter(TestInbox::hasMessages).count();
    }

    private List<List<Long>> rounds(int socket) {
        return sockets.get(socket).getAllReceived().stream()
                .map(event -> (HubNotice.Passed) ((ChatSocket.FromHub) event).notice())
                .map(passed ->
                        passed.changes().stream().map(EncodedChange::revision).toList())
                .toList();
    }
}

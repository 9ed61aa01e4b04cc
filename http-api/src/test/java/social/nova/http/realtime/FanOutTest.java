package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
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
import social.nova.protocols.conversation.ConversationChanges.Left;
import social.nova.protocols.conversation.ConversationId;

class FanOutTest {
    private static final ConversationId CONVERSATION = new ConversationId(new UUID(1, 2).toString());
    private static final UserId USER = UserId.of(new UUID(3, 4));

    private int turns;
    private final List<TestInbox<ChatSocket.Event>> sockets = new ArrayList<>();
    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Long> finished = new ArrayList<>();
    private final FanOut fanOut = new FanOut(CONVERSATION, () -> turns++, change -> finished.add(change.revision()));

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
    void fewTakeNoTurns() {
        attach(FanOut.AT_ONCE);

        pass(1);

        assertThat(shown()).isEqualTo(FanOut.AT_ONCE);
        assertThat(finished).containsExactly(1L);
        assertThat(turns).isZero();
    }

    @Test
    void allHaveOneChangeBeforeTheNextBegins() {
        attach(20);

        pass(1, 2, 3);
        while (turns-- > 0) {
            fanOut.goOn();
        }

        assertThat(finished).containsExactly(1L, 2L, 3L);
        for (var n = 0; n < 20; n++) {
            assertThat(revisions(n)).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void whoIsAttachedMeanwhileBeginsBehindWhatIsOnItsWay() {
        attach(20);
        pass(1);

        attach(1);
        pass(2);
        fanOut.finish();

        assertThat(revisions(20)).containsExactly(2L);
    }

    @Test
    void whoLeavesMeanwhileIsPassedNothingMore() {
        attach(20);
        pass(1, 2);

        fanOut.remove(recipients.get(0));
        fanOut.remove(recipients.get(19));
        fanOut.finish();

        assertThat(revisions(0)).containsExactly(1L);
        assertThat(revisions(19)).isEmpty();
        assertThat(revisions(1)).containsExactly(1L, 2L);
    }

    @Test
    void passesAllOnAtOnceWhenTooManyChangesWait() {
        attach(20);

        pass(LongStream.rangeClosed(1, FanOut.MOST_WAITING + 1).toArray());

        assertThat(finished)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, FanOut.MOST_WAITING).boxed().toList());
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
            var frame = Frame.text(Long.toString(n).getBytes(StandardCharsets.US_ASCII));
            var change = new Change(n, n - 1, new Left(USER, USER, null, Instant.EPOCH));
            fanOut.pass(change, new HubNotice.Passed(new EncodedChange(n, n - 1, 0, false, frame)));
        }
    }

    private long shown() {
        return sockets.stream().filter(TestInbox::hasMessages).count();
    }

    private List<Long> revisions(int socket) {
        return sockets.get(socket).getAllReceived().stream()
                .map(event -> ((HubNotice.Passed) ((ChatSocket.FromHub) event).notice())
                        .change()
                        .revision())
                .toList();
    }
}

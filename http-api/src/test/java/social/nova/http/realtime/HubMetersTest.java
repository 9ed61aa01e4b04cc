package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationHubs.GetAll;

class HubMetersTest extends HubFixture {
    @Test
    void countsWhatItIsToldWhatItPullsAndWhatSocketsTake() {
        var notices = start(5);
        attach(bob, laptop, 5);

        tell(notices, 6);
        notices.tell(new ConversationHubs.HeadMoved(9));
        entity.expectMessageClass(GetAll.class).replyTo().tell(ErrorCode.DATABASE_ERROR.refusal());
        counted("nova.hub.pulls", "failed", 1);
        TIME.timePasses(Duration.ofSeconds(1));
        answer(entity.expectMessageClass(GetAll.class), 9, 9, 7, 9);

        var bytes = LongStream.rangeClosed(6, 9)
                .mapToDouble(_ -> passed(phone).frame().size())
                .sum();
        expectPassed(laptop, 6, 7, 8, 9);
        counted("nova.hub.told", "change", 1);
        counted("nova.hub.told", "head", 1);
        counted("nova.hub.pulls", "done", 1);
        counted("nova.hub.changes", "told", 1);
        counted("nova.hub.changes", "pull", 3);
        counted("nova.hub.passed", "", 8);
        counted("nova.hub.passed.bytes", "", 2 * bytes);
        counted("nova.hub.passed.over", "", 0);
    }

    @Test
    void countsWhatFindsNoRoomInASocketOrDuringAPull() {
        var notices = start(5);

        tell(notices, LongStream.rangeClosed(6, 5 + Recipient.MOST_IN_HAND + 3).toArray());
        counted("nova.hub.passed.over", "", 3);
        counted("nova.hub.passed", "", Recipient.MOST_IN_HAND);

        tell(notices, LongStream.rangeClosed(1_001, 1_210).toArray());
        counted("nova.hub.not.kept", "", 9); // the first is what the pull is for, and 200 wait
    }

    @Test
    void countsHubsTheirSocketsAndWhoIsRefused() {
        start(5);
        attach(bob, laptop, 5);
        hubs.tell(new Hubs.Attach(IDS.group(new Random()), alice));
        counted("nova.hub.refusals", "", 1);
        gauged("nova.hubs.open", 1);
        gauged("nova.hub.sockets", 2);

        laptop.stop();
        gauged("nova.hub.sockets", 1);
        phone.stop();
        gauged("nova.hub.sockets", 0);
        for (var n = 0; n < 3; n++) {
            TIME.timePasses(ConversationHub.SUBSCRIBE_EVERY);
        }
        gauged("nova.hubs.open", 0);
    }

    private void counted(String name, String label, double count) {
        Awaitility.await(name + label)
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(meters.get(name).counters().stream()
                                .filter(counter -> counter.getId().getTags().stream()
                                        .map(Tag::getValue)
                                        .allMatch(label::equals))
                                .mapToDouble(Counter::count)
                                .sum())
                        .isEqualTo(count));
    }

    private void gauged(String name, double value) {
        Awaitility.await(name)
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(meters.get(name).gauge().value()).isEqualTo(value));
    }
}

package social.nova.cluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;

class PulseTest {
    private static final ActorTestKit ACTORS = TestActors.startInRealTime();
    private static final Duration TOLERATED = Duration.ofMillis(6_500);

    /// Begins close to where it overflows, as [System#nanoTime] may.
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);

    private final AtomicInteger ends = new AtomicInteger();
    private final Pulse pulse = new Pulse(now::get, TOLERATED, ends::incrementAndGet);

    private record Ask(ActorRef<StatusReply<Done>> replyTo) implements Answerable<Done> {}

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void begin() {
        pulse.begin();
    }

    // Until it joins, nobody waits for a node.
    @Test
    void aStartThatTakesLongIsNoGap() {
        var starting = new Pulse(now::get, TOLERATED, ends::incrementAndGet);
        pass(Duration.ofSeconds(20));
        assertThat(starting.isLost()).isFalse();

        starting.begin();
        starting.beat();

        assertThat(starting.isLost()).isFalse();
        assertThat(ends).hasValue(0);
    }

    @Test
    void isNotLostWhileItBeatsHoweverLong() {
        for (var n = 0; n < 1_000; n++) {
            pass(Duration.ofMillis(100));
            pulse.beat();
        }

        assertThat(pulse.isLost()).isFalse();
    }

    @Test
    void aPauseThatTheOthersTolerateIsForgiven() {
        for (var n = 0; n < 3; n++) {
            pass(TOLERATED);
            assertThat(pulse.isLost()).isFalse();
            pulse.beat();
        }

        assertThat(ends).hasValue(0);
    }

    @Test
    void howLongANodeTakesToStartIsNoGap() {
        pass(TOLERATED.multipliedBy(3));

        pulse.start();

        assertThat(pulse.isLost()).isFalse();
        assertThat(ends).hasValue(0);
        pulse.close();
    }

    @Test
    void whoAsksBeforeTheNextBeatKnowsOfTheGap() {
        pass(TOLERATED.plusNanos(1));

        assertThat(pulse.isLost()).isTrue();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aBeatAfterTheGapDoesNotHideIt() {
        pass(TOLERATED.plusNanos(1));
        pulse.beat();

        assertThat(pulse.isLost()).isTrue();
    }

    @Test
    void aGapInTheMiddleOfABeatIsSeen() {
        var looks = new AtomicInteger();
        var afterTheSecondLook = TOLERATED.toNanos() + 1;
        var halting = new Pulse(
                () -> looks.incrementAndGet() <= 2 ? 0 : afterTheSecondLook, TOLERATED, ends::incrementAndGet);

        halting.begin();
        halting.beat();

        assertThat(halting.isLost()).isTrue();
    }

    @Test
    void neverComesBackAndEndsTheNodeOnce() {
        pass(Duration.ofSeconds(20));

        for (var n = 0; n < 100; n++) {
            pass(Duration.ofMillis(100));
            pulse.beat();
            assertThat(pulse.isLost()).isTrue();
        }
        assertThat(ends).hasValue(1);
    }

    @Test
    void anEntityObeysNobodyOnceItIsLost() {
        var asker = ACTORS.<StatusReply<Done>>createTestProbe();
        var entity = ACTORS.spawn(pulse.guarding(Ask.class, Behaviors.receiveMessage(ask -> {
            ask.replyTo().tell(StatusReply.ack());
            return Behaviors.same();
        })));
        entity.tell(new Ask(asker.ref()));
        asker.expectMessage(StatusReply.ack());

        pass(Duration.ofSeconds(20));
        entity.tell(new Ask(asker.ref()));

        asker.expectMessage(ErrorCode.SERVICE_UNAVAILABLE.refusal());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}

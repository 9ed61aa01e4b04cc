package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RecurringTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void goesOnAfterAFailure() throws Exception {
        var times = new CountDownLatch(3);

        Recurring.every(
                Duration.ofMillis(1),
                () -> {
                    times.countDown();
                    throw new IllegalStateException("this once");
                },
                ACTORS.system());

        assertThat(times.await(30, TimeUnit.SECONDS)).isTrue();
    }
}

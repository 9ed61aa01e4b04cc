package social.nova.persistence.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.consumer.TestEffects;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.event.DomainEvent.MemberJoined;

class OutboxMetersTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final OutboxMeters meters =
            new OutboxMeters(registry, TestDatabase.get(), InstantSource.offset(InstantSource.system(), HOUR));

    @BeforeEach
    void empty() throws Exception {
        TestEffects.execute("DELETE FROM outbox");
    }

    @Test
    void knowsNothingBeforeItHasLooked() {
        assertThat(gauge("nova.outbox.waiting")).isNaN();
        assertThat(gauge("nova.outbox.oldest")).isNaN();
    }

    @Test
    void tellsHowManyWaitAndHowOldTheOldestIs() throws Exception {
        write(1);
        write(2);

        meters.measure();

        eventually(() -> assertThat(gauge("nova.outbox.waiting")).isEqualTo(2));
        assertThat(gauge("nova.outbox.oldest")).isBetween(HOUR.toSeconds() - 5.0, HOUR.toSeconds() + 60.0);
    }

    @Test
    void anEmptyOutboxHasNoAge() {
        meters.measure();

        eventually(() -> assertThat(gauge("nova.outbox.waiting")).isZero());
        assertThat(gauge("nova.outbox.oldest")).isZero();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
    }

    private static void write(long revision) throws Exception {
        try (var transaction = TestDatabase.connect()) {
            var conversation = new ConversationId(UUID.randomUUID().toString());
            Outbox.write(transaction, new MemberJoined(conversation, UserId.of(UUID.randomUUID()), revision));
            transaction.commit();
        }
    }
}

package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import social.nova.cluster.pulse.Pulse;
import social.nova.http.health.Health;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Shards;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationIds;

/// No request is let in before the node is warm.
class WarmUpTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final CompletionStage<Done> THERE = CompletableFuture.completedStage(Done.getInstance());
    private static final int ASKED_OF_A_TYPE = Shards.NUMBER_OF_SHARDS / 4;

    private static final TestCluster CLUSTER = new TestCluster();

    private final Health health = new Health(List.of());

    @BeforeAll
    static void start() {
        CLUSTER.startEntities();
        CLUSTER.join();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @BeforeEach
    void nobodyAnswers() {
        CLUSTER.silence();
    }

    static List<EntityTypeKey<?>> types() {
        return Entities.TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeOfEntityHasToAnswer(EntityTypeKey<?> type) {
        Entities.TYPES.stream().filter(other -> !other.equals(type)).forEach(WarmUpTest::answers);

        warmUp(THERE);

        await(() -> Entities.TYPES.stream().allMatch(every -> CLUSTER.asked(every) >= ASKED_OF_A_TYPE));
        await(() -> CLUSTER.asked(type) > 2 * ASKED_OF_A_TYPE); // asked again and again
        assertThat(health.phase()).isEqualTo(Health.Phase.STARTING);
        assertThat(health.ready()).isFalse();

        answers(type);
        await(health::ready);
    }

    @Test
    void thatSomethingIsAwayIsNoAnswer() {
        Entities.TYPES.forEach(WarmUpTest::answers);
        CLUSTER.answer(Conversation.TYPE_KEY, ErrorCode.DATABASE_ERROR);

        warmUp(THERE);

        await(() -> CLUSTER.asked(Conversation.TYPE_KEY) > 2 * ASKED_OF_A_TYPE);
        assertThat(health.ready()).isFalse();

        answers(Conversation.TYPE_KEY);
        await(health::ready);
    }

    @Test
    void whatElseMustBeThereIsWaitedFor() {
        var keys = new CompletableFuture<Done>();
        Entities.TYPES.forEach(WarmUpTest::answers);

        warmUp(keys);

        await(() -> Entities.TYPES.stream().allMatch(every -> CLUSTER.asked(every) >= ASKED_OF_A_TYPE));
        assertThat(health.ready()).isFalse();

        keys.complete(Done.getInstance());
        await(health::ready);
    }

    private void warmUp(CompletionStage<Done> before) {
        var entities = new Entities(CLUSTER.system(), new Pulse(System::nanoTime, Duration.ofHours(1), () -> {}));
        var ids = new ConversationIds(new byte[32]);
        var _ = new WarmUp(CLUSTER.system(), ids, entities, Duration.ofMillis(300)).thenServe(health, before);
    }

    private static void answers(EntityTypeKey<?> type) {
        CLUSTER.answer(type, ErrorCode.USER_NOT_FOUND);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(WITHIN).until(condition);
    }
}

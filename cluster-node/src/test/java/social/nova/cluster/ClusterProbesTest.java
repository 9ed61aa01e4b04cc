package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ClusterProbesTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @Test
    void aNodeIsThereOnceItIsAMemberAndEveryTypeOfEntityIsCoordinated() {
        try (var cluster = new TestCluster()) {
            var probes = new ClusterProbes(cluster.system(), Entities.TYPES);
            assertThat(isThere(probes::membership)).isFalse();
            assertThat(isThere(probes::sharding)).as("without regions").isFalse();

            cluster.startEntities();
            assertThat(isThere(probes::sharding)).as("without a coordinator").isFalse();

            cluster.join();
            Awaitility.await().atMost(WITHIN).until(() -> isThere(probes::membership));
            Awaitility.await().atMost(WITHIN).until(() -> isThere(probes::sharding));

            var another = EntityTypeKey.create(String.class, "Another");
            var more =
                    Stream.concat(Entities.TYPES.stream(), Stream.of(another)).toList();
            assertThat(isThere(new ClusterProbes(cluster.system(), more)::sharding))
                    .as("with a type that nobody has started")
                    .isFalse();
            assertThat(isThere(new ClusterProbes(cluster.system(), List.of(another))::sharding))
                    .isFalse();
        }
    }

    private static boolean isThere(Supplier<CompletionStage<?>> question) {
        try {
            question.get().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | IllegalArgumentException | IllegalStateException away) {
            return false;
        } catch (InterruptedException | TimeoutException neither) {
            throw new AssertionError("Every question is answered, or fails", neither);
        }
    }
}

package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.loadtest.chaos.Workload;
import social.nova.loadtest.fault.Fault.Partition;
import social.nova.loadtest.fault.Testbed;
import social.nova.loadtest.fault.Victim;
import social.nova.loadtest.history.History;
import social.nova.loadtest.run.Installation;

/// Three nodes on hosts of their own, of which one loses the other two while all of them go on reaching the
/// database: the journal must have one writer, and the smaller side must go.
///
/// Before others, so that no other nodes run beside its own.
@Order(2)
@EnabledIf(value = "social.nova.loadtest.fault.Lan#isPossible", disabledReason = "needs root and the command ip")
class PartitionIT {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionIT.class);
    private static final long SEED = 20_261_127;
    private static final Path DATA = Path.of("target", "partition-it-" + UUID.randomUUID());

    @Test
    void nothingIsLostDoubledOrReorderedWhenTheNetworkIsCutBetweenNodes() {
        try (var bed = Testbed.onHosts(new Installation(Path.of(".."), Path.of("target")), DATA, 3, Map.of(), SEED);
                var history = new History(DATA.resolve("partition.jsonl"));
                var workload = Workload.start(bed, history, 3, Duration.ofMillis(200), SEED)) {

            var outages = Stream.of(
                            new Partition(Victim.HOLDER, Duration.ofSeconds(4)),
                            new Partition(Victim.HOLDER, Duration.ofSeconds(40)))
                    .map(workload::strike)
                    .toList();

            outages.forEach(outage -> LOG.info("{}", outage));
            assertThat(workload.finish().violations()).isEmpty();
            assertThat(outages)
                    .allSatisfy(outage -> assertThat(outage.silence()).isLessThan(Duration.ofSeconds(60)));
        }
    }
}

package social.nova.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MetersTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();

    private final Meters meters = new Meters();

    sealed interface Told {}

    record Hello() implements Told {}

    record Go() implements Told {}

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void countsTheEntitiesThatAreThereAndWhatTheyAreTold() {
        var counted = new EntityMeters(meters.registry(), "Greeter");
        var first = ACTORS.spawn(counted.counting(Told.class, greeter()));
        ACTORS.spawn(counted.counting(Told.class, greeter()));

        first.tell(new Hello());
        first.tell(new Hello());
        first.tell(new Go());

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(meters.registry().scrape())
                        .contains("nova_entities_active{entity=\"Greeter\"} 1.0")
                        .contains("nova_entities_started_total{entity=\"Greeter\"} 2.0")
                        .contains("nova_entities_stopped_total{entity=\"Greeter\"} 1.0")
                        .contains("nova_entity_commands_total{command=\"Hello\",entity=\"Greeter\"} 2.0"));
    }

    @Test
    void timesTheJournalByTheTypeOfItsEntity() {
        meters.journal().written("Conversation|0000", System.nanoTime(), false);
        meters.journal().written("Conversation|0001", System.nanoTime(), true);
        meters.journal()
                .replayed("User|0000", System.nanoTime() - Duration.ofSeconds(2).toNanos(), false);

        assertThat(meters.registry().scrape())
                .contains("nova_journal_writes_seconds_count{entity=\"Conversation\",outcome=\"done\"} 1")
                .contains("nova_journal_writes_seconds_count{entity=\"Conversation\",outcome=\"failed\"} 1")
                .contains("nova_journal_replays_seconds_bucket{entity=\"User\",outcome=\"done\",le=\"1.0\"} 0")
                .contains("nova_journal_replays_seconds_bucket{entity=\"User\",outcome=\"done\",le=\"5.0\"} 1")
                .doesNotContain("|000");
    }

    private static Behavior<Told> greeter() {
        return Behaviors.receiveMessage(told -> told instanceof Go ? Behaviors.stopped() : Behaviors.same());
    }
}

package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import social.nova.protocols.contract.Service;

/// The tables of `docs/12-metrics.md` and what a node counts are the same.
class DocumentedMetricsTest {
    /// Each operation brings some 15 for each status it was answered with.
    private static final int MOST_SERIES = 10_000;

    /// What a node may have nothing to count for: no feature listens to Kafka yet, none of these entities has been
    /// elsewhere before, and of collections nobody knows when they come.
    private static final Set<String> MAY_BE_MISSING = Set.of(
            "nova_consumer_records_total counter",
            "nova_consumer_failures_total counter",
            "nova_journal_replays_seconds histogram",
            "jvm_gc_pause_seconds summary",
            "jvm_gc_concurrent_phase_time_seconds summary");

    @BeforeAll
    static void everythingHappensOnce() {
        Cases.of(Scene.set()).forEach(Case::send);
    }

    @Test
    void everyMetricOfTheTablesIsThere() {
        var documented = MetricsTable.documented().metrics();
        assertThat(documented.keySet()).containsAll(MAY_BE_MISSING).hasSizeGreaterThan(50);

        eventually(metrics -> {
            var missing = new TreeSet<>(documented.keySet());
            missing.removeAll(metrics.keySet());
            assertThat(MAY_BE_MISSING).containsAll(missing);
        });
    }

    @Test
    void everyMetricIsInTheTablesWithItsLabels() {
        var documented = MetricsTable.documented().metrics();

        eventually(metrics -> assertThat(documented).containsAllEntriesOf(metrics));
    }

    @Test
    void nothingThatGrowsWithPeopleOrTheirThingsIsALabel() {
        assertThat(MetricsTable.values(scrape()))
                .noneMatch(value -> value.matches("(?i).*([0-9a-f]{8}-|@|\\d{6}).*"))
                .noneMatch(value -> value.length() > 100);
        assertThat(scrape().lines().filter(line -> !line.startsWith("#"))).hasSizeLessThan(MOST_SERIES);
    }

    @Test
    void aMetricThatTheTablesDoNotHaveIsNoticed() {
        var planted = scrape() + "# TYPE nova_planted_total counter\nnova_planted_total{kind=\"x\"} 1.0\n";

        assertThat(MetricsTable.scraped(planted).metrics()).containsEntry("nova_planted_total counter", "kind");
    }

    @Test
    void everyAlarmIsAboutWhatIsInTheTables() {
        var documented = MetricsTable.documented();

        assertThat(MetricsTable.alarms())
                .hasSizeGreaterThan(8)
                .allSatisfy(alarm ->
                        assertThat(documented.unknownTo(alarm)).as(alarm).isEmpty());
    }

    @Test
    void anAlarmThatNeverRingsIsNoticed() {
        var counted = new MetricsTable(Map.of("nova_things_total counter", "kind", "nova_works_seconds summary", ""));

        assertThat(counted.unknownTo("nova_things_total{kind=\"x\"} grows, or nova_works_seconds_max > 60"))
                .isEmpty();
        assertThat(counted.unknownTo("nova_thing_total grows")).containsExactly("nova_thing_total");
        assertThat(counted.unknownTo("nova_things_total_max grows")).containsExactly("nova_things_total_max");
        assertThat(counted.unknownTo("nova_things_total{way=\"x\"} > 0")).containsExactly("nova_things_total way");
        assertThat(counted.unknownTo("things grow")).isNotEmpty();
    }

    private static void eventually(Consumer<Map<String, String>> assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertion.accept(MetricsTable.scraped(scrape()).metrics()));
    }

    private static String scrape() {
        var answer = Wire.send(Service.USER, "GET", "/metrics", Map.of(), "");
        return new String(answer.answer().toArray(), StandardCharsets.UTF_8);
    }
}

package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import social.nova.protocols.contract.Service;

/// What a running node without Redis and Kafka tells of what is behind it.
class ReadinessTest {
    private static final String THERE = "connected";
    private static final String AWAY = "disconnected";
    private static final List<String> REQUIRED = List.of("database", "cluster", "sharding");

    @Test
    void readinessTellsEverythingBehindANodeAndWhatItCannotDoWithout() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            for (var service : Service.values()) {
                var ready = get(service, "/health/ready");

                assertThat(ready.path("status").asText()).isEqualTo("ready");
                assertThat(ready.path("phase").asText()).isEqualTo("serving");
                assertThat(states(ready.path("checks"))).containsExactlyEntriesOf(expected());
                assertThat(required(ready.path("checks"))).isEqualTo(REQUIRED);
            }
        });
    }

    @Test
    void healthTellsTheSame() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var health = get(Service.USER, "/health");

            assertThat(health.path("status").asText()).isEqualTo("degraded");
            expected()
                    .forEach((name, state) ->
                            assertThat(health.path(name).asText()).as(name).isEqualTo(state));
        });
    }

    /// In the order in which they are shown.
    private static Map<String, String> expected() {
        var expected = new LinkedHashMap<String, String>();
        expected.put("database", THERE);
        expected.put("redis", AWAY);
        expected.put("kafka", AWAY);
        expected.put("s3", THERE);
        expected.put("smtp", THERE);
        expected.put("cluster", THERE);
        expected.put("sharding", THERE);
        return expected;
    }

    private static Map<String, String> states(JsonNode checks) {
        var states = new LinkedHashMap<String, String>();
        checks.properties()
                .forEach(check -> states.put(
                        check.getKey(), check.getValue().path("status").asText()));
        return states;
    }

    private static List<String> required(JsonNode checks) {
        return checks.properties().stream()
                .filter(check -> check.getValue().path("required").asBoolean())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static JsonNode get(Service service, String path) {
        var answer = Wire.send(service, "GET", path, Map.of(), "");
        assertThat(answer.status()).isEqualTo(200);
        return Person.json(answer);
    }
}

package social.nova.persistence.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.protocols.settings.HostPort;
import social.nova.protocols.settings.Mistake;
import social.nova.protocols.settings.SettingsReader;

class KafkaSettingsTest {
    private static final String PATH = "nova.persistence.kafka";

    @Test
    void hasDefaults() {
        assertThat(KafkaSettings.from(reader("").section(PATH)))
                .isEqualTo(new KafkaSettings(
                        List.of(new HostPort("localhost", 9092)),
                        "nova-events",
                        "cdc",
                        8,
                        Duration.ofDays(7),
                        Map.of()));
    }

    @Test
    void takesSettingsOfKafkasOwnAndKeepsTheirValuesToItself() {
        var settings = KafkaSettings.from(reader("""
                        nova.persistence.kafka.client {
                          "security.protocol" = SASL_SSL
                          sasl.jaas.config = "a password"
                        }
                        """).section(PATH));

        assertThat(settings.client())
                .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "a password"));
        assertThat(settings.toString()).contains("sasl.jaas.config").doesNotContain("a password");
    }

    @ParameterizedTest
    @CsvSource({
        "brokers, localhost",
        "brokers, 'one:9092,two'",
        "events-topic, 'with space'",
        "events-topic, '..'",
        "cdc-topic, nova-events",
        "partitions, 0",
        "deduplication-retention, 0s"
    })
    void refusesWhatMakesNoSenseByItsKey(String key, String value) {
        var reader = reader("%s.%s = \"%s\"".formatted(PATH, key, value));

        KafkaSettings.from(reader.section(PATH));

        assertThat(reader.mistakes()).extracting(Mistake::key).containsExactly(PATH + "." + key);
    }

    private static SettingsReader reader(String hocon) {
        return SettingsReader.of(Map.of(), ConfigFactory.parseString(hocon));
    }
}

package social.nova.persistence.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import social.nova.protocols.settings.HostPort;
import social.nova.protocols.settings.Section;

/// Kafka, as this node uses it.
///
/// @param brokers to begin with; they know the others
/// @param eventsTopic where domain events go
/// @param cdcTopic where the journal's events go
/// @param partitions of a topic that Nova makes, and readers of every consumer
/// @param deduplicationRetention how long a consumer remembers an event it has applied
/// @param client further settings of every client, by Kafka's names; may hold secrets
public record KafkaSettings(
        List<HostPort> brokers,
        String eventsTopic,
        String cdcTopic,
        int partitions,
        Duration deduplicationRetention,
        Map<String, String> client) {

    public static KafkaSettings from(Section kafka) {
        var eventsTopic = topic(kafka, "events-topic");
        var cdcTopic = topic(kafka, "cdc-topic");
        if (kafka.areSound("events-topic", "cdc-topic") && eventsTopic.equals(cdcTopic)) {
            kafka.wrong("cdc-topic", cdcTopic, "the same as events-topic", "a topic of its own");
        }
        return new KafkaSettings(
                kafka.hostPorts("brokers"),
                eventsTopic,
                cdcTopic,
                kafka.integer("partitions", 1, 1_000),
                kafka.duration("deduplication-retention", Duration.ofHours(1), Duration.ofDays(365)),
                kafka.texts("client"));
    }

    /// As Kafka's clients want it.
    String bootstrapServers() {
        return brokers.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }

    private static String topic(Section kafka, String key) {
        return kafka.parsed(key, "a topic's name", KafkaSettings::topicName, "");
    }

    // Kafka's own rule, with room for what is appended.
    private static String topicName(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,200}") || text.matches("\\.{1,2}")) {
            throw new IllegalArgumentException("not made of letters, digits, '.', '_' and '-'");
        }
        return text;
    }

    @Override
    public String toString() {
        return "KafkaSettings[brokers=%s, eventsTopic=%s, cdcTopic=%s, partitions=%d, client=%s]"
                .formatted(brokers, eventsTopic, cdcTopic, partitions, client.keySet());
    }
}

package social.nova.persistence.consumer;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A record that a consumer could not apply, and why. Key, value and headers stay as they came, so that the
/// record can be put back as it was.
record DeadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
    // Where the brokers' limit is 1 MiB for a record as a whole, this leaves room for key and headers.
    private static final int LARGEST_VALUE = 900 * 1024;
    private static final byte[] NOTHING = {};
    private static final int LONGEST_REASON = 1_000;

    /// @param topic of dead letters
    ProducerRecord<byte[], byte[]> toRecord(String topic, String consumer) {
        var tooLarge = record.value() != null && record.value().length > LARGEST_VALUE;
        var letter = new ProducerRecord<>(topic, record.key(), tooLarge ? NOTHING : record.value());
        record.headers().forEach(letter.headers()::add);
        header(letter, "dead-letter-reason", tooLarge ? "Value left out for its size. " + reason : reason);
        header(letter, "dead-letter-consumer", consumer);
        header(letter, "dead-letter-topic", record.topic());
        header(letter, "dead-letter-partition", Integer.toString(record.partition()));
        header(letter, "dead-letter-offset", Long.toString(record.offset()));
        return letter;
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        var cut = value.substring(0, Math.min(value.length(), LONGEST_REASON));
        letter.headers().add(name, cut.getBytes(StandardCharsets.UTF_8));
    }
}

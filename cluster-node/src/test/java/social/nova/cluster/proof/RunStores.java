package social.nova.cluster.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.NovaRun;

/// All that Redis and Kafka of a run hold, read behind Nova's back.
final class RunStores {
    private RunStores() {}

    /// Where a service of the run is, as nodes are told.
    static String address(NovaRun nova, String variable) {
        try {
            return Web.read(Files.readString(nova.data().resolve("run/stack.json")))
                    .path("environment")
                    .path(variable)
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Each key of Redis with its value.
    static List<String> redis(NovaRun nova) {
        var all = new ArrayList<String>();
        try (var redis = new Jedis(address(nova, "REDIS_URL"))) {
            var cursor = ScanParams.SCAN_POINTER_START_BINARY;
            do {
                var page = redis.scan(cursor, new ScanParams().count(1_000));
                for (var key : page.getResult()) {
                    all.add(text(Stream.concat(Stream.of(key), values(redis, key))));
                }
                cursor = page.getCursorAsBytes();
            } while (!text(cursor).equals(ScanParams.SCAN_POINTER_START));
        }
        return all;
    }

    // What has expired since its key was read has no type any more.
    private static Stream<byte[]> values(Jedis redis, byte[] key) {
        var type = redis.type(key);
        return switch (type) {
            case "none" -> Stream.of();
            case "string" -> Stream.ofNullable(redis.get(key));
            case "hash" ->
                redis.hgetAll(key).entrySet().stream().flatMap(field -> Stream.of(field.getKey(), field.getValue()));
            case "list" -> redis.lrange(key, 0, -1).stream();
            case "set" -> redis.smembers(key).stream();
            case "zset" -> redis.zrange(key, 0, -1).stream();
            default -> throw new IllegalStateException("nobody looks into a " + type);
        };
    }

    /// Each record of every topic, dead letters included, with its topic, key and headers.
    static List<String> kafka(NovaRun nova) {
        return kafka(address(nova, "KAFKA_BROKERS"));
    }

    /// The same of a Kafka that is no part of a run.
    static List<String> kafka(String brokers) {
        return records(brokers, RunStores::text);
    }

    /// Each record of every topic, as `to` reads it.
    static <T> List<T> records(NovaRun nova, Function<ConsumerRecord<byte[], byte[]>, T> to) {
        return records(address(nova, "KAFKA_BROKERS"), to);
    }

    private static <T> List<T> records(String brokers, Function<ConsumerRecord<byte[], byte[]>, T> to) {
        var settings = Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            var partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var all = new ArrayList<T>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> all.add(to.apply(record)));
            }
            return all;
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        var headers = Stream.of(record.headers().toArray())
                .map(header -> header.key() + "=" + text(Stream.ofNullable(header.value())));
        return Stream.concat(
                        Stream.of(
                                record.topic(),
                                text(Stream.ofNullable(record.key())),
                                text(Stream.ofNullable(record.value()))),
                        headers)
                .reduce("", (text, part) -> text + " " + part);
    }

    private static String text(Stream<byte[]> parts) {
        return parts.map(RunStores::text).reduce("", (text, part) -> text + " " + part);
    }

    // Every byte is a character, whatever it means.
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

package social.nova.persistence.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Time;
import social.nova.protocols.settings.HostPort;

/// A real broker in this process, as in the embedded stack, that can be stopped and started again at its address.
public final class TestKafka implements AutoCloseable {
    private static final Duration READ_WITHIN = Duration.ofSeconds(30);

    private final Properties properties;
    private final int port = freePort();
    private KafkaRaftServer server;

    /// A broker of the caller's own, for tests that stop it.
    public TestKafka() {
        try {
            var directory = Files.createTempDirectory("nova-kafka-");
            properties = properties(directory, port, freePort());
            format(directory.resolveSibling(directory.getFileName() + ".properties"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server = started();
    }

    /// One broker for all tests of this module that leave it running. Topics are their own.
    public static TestKafka shared() {
        return Shared.BROKER;
    }

    /// Settings with topics that nobody else has.
    public KafkaSettings settings() {
        var suffix = UUID.randomUUID().toString();
        return new KafkaSettings(
                List.of(new HostPort("127.0.0.1", port)),
                "nova-events-" + suffix,
                "cdc-" + suffix,
                4,
                Duration.ofDays(7),
                Map.of());
    }

    public void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    public void start() {
        server = started();
    }

    @Override
    public void close() {
        stop();
    }

    /// Reads the topic from its beginning until `enough` says so; fails after half a minute.
    public List<ConsumerRecord<byte[], byte[]>> read(
            String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "allow.auto.create.topics", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (!enough.test(records)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Only %d records in %s".formatted(records.size(), topic));
                }
                if (assigned(consumer, topic)) {
                    consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                }
            }
        }
        return records;
    }

    /// The first `count` records of the topic.
    public List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        return read(topic, records -> records.size() >= count);
    }

    public boolean hasTopic(String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            return admin.listTopics().names().get(30, TimeUnit.SECONDS).contains(topic);
        }
    }

    /// False while there is no such topic yet.
    private static boolean assigned(KafkaConsumer<?, ?> consumer, String topic) {
        if (consumer.assignment().isEmpty()) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        return !consumer.assignment().isEmpty();
    }

    private KafkaRaftServer started() {
        var started = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        started.startup();
        return started;
    }

    private void format(Path file) throws IOException {
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        var output = new ByteArrayOutputStream();
        var arguments = new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        var exit = StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (exit != 0) {
            throw new IOException("Kafka's storage could not be formatted: " + output.toString(StandardCharsets.UTF_8));
        }
    }

    private static Properties properties(Path directory, int port, int controllerPort) {
        var properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "listeners", "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort),
                "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names", "CONTROLLER",
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs", directory.toString(),
                "log.cleaner.dedupe.buffer.size", "16777216",
                "num.io.threads", "2"));
        properties.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "controlled.shutdown.enable", "false",
                "broker.session.timeout.ms", "2000",
                "broker.heartbeat.interval.ms", "500",
                "num.network.threads", "2",
                "auto.create.topics.enable", "false"));
        return properties;
    }

    private static final class Shared {
        static final TestKafka BROKER = new TestKafka();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

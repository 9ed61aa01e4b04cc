package social.nova.deploy.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import social.nova.deploy.host.DataDirectory;

/// A Kafka broker that is its own controller (KRaft), in this process.
final class KafkaBroker implements EmbeddedService {

    private final KafkaRaftServer server;
    private final int port;

    private KafkaBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    static KafkaBroker start(DataDirectory data, int port, int controllerPort) throws IOException {
        var directory = Files.createDirectories(data.root().resolve("kafka"));
        var properties = properties(directory, port, controllerPort);
        if (!Files.exists(directory.resolve("meta.properties"))) {
            format(data.run().resolve("kafka.properties"), properties);
        }
        var server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        return new KafkaBroker(server, port);
    }

    private static void format(Path file, Properties properties) throws IOException {
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        var output = new ByteArrayOutputStream();
        var arguments =
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString(), "--ignore-formatted"
                };
        var exit = StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (exit != 0) {
            throw new IOException("Kafka's storage could not be formatted: " + output.toString(StandardCharsets.UTF_8));
        }
    }

    private static Properties properties(Path directory, int port, int controllerPort) {
        var broker = StackPorts.HOST + ":" + port;
        var controller = StackPorts.HOST + ":" + controllerPort;
        var properties = new Properties();
        properties.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@" + controller,
                "listeners",
                "PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
                "advertised.listeners",
                "PLAINTEXT://" + broker,
                "controller.listener.names",
                "CONTROLLER",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs",
                directory.toString()));
        // One broker: every internal topic has one replica.
        properties.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1"));
        // A broker that was killed is taken back only when its last session has run out: by default after 9 s.
        properties.putAll(Map.of("broker.session.timeout.ms", "4000", "broker.heartbeat.interval.ms", "1000"));
        // A small machine, and one user who does not want to wait for a group to fill.
        properties.putAll(Map.of(
                "num.partitions", "4",
                "group.initial.rebalance.delay.ms", "0",
                "log.cleaner.dedupe.buffer.size", "16777216",
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "2",
                "auto.create.topics.enable", "true"));
        return properties;
    }

    @Override
    public StackService kind() {
        return StackService.KAFKA;
    }

    @Override
    public String address() {
        return StackPorts.HOST + ":" + port;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("KAFKA_BROKERS", address());
    }

    @Override
    public CompletableFuture<?> ended() {
        return new CompletableFuture<>(); // a fatal fault of the broker ends the process itself
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}

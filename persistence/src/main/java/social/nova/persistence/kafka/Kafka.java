package social.nova.persistence.kafka;

import akka.Done;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The brokers: publishes records in order, and says whether anybody is there.
///
/// No call waits on its caller's thread, and none needs a broker: clients are made when they are first used,
/// since even making one fails while a broker's name cannot be resolved.
public final class Kafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Kafka.class);
    private static final int PING_TIMEOUT_MILLIS = 2_000;
    private static final Duration SLOW = Duration.ofSeconds(10);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final KafkaSettings settings;
    private final Executor executor;
    private final Topics topics;

    private @Nullable Admin admin;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean closed;

    public Kafka(KafkaSettings settings) {
        this.settings = settings;
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("kafka-", 0).factory());
        this.topics = new Topics(this::admin, settings.partitions(), executor);
    }

    public KafkaSettings settings() {
        return settings;
    }

    /// Completes with the cluster's id when a broker answers, and fails within seconds when none does.
    public CompletionStage<String> ping() {
        return CompletableFuture.supplyAsync(
                        () -> admin().describeCluster(new DescribeClusterOptions().timeoutMs(PING_TIMEOUT_MILLIS))
                                .clusterId()
                                .toCompletionStage(),
                        executor)
                .thenCompose(id -> id);
    }

    /// How many partitions the topic has; it is made if it is missing and the brokers allow it.
    ///
    /// Fails when no broker answers within some seconds.
    public CompletionStage<Integer> partitionsOf(String topic) {
        return topics.partitionsOf(topic);
    }

    /// Publishes the records to `topic` and completes when all brokers that must have them do.
    ///
    /// Records of one key arrive in the order given: while brokers are away the producer tries for ever, rather
    /// than give up one record and deliver the next. Fails if the topic cannot be looked up, or if a record is
    /// refused; then any of the records may have arrived, and the caller publishes all of them again. Callers
    /// publish one batch after the other, which bounds what waits here.
    public CompletionStage<Done> publish(String topic, List<ProducerRecord<byte[], byte[]>> records) {
        return topics.partitionsOf(topic).thenComposeAsync(_ -> send(topic, records), executor);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        if (producer != null) {
            producer.close(CLOSE_WITHIN);
        }
        if (admin != null) {
            admin.close(CLOSE_WITHIN);
        }
    }

    private CompletionStage<Done> send(String topic, List<ProducerRecord<byte[], byte[]>> records) {
        var refused = new CompletableFuture<Done>();
        var acknowledgements = new CompletableFuture<?>[records.size()];
        var producer = producer();
        for (var n = 0; n < records.size(); n++) {
            var acknowledged = new CompletableFuture<Done>();
            acknowledgements[n] = acknowledged;
            if (refused.isCompletedExceptionally()) {
                break; // nothing may overtake
            }
            var _ = producer.send(records.get(n), (_, failure) -> {
                if (failure == null) {
                    acknowledged.complete(Done.getInstance());
                } else {
                    refused.completeExceptionally(failure);
                }
            });
        }
        var _ = CompletableFuture.allOf(acknowledgements).thenRun(() -> refused.complete(Done.getInstance()));
        reportIfSlow(topic, records.size(), refused);
        return refused;
    }

    private void reportIfSlow(String topic, int records, CompletableFuture<Done> published) {
        CompletableFuture.delayedExecutor(SLOW.toSeconds(), TimeUnit.SECONDS, executor)
                .execute(() -> {
                    if (!published.isDone()) {
                        LOG.warn("Kafka has not taken {} records for {} within {}; they wait", records, topic, SLOW);
                        var _ = published.thenRun(() -> LOG.info("Kafka has taken the records for {} at last", topic));
                    }
                });
    }

    private synchronized Admin admin() {
        checkOpen();
        if (admin == null) {
            admin = Admin.create(client(Map.of("request.timeout.ms", "3000", "default.api.timeout.ms", "5000")));
        }
        return admin;
    }

    private synchronized Producer<byte[], byte[]> producer() {
        checkOpen();
        if (producer == null) {
            producer = new KafkaProducer<>(
                    client(Map.of(
                            "acks", "all",
                            "enable.idempotence", "true",
                            // With more, the second batch may be the first that a fresh partition takes, and the
                            // true first is refused for ever.
                            "max.in.flight.requests.per.connection", "1",
                            "delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE),
                            "request.timeout.ms", "10000",
                            "max.block.ms", "10000",
                            "buffer.memory", "16777216",
                            "linger.ms", "5")),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }
        return producer;
    }

    /// What every client needs to find the brokers, a consumer too.
    public Map<String, Object> client(Map<String, String> own) {
        var all = new HashMap<String, Object>(settings.client());
        all.put("bootstrap.servers", settings.bootstrapServers());
        all.putAll(own);
        return all;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("This node has let go of Kafka");
        }
    }
}

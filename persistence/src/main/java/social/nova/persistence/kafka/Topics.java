package social.nova.persistence.kafka;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks up each topic once, and makes those that are missing.
///
/// What was found is remembered until the node ends: there are a handful of topics, all named in the settings.
final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    private final Supplier<Admin> admin;
    private final int partitions;
    private final Executor executor;
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    /// @param partitions of a topic that is made
    Topics(Supplier<Admin> admin, int partitions, Executor executor) {
        this.admin = admin;
        this.partitions = partitions;
        this.executor = executor;
    }

    CompletionStage<Integer> partitionsOf(String topic) {
        var found = known.get(topic);
        return found != null
                ? CompletableFuture.completedStage(found)
                : lookUp(topic)
                        .exceptionallyCompose(failure -> switch (cause(failure)) {
                            case UnknownTopicOrPartitionException _ -> create(topic);
                            case Throwable other -> CompletableFuture.failedStage(other);
                        })
                        .whenComplete((count, _) -> {
                            if (count != null) {
                                known.put(topic, count);
                            }
                        });
    }

    private CompletionStage<Integer> lookUp(String topic) {
        return CompletableFuture.supplyAsync(
                        () -> requireNonNull(admin.get()
                                        .describeTopics(List.of(topic))
                                        .topicNameValues()
                                        .get(topic))
                                .toCompletionStage(),
                        executor)
                .thenCompose(described -> described)
                .thenApply(described -> described.partitions().size());
    }

    private CompletionStage<Integer> create(String topic) {
        var wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
        return CompletableFuture.supplyAsync(
                        () -> admin.get().createTopics(List.of(wanted)).all().toCompletionStage(), executor)
                .thenCompose(created -> created)
                .thenCompose(_ -> {
                    LOG.info("Made the topic {} with {} partitions", topic, partitions);
                    return CompletableFuture.completedStage(partitions);
                })
                .exceptionallyCompose(failure -> switch (cause(failure)) {
                    case TopicExistsException _ -> lookUp(topic); // another node was quicker
                    case RetriableException passing -> CompletableFuture.failedStage(passing);
                    case Throwable refusal -> {
                        LOG.error(
                                "Kafka does not let this node make the topic {}: {}. Make it, with {} partitions",
                                topic,
                                refusal.getMessage(),
                                partitions);
                        yield CompletableFuture.failedStage(refusal);
                    }
                });
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}

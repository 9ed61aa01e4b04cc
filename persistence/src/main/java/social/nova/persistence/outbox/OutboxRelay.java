package social.nova.persistence.outbox;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.common.Database;
import social.nova.persistence.kafka.EventFormat;
import social.nova.persistence.kafka.Kafka;
import social.nova.persistence.outbox.Outbox.Entry;

/// Tells Kafka what is in the outbox, in order, one batch after the other. There is to be one in the cluster.
///
///     read ─▶ publish ─▶ delete ─▶ read …
///
/// At least once: should it die on the way, or should there be two for a moment, rows are told again under the
/// same event id. Their first arrivals are in order all the same, since each relay begins with the oldest row
/// and goes on only when Kafka has what it has told.
public final class OutboxRelay {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH = 500;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

    private final Outbox outbox;
    private final Kafka kafka;
    private final OutboxMeters meters;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private Duration backoff = POLL;

    public sealed interface Command {}

    /// The cluster wants the relay elsewhere, or ends. What is under way may still arrive.
    public record Stop() implements Command {}

    private record Begin() implements Command {}

    private record Told(int entries) implements Command {}

    private record Failed(Throwable reason) implements Command {}

    public static Behavior<Command> create(Database database, Kafka kafka, OutboxMeters meters) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var relay = new OutboxRelay(new Outbox(database), kafka, meters, context, timers);
            context.getSelf().tell(new Begin());
            return Behaviors.receiveMessage(relay::onCommand);
        }));
    }

    private OutboxRelay(
            Outbox outbox,
            Kafka kafka,
            OutboxMeters meters,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        this.outbox = outbox;
        this.kafka = kafka;
        this.meters = meters;
        this.context = context;
        this.timers = timers;
    }

    private Behavior<Command> onCommand(Command command) {
        return switch (command) {
            case Begin _ -> {
                context.pipeToSelf(
                        relay(), (entries, failure) -> failure == null ? new Told(entries) : new Failed(failure));
                yield Behaviors.same();
            }
            case Told(var entries) -> {
                backoff = POLL;
                meters.relayed(entries);
                if (entries == BATCH) {
                    context.getSelf().tell(new Begin());
                } else {
                    timers.startSingleTimer(new Begin(), POLL);
                }
                yield Behaviors.same();
            }
            case Failed(var reason) -> {
                backoff = doubled(backoff);
                meters.failed();
                LOG.warn("The outbox waits, and is tried again in {}: {}", backoff, reason.toString());
                timers.startSingleTimer(new Begin(), backoff);
                yield Behaviors.same();
            }
            case Stop _ -> Behaviors.stopped();
        };
    }

    /// One batch; says how many entries it had.
    private CompletionStage<Integer> relay() {
        return outbox.oldest(BATCH)
                .thenCompose(entries -> entries.isEmpty()
                        ? CompletableFuture.completedStage(0)
                        : publish(entries)
                                .thenCompose(_ -> outbox.delete(entries))
                                .thenApply(_ -> entries.size()));
    }

    private CompletionStage<?> publish(List<Entry> entries) {
        var topic = kafka.settings().eventsTopic();
        return kafka.publish(
                topic,
                entries.stream()
                        .map(entry -> EventFormat.record(topic, entry.event(), entry.traceparent()))
                        .toList());
    }

    private static Duration doubled(Duration duration) {
        var twice = duration.multipliedBy(2);
        return twice.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : twice;
    }
}

package social.nova.http.common;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.StatusReply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.trace.Trace;

/// Asks entities on behalf of requests: sends the current trace along, and counts what comes of it, by entity, command
/// and outcome.
public final class Asks {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final Duration timeout;
    private final MeterRegistry registry;
    private final @Nullable Repeats repeats;
    private final ConcurrentHashMap<Labels, Timer> timers = new ConcurrentHashMap<>();

    private record Labels(String entity, String command, Outcome outcome) {}

    private enum Outcome {
        ANSWERED,
        REFUSED,
        /// No answer in time, or one that says 503: whether it was done is unknown.
        UNAVAILABLE,
        FAILED
    }

    /// Tells every command once.
    ///
    /// @param timeout how long to wait for an answer; the outcome is unknown then
    public Asks(Duration timeout, MeterRegistry registry) {
        this(timeout, registry, null);
    }

    /// @param repeats tells [repeatable][Repeatable] commands again
    public Asks(Duration timeout, MeterRegistry registry, @Nullable Repeats repeats) {
        this.timeout = timeout;
        this.registry = registry;
        this.repeats = repeats;
    }

    /// Asks as [EntityRef#askWithStatus] does; followers of the stage run for the trace that is current now.
    ///
    /// @param traced puts a command on its way together with its trace
    public <C, T> CompletionStage<T> ask(
            EntityRef<C> entity,
            Function<ActorRef<StatusReply<T>>, ? extends C> command,
            BiFunction<Trace, C, ? extends C> traced) {
        var begun = System.nanoTime();
        var asked = new AtomicReference<@Nullable C>();
        var told = new AtomicReference<@Nullable C>();
        var answer = entity.<T>askWithStatus(
                replyTo -> {
                    C sent = command.apply(replyTo);
                    asked.set(sent);
                    C onItsWay = Trace.current()
                            .<C>map(trace -> traced.apply(trace, sent))
                            .orElse(sent);
                    told.set(onItsWay);
                    return onItsWay;
                },
                timeout);
        repeat(answer, entity, asked.get(), told.get());
        return Trace.keeping(answer.whenComplete((_, failure) -> {
            var labels = new Labels(entity.getTypeKey().name(), nameOf(asked.get()), outcome(failure));
            timers.computeIfAbsent(labels, this::timer).record(Duration.ofNanos(System.nanoTime() - begun));
        }));
    }

    private <C> void repeat(CompletionStage<?> answer, EntityRef<C> entity, @Nullable C asked, @Nullable C told) {
        if (repeats != null && told != null && asked instanceof Repeatable repeatable && repeatable.mayBeRepeated()) {
            repeats.until(answer, timeout, () -> entity.tell(told));
        }
    }

    private static String nameOf(@Nullable Object command) {
        return command == null ? "none" : command.getClass().getSimpleName();
    }

    private static Outcome outcome(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> Outcome.ANSWERED;
            case TimeoutException _ -> Outcome.UNAVAILABLE;
            default ->
                ErrorCode.of(failure)
                        .map(code -> code.status() < 500 ? Outcome.REFUSED : Outcome.UNAVAILABLE)
                        .orElse(Outcome.FAILED);
        };
    }

    private Timer timer(Labels labels) {
        return Timer.builder("nova.entity.asks")
                .description("Commands sent to entities, and the time to their answer")
                .tag("entity", labels.entity())
                .tag("command", labels.command())
                .tag("outcome", labels.outcome().name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}

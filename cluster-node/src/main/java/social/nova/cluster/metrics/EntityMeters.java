package social.nova.cluster.metrics;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import social.nova.protocols.trace.TracedCommand;

/// Counts the entities of one type on this node: how many there are, come and go, and what they are told.
public final class EntityMeters {
    private final MeterRegistry registry;
    private final String type;
    private final AtomicInteger active = new AtomicInteger();
    private final Counter started;
    private final Counter stopped;
    private final ConcurrentHashMap<String, Counter> commands = new ConcurrentHashMap<>();

    /// @param type as its key names it
    public EntityMeters(MeterRegistry registry, String type) {
        this.registry = registry;
        this.type = type;
        Gauge.builder("nova.entities.active", active, AtomicInteger::get)
                .description("Entities in memory on this node")
                .tag("entity", type)
                .register(registry);
        this.started = counter("nova.entities.started", "Entities woken on this node");
        this.stopped =
                counter("nova.entities.stopped", "Entities that went: passivated, moved to another node, or given up");
    }

    /// The same entity, counted.
    public <C> Behavior<C> counting(Class<C> commands, Behavior<C> entity) {
        return Behaviors.intercept(() -> new Interceptor<>(commands), entity);
    }

    private void told(Object command) {
        commands.computeIfAbsent(TracedCommand.untraced(command).getClass().getSimpleName(), this::commands)
                .increment();
    }

    private Counter commands(String command) {
        return Counter.builder("nova.entity.commands")
                .description("Commands that reached an entity on this node, those it tells itself included")
                .tag("entity", type)
                .tag("command", command)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("entity", type)
                .register(registry);
    }

    private final class Interceptor<C> extends BehaviorInterceptor<C, C> {
        Interceptor(Class<C> commands) {
            super(commands);
        }

        @Override
        public Behavior<C> aroundStart(TypedActorContext<C> context, PreStartTarget<C> target) {
            active.incrementAndGet();
            started.increment();
            return target.start(context);
        }

        @Override
        public Behavior<C> aroundReceive(TypedActorContext<C> context, C command, ReceiveTarget<C> target) {
            told(command);
            return target.apply(context, command);
        }

        @Override
        public Behavior<C> aroundSignal(TypedActorContext<C> context, Signal signal, SignalTarget<C> target) {
            if (signal instanceof PostStop) {
                active.decrementAndGet();
                stopped.increment();
            }
            return target.apply(context, signal);
        }
    }
}

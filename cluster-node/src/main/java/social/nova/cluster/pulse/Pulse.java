package social.nova.cluster.pulse;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.TracedCommand;

/// Knows whether this process has ever stood still for so long that the others may have given it up.
///
///     beat ── beat ── beat ───────── stopped, paused, starved ─────────▶ the next beat, or the next question,
///                                                                        whichever comes first, sees the gap
///
/// A process that stood still does not know it: it goes on where it was, and would obey commands until somebody tells
/// it that it was removed. So whoever admits a command asks first, and a question compares clocks itself: it does not
/// wait for the next beat. Once lost, a pulse never comes back: the node takes no command any more, and has to end.
///
/// Thread-safe; a question costs a look at the clock.
public final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final Duration EVERY = Duration.ofMillis(100);

    private final LongSupplier nanoTime;
    private final long tolerated;
    private final Runnable end;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("pulse").factory());
    private volatile boolean begun;
    private volatile long lastBeat;

    /// @param nanoTime as [System#nanoTime]: goes on while this process is stopped
    /// @param tolerated a silence for which nobody is given up
    /// @param end ends the node; called once, when the pulse is lost
    public Pulse(LongSupplier nanoTime, Duration tolerated, Runnable end) {
        this.nanoTime = nanoTime;
        this.tolerated = tolerated.toNanos();
        this.end = end;
    }

    /// Beats from now on, in a thread of its own: it tells whether the process runs, not how busy its actors are. To be
    /// called before the node joins; until then nobody can give it up, however long its start takes.
    public void start() {
        begin();
        var _ = thread.scheduleWithFixedDelay(this::beat, EVERY.toNanos(), EVERY.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Whether this node stood still for too long, now or ever: it must begin nothing any more.
    public boolean isLost() {
        return isLost(nanoTime.getAsLong());
    }

    private boolean isLost(long now) {
        var silence = begun ? now - lastBeat : 0;
        if (silence > tolerated && lost.compareAndSet(false, true)) {
            LOG.error(
                    "This node stood still for {} ms; the others may have given it up, so it ends",
                    TimeUnit.NANOSECONDS.toMillis(silence));
            end.run();
        }
        return lost.get();
    }

    /// The same entity, that refuses every command once the pulse is lost: also those of other nodes, which may have
    /// been waiting here in the meantime.
    public <C> Behavior<C> guarding(Class<C> commands, Behavior<C> entity) {
        return Behaviors.intercept(() -> new Guard<>(commands), entity);
    }

    // A beat after too long a silence is none: it must not make the gap unseen. It counts from when it was begun,
    // for the process may be stopped right here, too.
    void beat() {
        var now = nanoTime.getAsLong();
        if (!isLost(now)) {
            lastBeat = now;
        }
    }

    void begin() {
        lastBeat = nanoTime.getAsLong();
        begun = true;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private final class Guard<C> extends BehaviorInterceptor<C, C> {
        Guard(Class<C> commands) {
            super(commands);
        }

        @Override
        public Behavior<C> aroundReceive(TypedActorContext<C> context, C command, ReceiveTarget<C> target) {
            if (TracedCommand.untraced(command) instanceof Answerable<?> answerable && isLost()) {
                answerable.refuse(ErrorCode.SERVICE_UNAVAILABLE);
                return Behaviors.same();
            }
            return target.apply(context, command);
        }
    }
}

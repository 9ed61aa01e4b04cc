package social.nova.cluster.intake;

import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.TracedCommand;

/// Stands before a journaled entity and answers at once what would otherwise wait in vain or be dropped in silence.
///
///     command ──▶ Intake ──▶ stash, while the entity recovers or writes ──▶ entity
///                   │ 503 when the last recovery failed, or too much waits
///
/// - An event that could not be written: its command is answered `DATABASE_ERROR`. The outcome is unknown, the entity
///   restarts and reads the journal again, and who tries again with the same key meets the truth.
/// - A journal that cannot be read: after a failed recovery commands are answered `DATABASE_ERROR` until one succeeds.
/// - More than [#MAX_WAITING] commands: `SERVICE_UNAVAILABLE`. Akka drops from a full stash without a word.
///
/// One per entity, used by its thread only.
///
/// @param <C> the entity's commands
public final class Intake<C> {
    /// Half of `akka.persistence.typed.stash-capacity`, for what an entity tells itself is not held back here.
    static final int MAX_WAITING = 2_048;

    /// Restarts after a failed write or recovery: soon at first, and never so late that an entity is the last to notice
    /// that PostgreSQL is back. Jitter keeps a node's entities from all asking at once.
    public static final BackoffSupervisorStrategy RESTART = SupervisorStrategy.restartWithBackoff(
                    Duration.ofMillis(200), Duration.ofSeconds(2), 0.2)
            .withStashCapacity(2 * MAX_WAITING);

    private int waiting;
    private boolean unreadable;
    private @Nullable Answerable<?> writing;

    /// The entity's behavior with this before it.
    public Behavior<C> before(Class<C> commands, Behavior<C> entity) {
        return Behaviors.intercept(() -> new Interceptor(commands), entity);
    }

    /// The entity begins with a command. To be called for every one.
    public void begun() {
        waiting--;
    }

    /// The entity persists on behalf of this command, and will answer it when that is done.
    public void writing(Answerable<?> command) {
        writing = command;
    }

    /// To be called on `PreRestart`: the write under way has failed, if there was one.
    public void restarting() {
        var failed = writing;
        writing = null;
        if (failed != null) {
            failed.refuse(ErrorCode.DATABASE_ERROR);
        }
    }

    /// To be called on `RecoveryFailed`.
    public void recoveryFailed() {
        unreadable = true;
    }

    /// To be called on `RecoveryCompleted`.
    public void recovered() {
        unreadable = false;
        writing = null;
    }

    private @Nullable ErrorCode refusal() {
        if (unreadable) {
            return ErrorCode.DATABASE_ERROR;
        }
        return waiting >= MAX_WAITING ? ErrorCode.SERVICE_UNAVAILABLE : null;
    }

    private final class Interceptor extends BehaviorInterceptor<C, C> {
        Interceptor(Class<C> commands) {
            super(commands);
        }

        @Override
        public Behavior<C> aroundReceive(TypedActorContext<C> context, C command, ReceiveTarget<C> target) {
            var asked = TracedCommand.untraced(command);
            var refusal = asked instanceof Answerable<?> ? refusal() : null;
            if (refusal != null && asked instanceof Answerable<?> answerable) {
                answerable.refuse(refusal);
                return Behaviors.same();
            }
            waiting++;
            return target.apply(context, command);
        }
    }
}

package social.nova.cluster.intake;

import akka.actor.typed.ActorRef;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.TracedCommand;

/// The queue before a journaled entity: hands over one command at a time, and answers at once what would wait in vain.
///
///     command ──▶ Intake, while another is waiting to begin ──▶ entity
///                   │ 503 when the last recovery failed, or too much waits
///
/// - An event that could not be written: its command is answered `DATABASE_ERROR`. The outcome is unknown, the entity
///   restarts and reads the journal again, and who tries again with the same key meets the truth.
/// - A journal that cannot be read: after a failed recovery commands are answered `DATABASE_ERROR` until one succeeds.
/// - More than [#MAX_WAITING] commands: `SERVICE_UNAVAILABLE`.
/// - An entity that stops: what still waits is answered `SERVICE_UNAVAILABLE`.
///
/// While an entity recovers or writes, Akka keeps commands in a stash. It takes each out of there inside the one
/// before, as long as these write nothing: some hundred in a row overflow a thread's stack and with it end the
/// node. So at most one is ever in the stash. When it begins, the next follows as a message of its own, and so is
/// there before it is needed.
///
/// One per entity, used by its thread only.
///
/// @param <C> the entity's commands
public final class Intake<C> {
    /// Commands of others; what an entity tells itself is always taken.
    public static final int MAX_WAITING = 2_048;

    /// Restarts after a failed write or recovery: soon at first, and never so late that an entity is the last to notice
    /// that PostgreSQL is back. Jitter keeps a node's entities from all asking at once.
    public static final BackoffSupervisorStrategy RESTART =
            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(2), 0.2);

    private final Queue<C> waiting = new ArrayDeque<>();
    private @Nullable ActorRef<Object> self;
    private boolean handedOver;
    private boolean unreadable;
    private @Nullable Answerable<?> writing;

    /// Told to itself when the entity is ready for the next command.
    private enum Next {
        COMMAND
    }

    /// The entity's behavior with this before it.
    public Behavior<C> before(Class<C> commands, Behavior<C> entity) {
        return Behaviors.intercept(() -> new Interceptor(commands), entity).narrow();
    }

    /// The entity begins with a command. To be called for every one.
    public void begun() {
        handedOver = !waiting.isEmpty();
        if (handedOver && self != null) {
            self.tell(Next.COMMAND);
        }
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
        return waiting.size() >= MAX_WAITING ? ErrorCode.SERVICE_UNAVAILABLE : null;
    }

    private void refuseAll() {
        for (var command = waiting.poll(); command != null; command = waiting.poll()) {
            if (TracedCommand.untraced(command) instanceof Answerable<?> answerable) {
                answerable.refuse(ErrorCode.SERVICE_UNAVAILABLE);
            }
        }
    }

    /// Of all messages: what the journal says passes, unseen.
    private final class Interceptor extends BehaviorInterceptor<Object, C> {
        private final Class<C> commands;

        Interceptor(Class<C> commands) {
            super(Object.class);
            this.commands = commands;
        }

        @Override
        public Behavior<C> aroundStart(TypedActorContext<Object> context, PreStartTarget<C> target) {
            self = context.asJava().getSelf();
            return target.start(context);
        }

        @Override
        public Behavior<C> aroundReceive(TypedActorContext<Object> context, Object message, ReceiveTarget<C> target) {
            if (message == Next.COMMAND) {
                return target.apply(context, waiting.remove());
            }
            return commands.isInstance(message)
                    ? take(context, commands.cast(message), target)
                    : target.apply(context, unseen(message));
        }

        @Override
        public Behavior<C> aroundSignal(TypedActorContext<Object> context, Signal signal, SignalTarget<C> target) {
            if (signal instanceof PostStop) {
                refuseAll();
            }
            return target.apply(context, signal);
        }

        private Behavior<C> take(TypedActorContext<Object> context, C command, ReceiveTarget<C> target) {
            var refusal = TracedCommand.untraced(command) instanceof Answerable<?> ? refusal() : null;
            if (refusal != null && TracedCommand.untraced(command) instanceof Answerable<?> answerable) {
                answerable.refuse(refusal);
                return Behaviors.same();
            }
            if (handedOver) {
                waiting.add(command);
                return Behaviors.same();
            }
            handedOver = true;
            return target.apply(context, command);
        }

        // Akka itself sends an entity messages that are no commands, through the same door.
        @SuppressWarnings("unchecked")
        private C unseen(Object message) {
            return (C) message;
        }
    }
}

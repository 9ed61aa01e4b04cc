package social.nova.cluster.user;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EffectFactories;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import social.nova.cluster.intake.Intake;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Shards;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;
import social.nova.protocols.user.User.Command;
import social.nova.protocols.user.User.Event;

/// The single writer of one user: registers once, and decides on credentials and login sessions.
///
/// An id that nobody registered stops as soon as it has answered, so that invented ids cost nothing for long. What
/// cannot
/// be written or read is answered by the [Intake] before it.
public final class UserEntity extends EventSourcedBehaviorWithEnforcedReplies<Command, Event, UserState> {
    /// What this entity writes, for the journal's serializer.
    public static final List<Class<? extends Journaled>> JOURNALED = List.of(Event.class, UserState.class);

    private static final int SNAPSHOT_EVERY = 200;
    private static final int KEEP_SNAPSHOTS = 2;

    private final UserId id;
    private final Intake<Command> intake;
    private final InstantSource clock;

    public static Behavior<Command> create(UserId id, InstantSource clock) {
        return Behaviors.setup(_ -> {
            var intake = new Intake<Command>();
            return intake.before(Command.class, new UserEntity(id, intake, clock));
        });
    }

    private UserEntity(UserId id, Intake<Command> intake, InstantSource clock) {
        super(PersistenceId.of(User.TYPE_KEY.name(), id.value()), Intake.RESTART);
        this.id = id;
        this.intake = intake;
        this.clock = clock;
    }

    @Override
    public UserState emptyState() {
        return UserState.EMPTY;
    }

    @Override
    public EventHandler<UserState, Event> eventHandler() {
        return UserState::on;
    }

    @Override
    public CommandHandlerWithReply<Command, Event, UserState> commandHandler() {
        return this::onCommand;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, KEEP_SNAPSHOTS);
    }

    @Override
    public Set<String> tagsFor(Event event) {
        return Set.of(Shards.tag(User.TYPE_KEY.name(), id.value()));
    }

    @Override
    public SignalHandler<UserState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), _ -> intake.recovered())
                .onSignal(RecoveryFailed.class, (_, _) -> intake.recoveryFailed())
                .onSignal(PreRestart.instance(), _ -> intake.restarting())
                .build();
    }

    private ReplyEffect<Event, UserState> onCommand(UserState state, Command command) {
        intake.begun();
        return obey(state, command);
    }

    private ReplyEffect<Event, UserState> obey(UserState state, Command command) {
        return switch (command) {
            case User.Traced(var trace, var traced) -> trace.during(() -> obey(state, traced));
            case User.Register register -> onRegister(state, register);
            case User.VoidReservation voiding -> onVoidReservation(state, voiding);
            case User.VerifyEmail verify -> onVerifyEmail(state, verify);
            case User.GetCredentials get -> onGetCredentials(state, get);
            case User.OpenSession open -> onOpenSession(state, open);
            case User.GetProfile get -> onGetProfile(state, get);
        };
    }

    private ReplyEffect<Event, UserState> onRegister(UserState state, User.Register register) {
        if (!state.isUntouched()) {
            return Effect().reply(register.replyTo(), ErrorCode.CONFLICT.refusal());
        }
        return writing(register)
                .persist(new User.Registered(
                        register.email(), register.username(), register.passwordHash(), clock.instant()))
                .thenReply(register.replyTo(), _ -> StatusReply.ack());
    }

    private ReplyEffect<Event, UserState> onVoidReservation(UserState state, User.VoidReservation voiding) {
        if (state.registered().isPresent()) {
            return Effect().reply(voiding.replyTo(), ErrorCode.CONFLICT.refusal());
        }
        if (state.voided()) {
            return Effect().reply(voiding.replyTo(), StatusReply.ack());
        }
        return writing(voiding)
                .persist(new User.ReservationVoided(clock.instant()))
                .thenReply(voiding.replyTo(), _ -> StatusReply.ack());
    }

    private ReplyEffect<Event, UserState> onVerifyEmail(UserState state, User.VerifyEmail verify) {
        return ifRegistered(
                state,
                verify.replyTo(),
                account -> account.emailVerified()
                        ? Effect().reply(verify.replyTo(), StatusReply.ack())
                        : writing(verify)
                                .persist(new User.EmailVerified(clock.instant()))
                                .thenReply(verify.replyTo(), _ -> StatusReply.ack()));
    }

    private ReplyEffect<Event, UserState> onGetCredentials(UserState state, User.GetCredentials get) {
        return ifRegistered(
                state,
                get.replyTo(),
                account -> Effect()
                        .reply(
                                get.replyTo(),
                                StatusReply.success(
                                        new User.Credentials(account.passwordHash(), account.emailVerified()))));
    }

    private ReplyEffect<Event, UserState> onOpenSession(UserState state, User.OpenSession open) {
        return ifRegistered(
                state,
                open.replyTo(),
                account -> account.emailVerified()
                        ? writing(open)
                                .persist(new User.SessionOpened(
                                        open.session(), open.refreshTokenHash(), open.expiresAt(), clock.instant()))
                                .thenReply(open.replyTo(), _ -> StatusReply.ack())
                        : Effect().reply(open.replyTo(), ErrorCode.EMAIL_NOT_VERIFIED.refusal()));
    }

    private ReplyEffect<Event, UserState> onGetProfile(UserState state, User.GetProfile get) {
        return ifRegistered(
                state,
                get.replyTo(),
                account -> Effect()
                        .reply(
                                get.replyTo(),
                                StatusReply.success(
                                        new User.Profile(account.email(), account.username(), account.createdAt()))));
    }

    private EffectFactories<Event, UserState> writing(Answerable<?> command) {
        intake.writing(command);
        return Effect();
    }

    private <T> ReplyEffect<Event, UserState> ifRegistered(
            UserState state,
            ActorRef<StatusReply<T>> replyTo,
            Function<UserState.Account, ReplyEffect<Event, UserState>> decide) {
        return state.registered()
                .map(decide)
                .orElseGet(
                        () -> Effect().none().thenStop().thenReply(replyTo, _ -> ErrorCode.USER_NOT_FOUND.refusal()));
    }
}

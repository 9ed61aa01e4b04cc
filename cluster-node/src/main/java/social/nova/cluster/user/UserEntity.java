package social.nova.cluster.user;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import social.nova.cluster.intake.Intake;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Shards;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;
import social.nova.protocols.user.User.Command;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserIdentities;
import social.nova.protocols.user.UserKeys;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSessions;

/// The single writer of one user. Each part of the protocol has its decisions in a file of its own.
///
/// An id that nobody registered is passivated as soon as it has answered, so that invented ids cost nothing for
/// long. What cannot be written or read is answered by the [Intake] before it.
public final class UserEntity extends EventSourcedBehaviorWithEnforcedReplies<Command, Event, UserState> {
    /// What this entity writes, for the journal's serializer.
    public static final List<Class<? extends Journaled>> JOURNALED = List.of(Event.class, UserState.class);

    private static final int SNAPSHOT_EVERY = 200;
    private static final int KEEP_SNAPSHOTS = 2;

    private final UserId id;
    private final Intake<Command> intake;
    private final AccountDecisions accounts;
    private final SessionDecisions sessions;
    private final SecondFactorDecisions secondFactors;
    private final IdentityDecisions identities;
    private final ProfileDecisions profiles;
    private final KeyDecisions keys;

    public static Behavior<Command> create(
            UserId id, InstantSource clock, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(context -> {
            var intake = new Intake<Command>();
            return intake.before(Command.class, new UserEntity(id, intake, clock, context, shard));
        });
    }

    private UserEntity(
            UserId id,
            Intake<Command> intake,
            InstantSource clock,
            ActorContext<Command> context,
            ActorRef<ClusterSharding.ShardCommand> shard) {
        super(PersistenceId.of(User.TYPE_KEY.name(), id.value()), Intake.RESTART);
        this.id = id;
        this.intake = intake;
        var turn = new Turn(
                Effect(),
                intake,
                clock,
                () -> lastSequenceNumber(context),
                () -> shard.tell(new ClusterSharding.Passivate<>(context.getSelf())));
        this.accounts = new AccountDecisions(turn);
        this.sessions = new SessionDecisions(turn);
        this.secondFactors = new SecondFactorDecisions(turn);
        this.identities = new IdentityDecisions(turn);
        this.profiles = new ProfileDecisions(turn);
        this.keys = new KeyDecisions(turn);
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
            case User.Stop _ -> Effect().stop().thenNoReply();
            case UserAccount.Command account -> accounts.on(state, account);
            case UserSessions.Command session -> sessions.on(state, session);
            case UserSecondFactor.Command factor -> secondFactors.on(state, factor);
            case UserIdentities.Command identity -> identities.on(state, identity);
            case UserProfile.Command profile -> profiles.on(state, profile);
            case UserKeys.Command key -> keys.on(state, key);
        };
    }
}

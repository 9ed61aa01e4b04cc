package social.nova.cluster.conversation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import social.nova.cluster.intake.Intake;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Shards;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationReactions;
import social.nova.protocols.trace.Trace;

/// The single writer of one conversation. Each part of the protocol has its decisions in a file of its own.
///
/// A message is told to sessions, or hubs where members are many, and acknowledged to its sender only after the
/// journal has it. Telling may be lost, so the head is repeated once things are quiet, and again after every
/// recovery that follows a recent change.
///
/// What cannot be written or read is answered by the [Intake] before it.
public final class ConversationEntity
        extends EventSourcedBehaviorWithEnforcedReplies<Command, Event, ConversationState> {

    private static final Logger LOG = LoggerFactory.getLogger(ConversationEntity.class);

    /// What this entity writes, for the journal's serializer.
    public static final List<Class<? extends Journaled>> JOURNALED = List.of(Event.class, ConversationState.class);

    /// Tail and keys of a lively conversation are some 200 KB; a recovery reads this many events at most beside them.
    private static final int SNAPSHOT_EVERY = 500;

    private static final int KEEP_SNAPSHOTS = 2;

    /// A conversation quiet for longer tells no head after recovery: whoever missed something knows it by then.
    private static final Duration HEAD_TOLD_AFTER_RECOVERY_WITHIN = Duration.ofMinutes(5);

    private final ConversationId id;
    private final Turn turn;
    private final MemberDecisions members;
    private final SendDecisions sends;
    private final ChangeDecisions changes;
    private final HubDecisions hubs;
    private final ChangeTail changeTail = new ChangeTail();
    private final ActorRef<Command> self;
    private boolean stopping;

    /// What every conversation of a node shares.
    ///
    /// @param ids makes message ids
    /// @param delivery to the members' sessions
    /// @param keys for idempotency keys the state no longer holds
    /// @param messages for messages the state no longer holds, and all reactions
    public record Surroundings(
            ConversationIds ids, Delivery delivery, KeyLookup keys, MessageLookup messages, InstantSource clock) {}

    public static Behavior<Command> create(
            ConversationId id, Surroundings surroundings, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var intake = new Intake<Command>();
            return intake.before(
                    Command.class, new ConversationEntity(id, surroundings, intake, context, timers, shard));
        }));
    }

    private ConversationEntity(
            ConversationId id,
            Surroundings surroundings,
            Intake<Command> intake,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClusterSharding.ShardCommand> shard) {
        super(PersistenceId.of(Conversation.TYPE_KEY.name(), id.value()), Intake.RESTART);
        this.id = id;
        this.self = context.getSelf();
        this.turn = new Turn(
                id,
                surroundings,
                Effect(),
                intake,
                context,
                new Telling(id, surroundings.delivery(), timers, surroundings.clock()),
                () -> {
                    if (!timers.isTimerActive(new Conversation.KeepReadMarks())) {
                        timers.startSingleTimer(new Conversation.KeepReadMarks(), ReadMarks.KEPT_EVERY);
                    }
                },
                () -> shard.tell(new ClusterSharding.Passivate<>(context.getSelf())));
        this.members = new MemberDecisions(turn, new ReadMarks());
        this.sends = new SendDecisions(turn);
        this.changes = new ChangeDecisions(turn);
        this.hubs = new HubDecisions(turn, changeTail);
    }

    @Override
    public ConversationState emptyState() {
        return ConversationState.EMPTY;
    }

    @Override
    public EventHandler<ConversationState, Event> eventHandler() {
        return (state, event) -> {
            changeTail.on(event);
            return state.on(event);
        };
    }

    @Override
    public CommandHandlerWithReply<Command, Event, ConversationState> commandHandler() {
        return this::onCommand;
    }

    @Override
    public SignalHandler<ConversationState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .onSignal(RecoveryFailed.class, (_, _) -> turn.intake().recoveryFailed())
                .onSignal(PreRestart.instance(), _ -> turn.intake().restarting())
                .build();
    }

    @Override
    public Set<String> tagsFor(Event event) {
        return Set.of(Shards.tag(Conversation.TYPE_KEY.name(), id.value()));
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, KEEP_SNAPSHOTS);
    }

    private ReplyEffect<Event, ConversationState> onCommand(ConversationState state, Command command) {
        turn.intake().begun();
        return obey(state, command);
    }

    private ReplyEffect<Event, ConversationState> obey(ConversationState state, Command command) {
        return switch (command) {
            case Conversation.Traced(var trace, var traced) -> onTraced(state, trace, traced);
            case ConversationMembers.Command member -> members.on(state, member);
            case ConversationMessages.Command message -> onMessages(state, message);
            case ConversationReactions.AddReaction add -> changes.on(state, add);
            case ConversationReactions.RemoveReaction remove -> changes.on(state, remove);
            case ConversationChanges.GetChanges get ->
                changes(state, get)
                        .map(changes -> turn.answer(get, changes))
                        .orElseGet(() -> turn.turnAway(state, get));
            case ConversationHubs.Command hub -> hubs.on(state, hub);
            case Conversation.Wake _ -> onWake(state);
            case Conversation.RepeatHead _ -> {
                turn.telling().repeatHead(state);
                yield turn.nothing();
            }
            case Conversation.RemindMembers _ -> {
                turn.telling().announceHead(state);
                yield turn.nothing();
            }
            case Conversation.KeepReadMarks _ -> members.onKeepReadMarks(state);
            case Conversation.Stop _ -> {
                stopping = true;
                yield members.onStop(state);
            }
        };
    }

    private ReplyEffect<Event, ConversationState> onMessages(
            ConversationState state, ConversationMessages.Command command) {
        return switch (command) {
            case ConversationMessages.SendMessage send -> sends.onSendMessage(state, send);
            case ConversationMessages.KeyLookedUp found -> sends.onKeyLookedUp(state, found);
            case ConversationMessages.EditMessage edit -> changes.on(state, edit);
            case ConversationMessages.DeleteMessage delete -> changes.on(state, delete);
            case ConversationMessages.MessageLookedUp found -> changes.onMessageLookedUp(state, found);
            case ConversationMessages.GetMessages get ->
                state.hasMember(get.reader())
                        ? turn.answer(get, state.page(get.reader(), get.selection()))
                        : turn.turnAway(state, get);
        };
    }

    private Optional<ConversationChanges.Changes> changes(ConversationState state, ConversationChanges.GetChanges get) {
        return state.member(get.reader())
                .map(member -> changeTail.page(state, member, get.after(), get.limit()))
                .or(() -> state.departed(get.reader())
                        .filter(_ -> get.evenIfRemoved())
                        .flatMap(gone -> changeTail.pageUntilRemoved(state, gone, get.after(), get.limit())));
    }

    private ReplyEffect<Event, ConversationState> onTraced(ConversationState state, Trace trace, Command command) {
        try (var _ = MDC.putCloseable("conversation_id", id.value())) {
            return trace.during(() -> {
                LOG.debug("{} at revision {}", command.getClass().getSimpleName(), state.nextRevision());
                return obey(state, command);
            });
        }
    }

    private ReplyEffect<Event, ConversationState> onWake(ConversationState state) {
        if (state.isOpen()) {
            turn.telling().announceHeadOnce(state);
        } else {
            turn.passivate().run();
        }
        return turn.nothing();
    }

    private void onRecovered(ConversationState state) {
        turn.intake().recovered();
        turn.telling().recovered();
        if (changeTail.changedSince(turn.now().minus(HEAD_TOLD_AFTER_RECOVERY_WITHIN))) {
            turn.telling().announceHead(state);
        }
        sends.lookUpNext(state);
        changes.lookUpNext(state);
        members.keepWhatIsNoted();
        // The shard says so once, and keeps all that is for this entity until it is gone.
        if (stopping) {
            self.tell(new Conversation.Stop());
        }
    }
}

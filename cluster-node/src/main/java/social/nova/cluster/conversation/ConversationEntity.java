package social.nova.cluster.conversation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
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
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import social.nova.cluster.intake.Intake;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Shards;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.IdempotencyKey;
import social.nova.protocols.conversation.Conversation.MessageSent;
import social.nova.protocols.conversation.Conversation.Receipt;
import social.nova.protocols.conversation.Conversation.Remembered;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.session.Session;
import social.nova.protocols.trace.Trace;

/// The single writer of one conversation: admits members, numbers messages, tells members' sessions.
///
/// A message is told to sessions and acknowledged to its sender only after the journal has it. Telling may be lost, so
/// the head is repeated once things are quiet, and again after every recovery that follows a recent change.
///
/// What cannot be written or read is answered by the [Intake] before it.
public final class ConversationEntity
        extends EventSourcedBehaviorWithEnforcedReplies<Command, Event, ConversationState> {

    private static final Logger LOG = LoggerFactory.getLogger(ConversationEntity.class);

    /// What this entity writes, for the journal's serializer.
    public static final List<Class<? extends Journaled>> JOURNALED = List.of(Event.class, ConversationState.class);

    /// How long after its last message a conversation repeats its head.
    private static final Duration HEAD_REPEATED_AFTER = Duration.ofSeconds(5);

    /// A conversation quiet for longer tells no head after recovery: whoever missed something knows it by then.
    private static final Duration HEAD_TOLD_AFTER_RECOVERY_WITHIN = Duration.ofMinutes(5);

    /// No node waits longer for an answer, and none repeats a command after that.
    private static final Duration REPEATED_BY_NOVA_WITHIN = Duration.ofMinutes(1);

    /// Sends that may wait for the table's word on their key; further ones are refused as unavailable.
    private static final int MAX_AWAITING_LOOKUP = 512;

    private final ConversationId id;
    private final Surroundings surroundings;
    private final Intake<Command> intake;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;

    /// Sends in the order they came, of which the first has its key looked up. While any waits, all later ones do.
    private final Queue<Conversation.SendMessage> awaitingLookup = new ArrayDeque<>();

    private long lookups;

    /// What every conversation of a node shares.
    ///
    /// @param ids makes message ids
    /// @param delivery to the members' sessions
    /// @param keys for idempotency keys the state no longer holds
    public record Surroundings(ConversationIds ids, Delivery delivery, KeyLookup keys, InstantSource clock) {}

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
        this.surroundings = surroundings;
        this.intake = intake;
        this.context = context;
        this.timers = timers;
        this.shard = shard;
    }

    @Override
    public ConversationState emptyState() {
        return ConversationState.EMPTY;
    }

    @Override
    public EventHandler<ConversationState, Event> eventHandler() {
        return ConversationState::on;
    }

    @Override
    public CommandHandlerWithReply<Command, Event, ConversationState> commandHandler() {
        return this::onCommand;
    }

    @Override
    public SignalHandler<ConversationState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .onSignal(RecoveryFailed.class, (_, _) -> intake.recoveryFailed())
                .onSignal(PreRestart.instance(), _ -> intake.restarting())
                .build();
    }

    @Override
    public Set<String> tagsFor(Event event) {
        return Set.of(Shards.tag(Conversation.TYPE_KEY.name(), id.value()));
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }

    private ReplyEffect<Event, ConversationState> onCommand(ConversationState state, Command command) {
        intake.begun();
        return obey(state, command);
    }

    private ReplyEffect<Event, ConversationState> obey(ConversationState state, Command command) {
        return switch (command) {
            case Conversation.Traced(var trace, var traced) -> onTraced(state, trace, traced);
            case Conversation.Open open -> onOpen(state, open);
            case Conversation.SendMessage send -> onSendMessage(state, send);
            case Conversation.SetBlock set -> onSetBlock(state, set);
            case Conversation.GetOverview get -> onGetOverview(state, get);
            case Conversation.GetMessages get -> onGetMessages(state, get);
            case Conversation.Wake _ -> state.isOpen() ? Effect().noReply() : passivate();
            case Conversation.RepeatHead _ -> onRepeatHead(state);
            case Conversation.KeyLookedUp found -> onKeyLookedUp(state, found);
            case Conversation.Stop _ -> Effect().stop().thenNoReply();
        };
    }

    private ReplyEffect<Event, ConversationState> onTraced(ConversationState state, Trace trace, Command command) {
        try (var _ = MDC.putCloseable("conversation_id", id.value())) {
            return trace.during(() -> {
                LOG.debug("{} at revision {}", command.getClass().getSimpleName(), state.nextRevision());
                return obey(state, command);
            });
        }
    }

    private ReplyEffect<Event, ConversationState> onOpen(ConversationState state, Conversation.Open open) {
        if (state.isBlocked()) {
            return Effect().reply(open.replyTo(), ErrorCode.USER_NOT_FOUND.refusal());
        }
        if (!state.isOpen()) {
            var opened = new Conversation.Opened(
                    state.nextRevision(),
                    open.type(),
                    open.creator(),
                    open.members(),
                    surroundings.clock().instant());
            intake.writing(open);
            return Effect().persist(opened).thenReply(open.replyTo(), after -> StatusReply.success(after.overview()));
        }
        // The id of a direct conversation is computed from its pair; another pair behind it would be a collision.
        if (!new HashSet<>(state.members()).equals(new HashSet<>(open.members()))) {
            return Effect().reply(open.replyTo(), ErrorCode.CONFLICT.refusal());
        }
        return Effect().reply(open.replyTo(), StatusReply.success(state.overview()));
    }

    private ReplyEffect<Event, ConversationState> onSendMessage(
            ConversationState state, Conversation.SendMessage send) {
        if (!state.hasMember(send.sender())) {
            return refuse(state, send.replyTo());
        }
        if (!awaitingLookup.isEmpty() || mustLookUp(state, send.key())) {
            return enqueue(state, send);
        }
        var earlier = remembered(state, send.key());
        return earlier.isPresent() ? answerAgain(send, earlier.get()) : accept(state, send);
    }

    // Here, not where it arrives: what was sent before is answered again, and what waited for a lookup came too late.
    private ReplyEffect<Event, ConversationState> accept(ConversationState state, Conversation.SendMessage send) {
        if (state.isBlocked()) {
            return Effect().reply(send.replyTo(), ErrorCode.FORBIDDEN.refusal());
        }
        var sequenceNumber = state.lastSequenceNumber() + 1;
        var sent = new MessageSent(
                state.nextRevision(),
                surroundings.ids().message(id, sequenceNumber),
                sequenceNumber,
                send.sender(),
                send.body(),
                send.key(),
                surroundings.clock().instant());
        intake.writing(send);
        return Effect()
                .persist(sent)
                .thenRun((ConversationState after) -> tellMembers(after, sent))
                .thenReply(send.replyTo(), _ -> StatusReply.success(new Receipt(sent.id(), sequenceNumber)));
    }

    private ReplyEffect<Event, ConversationState> answerAgain(Conversation.SendMessage send, Remembered earlier) {
        var key = send.key();
        if (key == null || !key.body().equals(earlier.body())) {
            return Effect().reply(send.replyTo(), ErrorCode.CONFLICT.refusal());
        }
        var receipt = new Receipt(surroundings.ids().message(id, earlier.sequenceNumber()), earlier.sequenceNumber());
        return Effect().reply(send.replyTo(), StatusReply.success(receipt));
    }

    private ReplyEffect<Event, ConversationState> onSetBlock(ConversationState state, Conversation.SetBlock set) {
        if (!state.isNews(set.blocker(), set.change())) {
            return Effect().reply(set.replyTo(), StatusReply.ack());
        }
        var revision = state.nextRevision();
        var at = surroundings.clock().instant();
        var event = set.blocked()
                ? new Conversation.Blocked(revision, set.blocker(), set.change(), at)
                : new Conversation.Unblocked(revision, set.blocker(), set.change(), at);
        intake.writing(set);
        return Effect().persist(event).thenReply(set.replyTo(), _ -> StatusReply.ack());
    }

    private ReplyEffect<Event, ConversationState> onGetOverview(ConversationState state, Conversation.GetOverview get) {
        return state.hasMember(get.reader())
                ? Effect().reply(get.replyTo(), StatusReply.success(state.overview()))
                : refuse(state, get.replyTo());
    }

    private ReplyEffect<Event, ConversationState> onGetMessages(ConversationState state, Conversation.GetMessages get) {
        return state.hasMember(get.reader())
                ? Effect().reply(get.replyTo(), StatusReply.success(state.page(get.selection())))
                : refuse(state, get.replyTo());
    }

    private ReplyEffect<Event, ConversationState> onRepeatHead(ConversationState state) {
        announceHead(state);
        return Effect().noReply();
    }

    // --- Keys that only the table knows ---

    private boolean mustLookUp(ConversationState state, @Nullable IdempotencyKey key) {
        var now = surroundings.clock().instant();
        return key != null
                && state.mayHaveForgotten(now)
                && !(key.isMadeByNova() && state.remembersAllSince(now.minus(REPEATED_BY_NOVA_WITHIN)))
                && state.remembered(key, now).isEmpty();
    }

    private ReplyEffect<Event, ConversationState> enqueue(ConversationState state, Conversation.SendMessage send) {
        if (awaitingLookup.size() >= MAX_AWAITING_LOOKUP) {
            return Effect().reply(send.replyTo(), ErrorCode.SERVICE_UNAVAILABLE.refusal());
        }
        awaitingLookup.add(send);
        if (awaitingLookup.size() == 1) {
            lookUp(state, send.key());
        }
        return Effect().noReply();
    }

    // What is remembered now is answered now: the message accepted in between may push it out of memory.
    private void lookUp(ConversationState state, @Nullable IdempotencyKey key) {
        var now = surroundings.clock().instant();
        var lookup = ++lookups;
        var found = key == null || !mustLookUp(state, key)
                ? CompletableFuture.completedStage(remembered(state, key))
                : surroundings
                        .keys()
                        .find(id, key.key(), state.rememberedFrom(), now.minus(ConversationState.KEYS_KEPT));
        context.pipeToSelf(
                found,
                (earlier, failure) -> failure == null
                        ? new Conversation.KeyLookedUp(lookup, earlier.orElse(null), false)
                        : new Conversation.KeyLookedUp(lookup, null, true));
    }

    private ReplyEffect<Event, ConversationState> onKeyLookedUp(
            ConversationState state, Conversation.KeyLookedUp found) {
        var send = found.lookup() == lookups ? awaitingLookup.poll() : null;
        if (send == null) {
            return Effect().noReply();
        }
        var effect = decide(state, send, found);
        lookUpNext(state);
        return effect;
    }

    private void lookUpNext(ConversationState state) {
        var next = awaitingLookup.peek();
        if (next != null) {
            lookUp(state, next.key());
        }
    }

    private Optional<Remembered> remembered(ConversationState state, @Nullable IdempotencyKey key) {
        return key == null
                ? Optional.empty()
                : state.remembered(key, surroundings.clock().instant());
    }

    private ReplyEffect<Event, ConversationState> decide(
            ConversationState state, Conversation.SendMessage send, Conversation.KeyLookedUp found) {
        if (found.failed()) {
            return Effect().reply(send.replyTo(), ErrorCode.DATABASE_ERROR.refusal());
        }
        var earlier = Optional.ofNullable(found.earlier()).or(() -> remembered(state, send.key()));
        return earlier.isPresent() ? answerAgain(send, earlier.get()) : accept(state, send);
    }

    // --- Telling members ---

    private void tellMembers(ConversationState state, MessageSent sent) {
        for (var member : state.members()) {
            surroundings.delivery().tell(member, new Session.Deliver(id, sent.message()));
        }
        timers.startSingleTimer(new Conversation.RepeatHead(), HEAD_REPEATED_AFTER);
    }

    private void announceHead(ConversationState state) {
        for (var member : state.members()) {
            surroundings.delivery().tell(member, new Session.Announce(id, state.lastSequenceNumber()));
        }
    }

    private void onRecovered(ConversationState state) {
        intake.recovered();
        if (state.changedSince(surroundings.clock().instant().minus(HEAD_TOLD_AFTER_RECOVERY_WITHIN))) {
            announceHead(state);
        }
        // After a failed write: the answer to the lookup under way may have been dropped in the meantime.
        lookUpNext(state);
    }

    // --- Refusing ---

    // Somebody guessed or kept an id of a conversation that was never opened: nothing is worth keeping in memory.
    private <T> ReplyEffect<Event, ConversationState> refuse(
            ConversationState state, ActorRef<StatusReply<T>> replyTo) {
        if (state.isOpen()) {
            return Effect().reply(replyTo, ErrorCode.NOT_CONVERSATION_MEMBER.refusal());
        }
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        return Effect().reply(replyTo, ErrorCode.CONVERSATION_NOT_FOUND.refusal());
    }

    private ReplyEffect<Event, ConversationState> passivate() {
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        return Effect().noReply();
    }
}

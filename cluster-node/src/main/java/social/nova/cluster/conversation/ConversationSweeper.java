package social.nova.cluster.conversation;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.conversation.ConversationId;

/// Wakes the conversations whose last push may have died with a node.
///
/// A message can be durable and acknowledged while telling it was lost with the node that held its conversation, and
/// nobody may ever wake that conversation again. So after each node lost, the oldest node looks into the journal for
/// conversations that changed in the minutes before and wakes them; woken, each tells its members where it stands.
public final class ConversationSweeper {
    private static final Duration LOOK_BACK = Duration.ofMinutes(2);

    // Twice: right when entities can start again, and once more for writes that were still under way.
    private static final List<Duration> SWEEP_AFTER = List.of(Duration.ofSeconds(1), Duration.ofSeconds(15));

    private final Function<Instant, CompletionStage<List<ConversationId>>> changedSince;
    private final Consumer<ConversationId> wake;
    private final InstantSource clock;
    private final ActorContext<Event> context;
    private final TimerScheduler<Event> timers;

    /// What happens to the sweeper.
    public sealed interface Event {}

    record NodeLost(MemberRemoved removed) implements Event {}

    record Sweep(Instant since) implements Event {}

    record Found(Instant since, @Nullable List<ConversationId> conversations) implements Event {}

    /// To be started on every node; only the oldest one acts.
    ///
    /// @param changedSince the conversations with an event in the journal younger than that
    /// @param wake tells the entity [social.nova.protocols.conversation.Conversation.Wake]
    public static Behavior<Event> create(
            Function<Instant, CompletionStage<List<ConversationId>>> changedSince,
            Consumer<ConversationId> wake,
            InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var removed = context.messageAdapter(MemberRemoved.class, NodeLost::new);
            Cluster.get(context.getSystem()).subscriptions().tell(Subscribe.create(removed, MemberRemoved.class));
            return Behaviors.receiveMessage(
                    new ConversationSweeper(changedSince, wake, clock, context, timers)::onEvent);
        }));
    }

    private ConversationSweeper(
            Function<Instant, CompletionStage<List<ConversationId>>> changedSince,
            Consumer<ConversationId> wake,
            InstantSource clock,
            ActorContext<Event> context,
            TimerScheduler<Event> timers) {
        this.changedSince = changedSince;
        this.wake = wake;
        this.clock = clock;
        this.context = context;
        this.timers = timers;
    }

    private Behavior<Event> onEvent(Event event) {
        switch (event) {
            case NodeLost(var removed) -> {
                if (removed.previousStatus().equals(MemberStatus.down()) && isOldest()) {
                    var sweep = new Sweep(clock.instant().minus(LOOK_BACK));
                    SWEEP_AFTER.forEach(delay -> timers.startSingleTimer(delay, sweep, delay));
                }
            }
            case Sweep(var since) ->
                context.pipeToSelf(changedSince.apply(since), (found, _) -> new Found(since, found));
            // However long nobody can be asked, the node was lost when it was.
            case Found(var since, var conversations) -> {
                if (conversations == null) {
                    timers.startSingleTimer(since, new Sweep(since), SWEEP_AFTER.getFirst());
                } else {
                    context.getLog().info("Waking {} conversations after the loss of a node", conversations.size());
                    conversations.forEach(wake);
                }
            }
        }
        return Behaviors.same();
    }

    private boolean isOldest() {
        var cluster = Cluster.get(context.getSystem());
        var self = cluster.selfMember();
        for (var member : cluster.state().getMembers()) {
            if (member.status().equals(MemberStatus.up()) && member.isOlderThan(self)) {
                return false;
            }
        }
        return true;
    }
}

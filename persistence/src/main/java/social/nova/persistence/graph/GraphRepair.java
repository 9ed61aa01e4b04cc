package social.nova.persistence.graph;

import akka.Done;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.common.Database;
import social.nova.persistence.graph.BlockRepository.Untold;

/// Finishes what requests have left undone when they failed on their way: tells conversations of blocks, and lets in
/// who had asked an account that is public by now. There is to be one in the cluster; two do no harm.
public final class GraphRepair {
    private static final Logger LOG = LoggerFactory.getLogger(GraphRepair.class);
    private static final int AT_ONCE = 100;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /// By then, whoever wanted to do it has been answered.
    private static final Duration LEFT_UNDONE_AFTER = Duration.ofSeconds(10);

    private final BlockRepository blocks;
    private final FollowRepository follows;
    private final Function<Untold, CompletionStage<Done>> conversations;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;

    public sealed interface Command {}

    /// The cluster wants it done elsewhere, or ends.
    public record Stop() implements Command {}

    record Begin() implements Command {}

    record Ended() implements Command {}

    /// @param conversations tells the direct conversation of a pair, and answers once it knows for good
    public static Behavior<Command> create(Database database, Function<Untold, CompletionStage<Done>> conversations) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(new Begin(), PAUSE);
            return Behaviors.receiveMessage(new GraphRepair(database, conversations, context, timers)::onCommand);
        }));
    }

    private GraphRepair(
            Database database,
            Function<Untold, CompletionStage<Done>> conversations,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        this.blocks = new BlockRepository(database);
        this.follows = new FollowRepository(database);
        this.conversations = conversations;
        this.context = context;
        this.timers = timers;
    }

    private Behavior<Command> onCommand(Command command) {
        return switch (command) {
            case Begin _ -> {
                context.pipeToSelf(repair(), (_, failure) -> {
                    if (failure != null) {
                        LOG.warn("What is left undone between users waits: {}", failure.toString());
                    }
                    return new Ended();
                });
                yield Behaviors.same();
            }
            case Ended _ -> {
                timers.startSingleTimer(new Begin(), PAUSE);
                yield Behaviors.same();
            }
            case Stop _ -> Behaviors.stopped();
        };
    }

    private CompletionStage<?> repair() {
        return blocks.untoldFor(LEFT_UNDONE_AFTER, AT_ONCE)
                .thenCompose(left -> all(left, this::tell))
                .thenCompose(_ -> follows.askedThoughPublic(AT_ONCE))
                .thenCompose(owners -> all(owners, follows::acceptAll));
    }

    private CompletionStage<Integer> tell(Untold untold) {
        return conversations.apply(untold).thenCompose(_ -> blocks.told(untold));
    }

    // One that fails does not keep the others waiting; it stays where it is.
    private static <T> CompletionStage<?> all(List<T> all, Function<T, CompletionStage<Integer>> each) {
        return CompletableFuture.allOf(all.stream()
                .map(one -> each.apply(one)
                        .exceptionally(failure -> {
                            LOG.warn("Something between users is left undone for now: {}", failure.toString());
                            return 0;
                        })
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}

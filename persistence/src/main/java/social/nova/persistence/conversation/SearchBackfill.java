package social.nova.persistence.conversation;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.common.Database;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.WordDigests;

/// Brings messages into the index that were sent under releases without one, or whose words were cut by other rules:
/// once for each rules, from the first message to the last. There is to be one in the cluster; two do no harm.
///
///     nodes of earlier releases are gone ─▶ `messages` has what they wrote ─▶ batch ─▶ batch … ─▶ finished
///
/// How far it has come is in the table, with each batch: it goes on wherever it is started next. At most some 2,000
/// messages in a second, so that others' queries do not feel it. Whatever fails is tried again.
public final class SearchBackfill {
    private static final Logger LOG = LoggerFactory.getLogger(SearchBackfill.class);
    private static final int BATCH = 100;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final BackfillRows rows;
    private final BooleanSupplier isAlone;
    private final BackfillMeters meters;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private long written;

    public sealed interface Command {}

    /// The cluster wants it done elsewhere, or ends.
    public record Stop() implements Command {}

    record Begin() implements Command {}

    private record Stepped(BackfillRows.Step step) implements Command {}

    private record Failed(Throwable reason) implements Command {}

    /// How a message becomes words.
    ///
    /// @param rules their number, another one whenever a message may have other words than before
    public record Indexing(int rules, Cut cut) {}

    /// The words of a message that Nova has sealed.
    @FunctionalInterface
    public interface Cut {
        /// @param key the sender's
        /// @param body none for which it fails
        WordDigests of(DataKey key, ConversationId conversation, UserId sender, Body body);
    }

    /// @param isAlone whether no node of another release is in the cluster
    public static Behavior<Command> create(
            Database database, DataKeys keys, Indexing indexing, BooleanSupplier isAlone, BackfillMeters meters) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var backfill = new SearchBackfill(
                    new BackfillRows(database, keys, indexing, BATCH), isAlone, meters, context, timers);
            context.getSelf().tell(new Begin());
            return Behaviors.receiveMessage(backfill::onCommand);
        }));
    }

    private SearchBackfill(
            BackfillRows rows,
            BooleanSupplier isAlone,
            BackfillMeters meters,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        this.rows = rows;
        this.isAlone = isAlone;
        this.meters = meters;
        this.context = context;
        this.timers = timers;
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Begin _ -> {
                if (isAlone.getAsBoolean()) {
                    context.pipeToSelf(
                            rows.step(), (step, failure) -> failure == null ? new Stepped(step) : new Failed(failure));
                } else {
                    again(LOOK_AGAIN);
                }
            }
            case Stepped(var step) -> onStepped(step);
            case Failed(var reason) -> {
                LOG.warn("The index of words waits, and is gone on with later: {}", reason.toString());
                again(LOOK_AGAIN);
            }
            case Stop _ -> {
                meters.rests();
                return Behaviors.stopped();
            }
        }
        return Behaviors.same();
    }

    private void onStepped(BackfillRows.Step step) {
        switch (step) {
            case BackfillRows.Waits _ -> again(LOOK_AGAIN);
            case BackfillRows.Went(var messages, var indexed) -> {
                meters.went(messages, indexed);
                written += indexed;
                again(PAUSE);
            }
            // Whoever wants all of it once more deletes the row.
            case BackfillRows.Finished _ -> {
                if (written > 0) {
                    LOG.info("All messages are in the index of words; {} were not as they should be", written);
                    written = 0;
                }
                meters.rests();
                again(LOOK_AGAIN);
            }
        }
    }

    private void again(Duration pause) {
        timers.startSingleTimer(new Begin(), pause);
    }
}

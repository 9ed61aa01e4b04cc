package social.nova.http.realtime;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import social.nova.http.conversation.ChangeFrame;
import social.nova.http.conversation.ChangeReading.Whole;
import social.nova.http.realtime.ConversationHub.Command;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationId;

/// What a hub is told of its conversation, in order: a change that does not follow waits until what is missing has
/// been pulled.
///
/// So many changes wait during a pull; the rest is pulled after it.
///
/// Part of [ConversationHub] and used by its actor only.
final class HubFeed {
    private static final int PULL = 50;
    private static final int MOST_WAITING = 200;
    private static final long RETRY_AFTER_MILLIS = 1_000;

    private final ConversationId conversation;
    private final Hubs.Surroundings surroundings;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final BiConsumer<Change, ChangeFrame> pass;
    private final HubPosition position = new HubPosition(MOST_WAITING);

    /// @param pass gets each change that is shown once, in order
    HubFeed(
            ConversationId conversation,
            Hubs.Surroundings surroundings,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            BiConsumer<Change, ChangeFrame> pass) {
        this.conversation = conversation;
        this.surroundings = surroundings;
        this.context = context;
        this.timers = timers;
        this.pass = pass;
    }

    HubPosition position() {
        return position;
    }

    void onHead(long head) {
        position.heard(head);
        pullIfBehind();
    }

    void onTold(Change change) {
        if (position.isKnown()) {
            position.heard(change.revision());
            if (position.isPulling()) {
                keep(change);
            } else if (!passNow(change)) {
                pullIfBehind();
            }
        }
    }

    private void keep(Change change) {
        if (!position.keep(change)) {
            surroundings.meters().notKept();
        }
    }

    // Until a pull that failed is repeated it counts as under way: what is told meanwhile waits.
    void onPulled(@Nullable Whole whole) {
        if (whole == null) {
            var delay = RETRY_AFTER_MILLIS + surroundings.random().nextLong(RETRY_AFTER_MILLIS);
            timers.startSingleTimer(new ConversationHub.PullAgain(), Duration.ofMillis(delay));
            surroundings.meters().pullFailed();
            return;
        }
        surroundings.meters().pulled();
        position.pullEnded();
        if (!position.isKnown()) {
            return;
        }
        whole.changes().stream()
                .filter(opened -> opened.change().revision() > position.reached())
                .forEach(opened -> pass(opened.change(), opened.frame(), HubMeters.Way.PULL));
        position.reached(whole.upTo());
        position.heard(whole.head());
        for (var change : position.takeKept()) {
            if (!passNow(change)) {
                break;
            }
        }
        pullIfBehind();
    }

    void onPullAgain() {
        position.pullEnded();
        pullIfBehind();
    }

    // False where something before it is missing, or the key that opens it is not at hand: it is pulled.
    private boolean passNow(Change change) {
        if (change.revision() <= position.reached()) {
            return true;
        }
        if (change.follows() > position.reached()) {
            return false;
        }
        var opened = surroundings.changes().openNow(conversation, change);
        opened.ifPresent(frame -> pass(change, frame, HubMeters.Way.TOLD));
        return opened.isPresent();
    }

    private void pass(Change change, ChangeFrame opened, HubMeters.Way way) {
        surroundings.meters().changed(way);
        pass.accept(change, opened);
        position.passed(change.revision());
    }

    private void pullIfBehind() {
        if (position.isKnown() && position.isBehind() && !position.isPulling()) {
            position.pullStarted();
            context.pipeToSelf(
                    surroundings.changes().readAll(conversation, position.reached(), PULL),
                    (whole, _) -> new ConversationHub.Pulled(whole));
        }
    }
}

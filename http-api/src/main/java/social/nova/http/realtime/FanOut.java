package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Left;
import social.nova.protocols.conversation.ConversationId;

/// Passes a hub's changes on to its sockets, to a few at once: whoever else has something to do on this node gets a
/// turn in between. A thousand sockets at once would be a thousand tasks in front of everybody, at each hop of theirs.
///
/// Waking a socket costs more than a frame. So after a round that went to many it rests for a moment, and what comes
/// meanwhile goes together in the next: a change that comes alone goes at once, and a busy conversation makes no more
/// than ten rounds a second, whatever is said in it.
///
/// One round after another. So many changes may wait; when one more comes, all that wait are passed on without a pause.
/// So they are when somebody is removed: they are to have everything up to that, and cannot ask for it any more.
///
/// Part of [ConversationHub] and used by its actor only.
final class FanOut {
    static final Duration REST = Duration.ofMillis(100);
    static final int AT_ONCE = 8;
    static final int MOST_TOGETHER = 32;
    static final int MOST_WAITING = 100;

    private final ConversationId conversation;
    private final Pace pace;
    private final HubMeters meters;
    private final Consumer<Change> passed;
    private final Set<Recipient> recipients = new LinkedHashSet<>();
    private final Set<Recipient> passedOver = new HashSet<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Round round;
    private boolean isResting;

    /// When it goes on.
    interface Pace {
        /// Has [#goOn] called when others have had their turn.
        void giveWay();

        /// Has [#rested] called after [#REST].
        void rest();

        /// By messages to the hub.
        static Pace of(ActorRef<ConversationHub.Command> hub, TimerScheduler<ConversationHub.Command> timers) {
            return new Pace() {
                @Override
                public void giveWay() {
                    hub.tell(new ConversationHub.PassOn());
                }

                @Override
                public void rest() {
                    timers.startSingleTimer(new ConversationHub.Rested(), REST);
                }
            };
        }
    }

    private record Waiting(Change change, EncodedChange encoded) {}

    /// Changes on their way.
    private static final class Round {
        final List<Change> changes = new ArrayList<>();
        final HubNotice.Passed notice;
        final int bytes;

        // Who is there when it begins; who is attached later begins behind it.
        final List<Recipient> to;

        int had;

        Round(List<Waiting> taken, Set<Recipient> recipients) {
            taken.forEach(one -> changes.add(one.change()));
            this.notice =
                    new HubNotice.Passed(taken.stream().map(Waiting::encoded).toList());
            this.bytes =
                    taken.stream().mapToInt(one -> one.encoded().frame().size()).sum();
            this.to = List.copyOf(recipients);
        }

        boolean isFull() {
            return changes.size() == MOST_TOGETHER;
        }
    }

    /// @param passed is told of each change when all have had it, before the next round begins
    FanOut(ConversationId conversation, Pace pace, HubMeters meters, Consumer<Change> passed) {
        this.conversation = conversation;
        this.pace = pace;
        this.meters = meters;
        this.passed = passed;
    }

    void add(Recipient recipient) {
        if (recipients.add(recipient)) {
            meters.attached(1);
        }
    }

    void remove(Recipient recipient) {
        if (recipients.remove(recipient)) {
            meters.attached(-1);
        }
        passedOver.remove(recipient);
    }

    /// Nobody is attached any more.
    void clear() {
        meters.attached(-recipients.size());
        recipients.clear();
        passedOver.clear();
    }

    Set<Recipient> recipients() {
        return recipients;
    }

    void pass(Change change, EncodedChange encoded) {
        if (waiting.size() == MOST_WAITING) {
            finish();
        }
        waiting.add(new Waiting(change, encoded));
        if (change.shown() instanceof Left) {
            finish();
        } else if (round == null && !isResting) {
            begin();
            goOn();
        }
    }

    /// The next few.
    void goOn() {
        few();
        if (round != null) {
            pace.giveWay();
        }
    }

    void rested() {
        isResting = false;
        if (round == null && !waiting.isEmpty()) {
            begin();
            goOn();
        }
    }

    /// All that is left, without a pause.
    void finish() {
        while (round != null || !waiting.isEmpty()) {
            if (round == null) {
                begin();
            }
            few();
        }
    }

    /// For who had enough to do when something was passed on: as long as they have, they are offered it again.
    void offerThosePassedOver(HubNotice.HeadMoved head) {
        passedOver.removeIf(one -> one.offer(conversation, head));
    }

    private void begin() {
        var taken = new ArrayList<Waiting>();
        while (taken.size() < MOST_TOGETHER && !waiting.isEmpty()) {
            taken.add(waiting.remove());
        }
        round = new Round(taken, recipients);
        if (!isResting && round.to.size() > AT_ONCE) {
            isResting = true;
            pace.rest();
        }
    }

    private void few() {
        var now = round;
        if (now == null) {
            return;
        }
        var end = Math.min(now.had + AT_ONCE, now.to.size());
        now.to.subList(now.had, end).stream().filter(recipients::contains).forEach(recipient -> {
            if (recipient.offer(conversation, now.notice)) {
                meters.passed(now.changes.size(), now.bytes);
            } else {
                passedOver.add(recipient);
                meters.passedOver(now.changes.size());
            }
        });
        now.had = end;
        if (end == now.to.size()) {
            round = null;
            now.changes.forEach(passed);
            // Behind a full round more has come than one rest is to hold up.
            if (!waiting.isEmpty() && (!isResting || now.isFull())) {
                begin();
            }
        }
    }
}

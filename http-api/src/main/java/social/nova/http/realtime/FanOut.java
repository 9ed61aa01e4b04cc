package social.nova.http.realtime;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationId;

/// Passes a hub's changes on to its sockets, to a few at once: whoever else has something to do on this node gets a
/// turn in between. A thousand sockets at once would be a thousand tasks in front of everybody, at each hop of theirs.
///
/// One change after another: the next begins when all have had the one before. So many changes may wait; when one more
/// comes, all that wait are passed on without a pause.
///
/// Part of [ConversationHub] and used by its actor only.
final class FanOut {
    static final int AT_ONCE = 8;
    static final int MOST_WAITING = 100;

    private final ConversationId conversation;
    private final Runnable later;
    private final Consumer<Change> passed;
    private final Set<Recipient> recipients = new LinkedHashSet<>();
    private final Set<Recipient> passedOver = new HashSet<>();
    private final Queue<Round> rounds = new ArrayDeque<>();
    private int had;

    /// One change on its way.
    ///
    /// @param to who is there when it begins; who is attached later begins behind it
    private record Round(Change change, HubNotice.Passed notice, List<Recipient> to) {}

    /// @param later has [#goOn] called when others have had their turn
    /// @param passed is told of each change when all have had it, before the next begins
    FanOut(ConversationId conversation, Runnable later, Consumer<Change> passed) {
        this.conversation = conversation;
        this.later = later;
        this.passed = passed;
    }

    void add(Recipient recipient) {
        recipients.add(recipient);
    }

    void remove(Recipient recipient) {
        recipients.remove(recipient);
        passedOver.remove(recipient);
    }

    Set<Recipient> recipients() {
        return recipients;
    }

    void pass(Change change, HubNotice.Passed notice) {
        if (rounds.size() == MOST_WAITING) {
            finish();
        }
        rounds.add(new Round(change, notice, List.copyOf(recipients)));
        if (rounds.size() == 1) {
            goOn();
        }
    }

    /// The next few.
    void goOn() {
        if (!rounds.isEmpty()) {
            few();
            if (!rounds.isEmpty()) {
                later.run();
            }
        }
    }

    /// All that is left, without a pause.
    void finish() {
        while (!rounds.isEmpty()) {
            few();
        }
    }

    /// For who had enough to do when something was passed on: as long as they have, they are offered it again.
    void offerThosePassedOver(HubNotice.HeadMoved head) {
        passedOver.removeIf(one -> one.offer(conversation, head));
    }

    private void few() {
        var round = rounds.element();
        var end = Math.min(had + AT_ONCE, round.to().size());
        round.to().subList(had, end).stream().filter(recipients::contains).forEach(recipient -> {
            if (!recipient.offer(conversation, round.notice())) {
                passedOver.add(recipient);
            }
        });
        had = end;
        if (had == round.to().size()) {
            rounds.remove();
            had = 0;
            passed.accept(round.change());
        }
    }
}

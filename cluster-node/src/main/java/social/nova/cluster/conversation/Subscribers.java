package social.nova.cluster.conversation;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationHubs.Notice;

/// The hubs of a conversation, one for each node with members' sockets, and how much each may still be told.
///
/// Nothing is kept for them: a hub that is told nothing, because it was forgotten or has had enough, asks.
final class Subscribers {
    /// More than a cluster has nodes; one more displaces the one that has been silent for longest.
    static final int MOST = 500;

    /// A hub that was not heard of for so long is no more.
    static final Duration SILENCE = Duration.ofSeconds(20);

    private final InstantSource clock;

    // The one that was heard of last is last.
    private final LinkedHashMap<ActorRef<Notice>, Subscriber> hubs = new LinkedHashMap<>();

    private static final class Subscriber {
        private final Instant heardAt;
        private final boolean viewed;
        private int toldSince;

        private Subscriber(Instant heardAt, boolean viewed) {
            this.heardAt = heardAt;
            this.viewed = viewed;
        }
    }

    Subscribers(InstantSource clock) {
        this.clock = clock;
    }

    /// @param viewed whether somebody looks there
    void heard(ActorRef<Notice> hub, boolean viewed) {
        hubs.remove(hub);
        hubs.putLast(hub, new Subscriber(clock.instant(), viewed));
        forgetSilent();
        if (hubs.size() > MOST) {
            hubs.pollFirstEntry();
        }
    }

    void remove(ActorRef<Notice> hub) {
        hubs.remove(hub);
    }

    void tell(Notice notice) {
        tell(notice, false);
    }

    void tellViewed(Notice notice) {
        tell(notice, true);
    }

    private void tell(Notice notice, boolean viewedOnly) {
        forgetSilent();
        hubs.forEach((hub, subscriber) -> {
            if ((subscriber.viewed || !viewedOnly) && subscriber.toldSince < ConversationHubs.TOLD_PER_SUBSCRIPTION) {
                subscriber.toldSince++;
                hub.tell(notice);
            }
        });
    }

    private void forgetSilent() {
        var oldest = clock.instant().minus(SILENCE);
        while (!hubs.isEmpty() && hubs.firstEntry().getValue().heardAt.isBefore(oldest)) {
            hubs.pollFirstEntry();
        }
    }
}

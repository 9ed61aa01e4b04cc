package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import java.util.concurrent.atomic.AtomicInteger;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;

/// A socket as the hubs of its node know it: takes what they pass on, at most so much at once, from all of them
/// together. What finds no room is not kept: the socket sees that it is missing, and pulls.
final class Recipient {
    static final int MOST_IN_HAND = 256;

    private final UserId user;
    private final ActorRef<ChatSocket.Event> socket;
    private final AtomicInteger inHand = new AtomicInteger();

    Recipient(UserId user, ActorRef<ChatSocket.Event> socket) {
        this.user = user;
        this.socket = socket;
    }

    UserId user() {
        return user;
    }

    ActorRef<ChatSocket.Event> socket() {
        return socket;
    }

    /// False when the socket has enough to do and was told nothing.
    boolean offer(ConversationId conversation, HubNotice.Offered notice) {
        if (inHand.incrementAndGet() > MOST_IN_HAND) {
            inHand.decrementAndGet();
            return false;
        }
        tell(conversation, notice);
        return true;
    }

    /// The socket has dealt with something that was offered.
    void taken() {
        inHand.decrementAndGet();
    }

    /// For what is said once in a while.
    void tell(ConversationId conversation, HubNotice notice) {
        socket.tell(new ChatSocket.FromHub(conversation, notice));
    }
}

package social.nova.http.realtime;

import akka.actor.typed.javadsl.ActorContext;
import java.util.ArrayList;
import java.util.List;
import social.nova.http.realtime.ChatSocket.Event;
import social.nova.http.realtime.ChatSocket.Listed;
import social.nova.protocols.common.UserId;

/// Reads the list of a user's conversations, though not before the session knows this socket: what happened between
/// the two would be in no list and pushed to nobody.
///
/// Part of [ChatSocket] and used by its actor only.
final class ListReading {
    private static final int MAX_CONVERSATIONS = 10_000;

    private final UserId user;
    private final ChatSocket.Listing conversations;
    private final ActorContext<Event> context;

    // Empty once the session knows this socket; until then, what the list is to be read for.
    private final List<ListReason> beforeRegistered = new ArrayList<>();
    private boolean registered;

    ListReading(UserId user, ChatSocket.Listing conversations, ActorContext<Event> context) {
        this.user = user;
        this.conversations = conversations;
        this.context = context;
    }

    /// The session knows this socket: what is told from here on comes here.
    void onRegistered() {
        registered = true;
        var waiting = List.copyOf(beforeRegistered);
        beforeRegistered.clear();
        waiting.forEach(this::read);
    }

    /// Answered by [Listed].
    void read(ListReason reason) {
        if (registered) {
            context.pipeToSelf(
                    conversations.of(user, MAX_CONVERSATIONS),
                    (standings, failure) -> new Listed(reason, standings, failure));
        } else {
            beforeRegistered.add(reason);
        }
    }
}

package social.nova.http.realtime;

import akka.actor.typed.javadsl.ActorContext;
import java.util.concurrent.CompletionStage;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.ChangeReading.Extract;
import social.nova.http.realtime.ChatSocket.Event;
import social.nova.http.realtime.ChatSocket.Pulled;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;

/// Asks conversations for what a socket lacks; the answer comes to its actor as [Pulled].
record PullReading(UserId user, ChangeReading reading, ActorContext<Event> context) {
    private static final int CHANGES = 50;

    void begin(ConversationId conversation, Cursor cursor) {
        context.pipeToSelf(
                read(conversation, cursor), (extract, failure) -> new Pulled(conversation, extract, failure));
    }

    // A removal ends what is shown, and not before its turn; but what a client names is a member's to ask for.
    private CompletionStage<Extract> read(ConversationId conversation, Cursor cursor) {
        return cursor.syncing()
                ? reading.read(user, conversation, cursor.position(), CHANGES)
                : reading.readEvenIfRemoved(user, conversation, cursor.position(), CHANGES);
    }
}

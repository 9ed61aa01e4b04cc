package social.nova.http.realtime;

import akka.actor.typed.javadsl.ActorContext;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Errors;
import social.nova.http.common.Parameters;
import social.nova.http.realtime.ChatSocket.Event;
import social.nova.http.realtime.ChatSocket.Marked;
import social.nova.http.realtime.ChatSocket.Marking;
import social.nova.protocols.common.UserId;

/// What one client says it has read. Answered only if it is refused: others see it, and it may be said again.
///
/// Part of [ChatSocket] and used by its actor only.
final class Reads {
    private final UserId user;
    private final Socket socket;
    private final Marking marking;
    private final ActorContext<Event> context;

    Reads(UserId user, Socket socket, Marking marking, ActorContext<Event> context) {
        this.user = user;
        this.socket = socket;
        this.marking = marking;
        this.context = context;
    }

    void onRead(ChatFrame.Read frame) {
        try {
            var conversation = Parameters.conversation(frame.conversationId());
            context.pipeToSelf(
                    marking.mark(user, conversation, frame.upTo()), (_, failure) -> new Marked(conversation, failure));
        } catch (BadRequest bad) {
            socket.send(
                    ServerFrame.failed(bad.code(), bad.details(), null, null).encoded());
            socket.handled();
        }
    }

    void onMarked(Marked marked) {
        if (marked.failure() != null) {
            var code = Errors.codeOf(marked.failure());
            socket.send(
                    ServerFrame.failed(code, null, null, marked.conversation().value())
                            .encoded());
        }
        socket.handled();
    }
}

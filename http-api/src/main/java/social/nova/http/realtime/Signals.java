package social.nova.http.realtime;

import akka.Done;
import akka.actor.typed.javadsl.ActorContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Errors;
import social.nova.http.common.Parameters;
import social.nova.http.conversation.ConversationSignals;
import social.nova.http.realtime.ChatSocket.Event;
import social.nova.http.realtime.ChatSocket.Signalled;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;

/// What one client says of its user: how far they have read, that they type. Answered only if it is refused:
/// others see it, and it may be said again.
///
/// Part of [ChatSocket] and used by its actor only.
final class Signals {
    /// Typing that is said more often is passed over.
    static final Duration TYPING_EVERY = Duration.ofSeconds(1);

    private final UserId user;
    private final Socket socket;
    private final ConversationSignals signals;
    private final InstantSource clock;
    private final ActorContext<Event> context;
    private Instant typedAt = Instant.EPOCH;

    Signals(UserId user, Socket socket, ChatSocket.Surroundings surroundings, ActorContext<Event> context) {
        this.user = user;
        this.socket = socket;
        this.signals = surroundings.signals();
        this.clock = surroundings.clock();
        this.context = context;
    }

    void onRead(ChatFrame.Read frame) {
        try {
            var conversation = Parameters.conversation(frame.conversationId());
            tell(conversation, signals.hasRead(user, conversation, frame.upTo()));
        } catch (BadRequest bad) {
            refuse(bad);
        }
    }

    void onTyping(ChatFrame.Typing frame) {
        try {
            var conversation = Parameters.conversation(frame.conversationId());
            var now = clock.instant();
            if (Duration.between(typedAt, now).compareTo(TYPING_EVERY) < 0) {
                socket.handled();
            } else {
                typedAt = now;
                tell(conversation, signals.types(user, conversation));
            }
        } catch (BadRequest bad) {
            refuse(bad);
        }
    }

    void onSignalled(Signalled signalled) {
        if (signalled.failure() != null) {
            var code = Errors.codeOf(signalled.failure());
            socket.send(ServerFrame.failed(
                            code, null, null, signalled.conversation().value())
                    .encoded());
        }
        socket.handled();
    }

    private void tell(ConversationId conversation, CompletionStage<Done> answer) {
        context.pipeToSelf(answer, (_, failure) -> new Signalled(conversation, failure));
    }

    private void refuse(BadRequest bad) {
        socket.send(ServerFrame.failed(bad.code(), bad.details(), null, null).encoded());
        socket.handled();
    }
}

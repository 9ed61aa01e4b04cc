package social.nova.http.realtime;

import akka.actor.typed.javadsl.ActorContext;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Errors;
import social.nova.http.common.Parameters;
import social.nova.http.conversation.Draft;
import social.nova.http.conversation.MessageSending;
import social.nova.http.realtime.ChatSocket.Event;
import social.nova.http.realtime.ChatSocket.KeyLoaded;
import social.nova.http.realtime.ChatSocket.Sent;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;

/// The messages one client sends: on their way in the order they came, answered each by `ack` or `error`.
///
/// Part of [ChatSocket] and used by its actor only.
final class Sends {
    private final UserId user;
    private final Socket socket;
    private final MessageSending sending;
    private final DataKeys keys;
    private final ActorContext<Event> context;

    // Sends wait here, in order, until the user's key is loaded; the socket's window bounds them.
    private final Queue<ChatFrame.SendMessage> awaitingKey = new ArrayDeque<>();
    private @Nullable DataKey key;

    Sends(UserId user, Socket socket, MessageSending sending, DataKeys keys, ActorContext<Event> context) {
        this.user = user;
        this.socket = socket;
        this.sending = sending;
        this.keys = keys;
        this.context = context;
    }

    void onSend(ChatFrame.SendMessage frame) {
        if (key != null) {
            send(frame, key);
            return;
        }
        awaitingKey.add(frame);
        if (awaitingKey.size() == 1) {
            context.pipeToSelf(keys.of(user), KeyLoaded::new);
        }
    }

    void onKeyLoaded(KeyLoaded loaded) {
        key = loaded.key();
        for (var frame = awaitingKey.poll(); frame != null; frame = awaitingKey.poll()) {
            if (key != null) {
                send(frame, key);
            } else if (loaded.failure() != null) {
                onSent(new Sent(frame.idempotencyKey(), null, loaded.failure()));
            }
        }
    }

    private void send(ChatFrame.SendMessage frame, DataKey key) {
        var idempotencyKey = frame.idempotencyKey();
        try {
            var conversation = Parameters.conversation(frame.conversationId());
            var draft = Draft.of("text", frame.text(), frame.encryptedContent(), frame.nonce(), idempotencyKey)
                    .about(frame.replyTo(), frame.mentions());
            context.pipeToSelf(
                    sending.send(user, key, conversation, draft),
                    (receipt, failure) -> new Sent(idempotencyKey, receipt, failure));
        } catch (BadRequest bad) {
            answer(ServerFrame.failed(bad.code(), bad.details(), idempotencyKey, null));
        }
    }

    void onSent(Sent sent) {
        var receipt = sent.receipt();
        if (receipt != null) {
            answer(new ServerFrame.Ack(sent.idempotencyKey(), receipt.id().value(), receipt.sequenceNumber()));
        } else if (sent.failure() != null) {
            answer(ServerFrame.failed(Errors.codeOf(sent.failure()), null, sent.idempotencyKey(), null));
        }
    }

    private void answer(ServerFrame frame) {
        socket.send(frame.encoded());
        socket.handled();
    }
}

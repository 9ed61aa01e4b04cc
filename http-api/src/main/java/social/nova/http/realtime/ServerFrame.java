package social.nova.http.realtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Json;
import social.nova.protocols.common.ErrorCode;

/// What Nova says on the messaging socket beside the [changes][social.nova.http.conversation.ChangeFrame] of
/// conversations, told apart by `type`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerFrame.Ack.class, name = "ack"),
    @JsonSubTypes.Type(value = ServerFrame.Failed.class, name = "error"),
    @JsonSubTypes.Type(value = ServerFrame.Synced.class, name = "synced"),
    @JsonSubTypes.Type(value = ServerFrame.Typing.class, name = "typing"),
    @JsonSubTypes.Type(value = ServerFrame.Presence.class, name = "presence"),
    @JsonSubTypes.Type(value = ServerFrame.Pong.class, name = "pong"),
    @JsonSubTypes.Type(value = ServerFrame.Reconnect.class, name = "reconnect")
})
sealed interface ServerFrame {

    /// The message is durable.
    record Ack(@Nullable String idempotencyKey, String id, long sequenceNumber) implements ServerFrame {}

    /// A frame was refused, or its outcome is unknown (`SERVICE_UNAVAILABLE`, `DATABASE_ERROR`): try again.
    record Failed(
            String error,
            String message,
            @Nullable String details,
            @Nullable String idempotencyKey,
            @JsonInclude(Include.NON_NULL) @Nullable String conversationId)
            implements ServerFrame {}

    /// Everything up to this sequence number and revision has been sent; `more` says that sync goes on with this
    /// conversation.
    record Synced(String conversationId, long upTo, long revision, boolean more) implements ServerFrame {}

    /// A member types just now.
    record Typing(String conversationId, String userId) implements ServerFrame {}

    /// Whether a member is there: has a socket, or had one some seconds ago.
    record Presence(String conversationId, String userId, boolean online) implements ServerFrame {}

    record Pong() implements ServerFrame {}

    /// This node is going: connect to another in so many milliseconds, when this socket is closed. Each socket is given
    /// another time, so that not all come back at once.
    record Reconnect(long afterMs) implements ServerFrame {}

    /// An error frame; what is not known or does not apply is null.
    static ServerFrame failed(
            ErrorCode code,
            @Nullable String details,
            @Nullable String idempotencyKey,
            @Nullable String conversationId) {
        return new Failed(code.name(), code.message(), details, idempotencyKey, conversationId);
    }

    /// The frame as it travels.
    default Frame encoded() {
        return Frame.text(Json.bytes(this));
    }
}

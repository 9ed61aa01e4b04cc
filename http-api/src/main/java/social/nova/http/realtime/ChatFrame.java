package social.nova.http.realtime;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Parameters;
import social.nova.protocols.conversation.ConversationId;

/// What a client says on the messaging socket, one JSON object per text message, told apart by `type`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChatFrame.SendMessage.class, name = "message"),
    @JsonSubTypes.Type(value = ChatFrame.Sync.class, name = "sync"),
    @JsonSubTypes.Type(value = ChatFrame.Read.class, name = "read"),
    @JsonSubTypes.Type(value = ChatFrame.View.class, name = "view"),
    @JsonSubTypes.Type(value = ChatFrame.Unview.class, name = "unview"),
    @JsonSubTypes.Type(value = ChatFrame.Typing.class, name = "typing"),
    @JsonSubTypes.Type(value = ChatFrame.Ping.class, name = "ping")
})
sealed interface ChatFrame {

    /// Sends a message; answered by `ack` or `error` with the same idempotency key.
    record SendMessage(
            @Nullable String conversationId,
            @Nullable String text,
            @Nullable String encryptedContent,
            @Nullable String nonce,
            @Nullable String idempotencyKey,
            @Nullable String replyTo,
            @Nullable List<@Nullable String> mentions)
            implements ChatFrame {}

    /// Asks for everything after the given positions, and everything of the conversations not named; each conversation
    /// is followed by `synced`.
    record Sync(@Nullable Map<String, @Nullable Position> conversations) implements ChatFrame {
        /// The positions by conversation.
        ///
        /// @throws BadRequest if a name is no conversation id, or has no position
        Map<ConversationId, Position> named() {
            return conversations == null
                    ? Map.of()
                    : conversations.entrySet().stream()
                            .collect(Collectors.toUnmodifiableMap(
                                    entry -> Parameters.conversation(entry.getKey()),
                                    entry -> Position.given(entry.getValue()),
                                    (a, _) -> a));
        }
    }

    /// The user has read everything up to a message, or to the newest.
    record Read(@Nullable String conversationId, @Nullable Long sequenceNumber) implements ChatFrame {
        /// @throws BadRequest if that is no number of a message
        long upTo() {
            if (sequenceNumber != null && sequenceNumber < 1) {
                throw new BadRequest("sequence_number: 1 or more");
            }
            return sequenceNumber == null ? Long.MAX_VALUE : sequenceNumber;
        }
    }

    /// The client looks at these conversations: it wants to be shown who types there, and who is there.
    record View(@Nullable List<@Nullable String> conversationIds) implements ChatFrame {
        /// @throws BadRequest if one is no conversation id, or there is none
        List<ConversationId> conversations() {
            return all(conversationIds);
        }
    }

    /// It looks at these no more.
    record Unview(@Nullable List<@Nullable String> conversationIds) implements ChatFrame {
        /// @throws BadRequest if one is no conversation id, or there is none
        List<ConversationId> conversations() {
            return all(conversationIds);
        }
    }

    /// The user types in a conversation just now.
    record Typing(@Nullable String conversationId) implements ChatFrame {}

    private static List<ConversationId> all(@Nullable List<@Nullable String> ids) {
        if (ids == null || ids.isEmpty()) {
            throw new BadRequest("conversation_ids: is required");
        }
        return ids.stream().map(Parameters::conversation).toList();
    }

    /// Answered by `pong`.
    record Ping() implements ChatFrame {}

    /// How far a client has a conversation.
    ///
    /// @param revision below 0 for who does not know it: then it is that of the message
    record Position(long sequenceNumber, long revision) {
        static final Position BEGINNING = new Position(0, 0);
        private static final long UNKNOWN = -1;
        private static final String EXPECTED =
                "conversations: each position is a sequence number, or an object with one";

        /// From `{"sequence_number": n, "revision": r}`, `{"sequence_number": n}` or a bare `n`.
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Position of(JsonNode json) {
            var sequenceNumber = number(json.isObject() ? json.path("sequence_number") : json);
            var revision = json.path("revision");
            if (!revision.isMissingNode() && !revision.isNull()) {
                return new Position(sequenceNumber, number(revision));
            }
            return sequenceNumber == 0 ? BEGINNING : new Position(sequenceNumber, UNKNOWN);
        }

        private static long number(JsonNode number) {
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                throw new BadRequest(EXPECTED);
            }
            return number.longValue();
        }

        // A `null` in the frame never comes to the creator above.
        private static Position given(@Nullable Position position) {
            if (position == null) {
                throw new BadRequest(EXPECTED);
            }
            return position;
        }
    }
}

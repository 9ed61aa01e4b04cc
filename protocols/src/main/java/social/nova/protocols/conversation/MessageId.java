package social.nova.protocols.conversation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import social.nova.protocols.common.Uuids;

/// A message: a UUIDv8 that names its conversation and its sequence number, see [ConversationIds].
public record MessageId(@JsonValue String value) {
    /// @throws IllegalArgumentException if `value` is not a UUID
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MessageId {
        value = Uuids.canonical(value);
    }

    @Override
    public String toString() {
        return value;
    }
}

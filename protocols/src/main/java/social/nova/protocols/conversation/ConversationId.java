package social.nova.protocols.conversation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import social.nova.protocols.common.Uuids;

/// A conversation: a UUIDv8 whose structure [ConversationIds] knows, in lower case.
public record ConversationId(@JsonValue String value) {
    /// @throws IllegalArgumentException if `value` is not a UUID
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ConversationId {
        value = Uuids.canonical(value);
    }

    @Override
    public String toString() {
        return value;
    }
}

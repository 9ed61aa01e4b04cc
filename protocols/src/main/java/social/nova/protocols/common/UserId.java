package social.nova.protocols.common;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// A user, by UUID in lower case.
///
/// The component is a string because CBOR would write a UUID as bytes that no map key can carry.
public record UserId(@JsonValue String value) implements Comparable<UserId> {
    /// @throws IllegalArgumentException if `value` is not a UUID
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public UserId {
        value = Uuids.canonical(value);
    }

    public static UserId of(UUID id) {
        return new UserId(id.toString());
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

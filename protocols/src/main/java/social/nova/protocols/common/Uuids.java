package social.nova.protocols.common;

import java.util.UUID;

/// The text form of UUIDs that Nova accepts: 36 characters in any case, and emits: in lower case.
public final class Uuids {
    private static final int LENGTH = 36;

    private Uuids() {}

    /// @throws IllegalArgumentException if `text` is not a UUID in its full form
    public static String canonical(String text) {
        return parse(text).toString();
    }

    /// Stricter than [UUID#fromString], which also takes `1-2-3-4-5`.
    ///
    /// @throws IllegalArgumentException if `text` is not a UUID in its full form
    public static UUID parse(String text) {
        if (text.length() != LENGTH
                || text.charAt(8) != '-'
                || text.charAt(13) != '-'
                || text.charAt(18) != '-'
                || text.charAt(23) != '-') {
            throw new IllegalArgumentException("Not a UUID");
        }
        return UUID.fromString(text);
    }
}

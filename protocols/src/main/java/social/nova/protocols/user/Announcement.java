package social.nova.protocols.user;

import java.time.Instant;
import java.util.List;
import social.nova.protocols.common.NovaSerializable;

/// What every node is told at once, because each decides by it on its own. Nobody answers and it may be lost: who hears
/// of it has another, slower way to learn the same.
public sealed interface Announcement extends NovaSerializable {

    /// These login sessions have ended: their access tokens and sockets with them.
    ///
    /// @param until when the last of these tokens expires by itself
    record SessionsRevoked(List<String> sessions, Instant until) implements Announcement {}
}

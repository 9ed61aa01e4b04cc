package social.nova.cluster.conversation;

import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.Conversation.Event;

/// What becomes of a command that wants something changed.
sealed interface Decision {
    /// It happens.
    record Happens(Event event) implements Decision {}

    /// It is so already.
    record IsSo() implements Decision {}

    record Refused(ErrorCode code) implements Decision {}
}

package social.nova.http.realtime;

import social.nova.http.common.Json;
import social.nova.http.conversation.ChangeFrame;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Posted;

/// A change as it goes to sockets: opened and encoded once, however many they are.
///
/// @param follows who has the change of this revision has everything before this one
/// @param about the message that it is about; 0 if it is about none
/// @param isMessage whether it is that message, new
record EncodedChange(long revision, long follows, long about, boolean isMessage, Frame frame) {

    /// @param follows what was passed on before it
    static EncodedChange of(Change change, long follows, ChangeFrame opened) {
        return new EncodedChange(
                change.revision(),
                follows,
                change.shown().sequenceNumber(),
                change.shown() instanceof Posted,
                encoded(opened));
    }

    static Frame encoded(ChangeFrame opened) {
        return Frame.text(Json.bytes(opened));
    }
}

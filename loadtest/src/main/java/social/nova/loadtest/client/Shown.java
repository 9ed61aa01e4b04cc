package social.nova.loadtest.client;

import com.fasterxml.jackson.databind.JsonNode;
import social.nova.loadtest.history.Event;
import social.nova.loadtest.history.Text;

/// What nodes show of messages, as a history writes it down.
final class Shown {
    private Shown() {}

    /// A message as it stands.
    static Event message(Event event, JsonNode message) {
        var text = message.path("plaintext").asText();
        var deleted = message.hasNonNull("deleted_at");
        return event.named(deleted ? "" : Text.key(text))
                .message(
                        message.path("sequence_number").asLong(),
                        message.path("id").asText())
                .standing(deleted ? Text.DELETED : Text.edit(text))
                .revision("", message.path("revision").asLong());
    }

    /// A frame that tells a change of a conversation.
    static Event change(Event event, JsonNode frame) {
        var type = frame.path("type").asText();
        var revision = frame.path("revision").asLong();
        return switch (type) {
            case "message" -> message(event, frame.path("message")).revision("", revision);
            case "message_edited" -> message(event, frame.path("message")).revision(type, revision);
            default -> {
                var emoji = frame.path("emoji").asText(frame.at("/emojis/0").asText());
                yield event.message(
                                frame.path("sequence_number").asLong(),
                                frame.path("message_id").asText())
                        .standing(type.equals("message_deleted") ? Text.DELETED : emoji)
                        .revision(type, revision);
            }
        };
    }
}

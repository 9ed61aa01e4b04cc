package social.nova.protocols.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Makes the messages of a topic out of the `x-events` of its part:
///
///     x-events:
///       channel: journal             # of this part; has one operation, which gets the messages, too
///       numbered: true               # each has the `revision` of its entity's journal
///       types:
///         conversation.renamed:      # becomes the message of this name, with the example in events/<topic>/
///           entity: Conversation     # what the entity's id begins with
///           summary: ...
///           data: {by_id: ...}       # properties of `data`, all of them required
final class EventMessages {
    private static final String EVENTS = "x-events";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private EventMessages() {}

    /// Does nothing to a part without events.
    static void expand(ObjectNode part) {
        var events = part.remove(EVENTS);
        if (events == null) {
            return;
        }
        var channel = events.path("channel").asText();
        var topic = part.at("/channels/" + channel + "/address").asText();
        var operation = (ObjectNode) part.path("operations").iterator().next();
        for (var event : events.path("types").properties()) {
            var type = event.getKey();
            var message = part.withObject("/components/messages").putObject(type);
            describe(message, type, event.getValue());
            payload(
                    message.putObject("payload"),
                    type,
                    event.getValue(),
                    events.path("numbered").asBoolean());
            example(message, Parts.read("events/%s/%s.json".formatted(topic, type)));
            part.withObject("/channels/" + channel + "/messages")
                    .putObject(type)
                    .put("$ref", "#/components/messages/" + type);
            operation
                    .withArray("/messages")
                    .addObject()
                    .put("$ref", "#/channels/%s/messages/%s".formatted(channel, type));
        }
    }

    private static void describe(ObjectNode message, String type, JsonNode event) {
        message.put("name", type)
                .put("title", type)
                .put("summary", event.path("summary").asText());
        message.putObject("headers").put("$ref", SCHEMAS + "EventHeaders");
        message.putObject("bindings")
                .putObject("kafka")
                .put("bindingVersion", "0.5.0")
                .putObject("key")
                .put("type", "string")
                .put("description", "The `entity`.");
    }

    private static void payload(ObjectNode payload, String type, JsonNode event, boolean numbered) {
        var properties = payload.put("type", "object").putObject("properties");
        properties.putObject("id").put("$ref", SCHEMAS + "Uuid");
        properties.putObject("type").put("const", type);
        properties
                .putObject("entity")
                .put("type", "string")
                .put("pattern", "^%s\\|%s$".formatted(event.path("entity").asText(), UUID));
        if (numbered) {
            properties
                    .putObject("revision")
                    .put("type", "integer")
                    .put("minimum", 1)
                    .put("description", "The position in the entity's journal, from 1 without gaps.");
        }
        properties.putObject("at").put("$ref", SCHEMAS + "EventTime");
        var data = properties.putObject("data").put("type", "object");
        if (event.has("data")) {
            data.set("properties", event.path("data"));
            requireAll(data);
        }
        requireAll(payload);
    }

    private static void requireAll(ObjectNode schema) {
        var required = schema.putArray("required");
        schema.path("properties").fieldNames().forEachRemaining(required::add);
    }

    private static void example(ObjectNode message, ObjectNode record) {
        var example = message.putArray("examples")
                .addObject()
                .put("name", record.path("type").asText());
        example.putObject("headers")
                .put("event-id", record.path("id").asText())
                .put("event-type", record.path("type").asText());
        example.set("payload", record);
    }
}

package social.nova.protocols.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Holds what is said on sockets and in Kafka against the document: of what Nova says, every field must be described
/// there.
public final class Spoken {
    /// What this build says.
    public static final Spoken NOVA = new Spoken(AsyncApi.assemble());

    private static final String SOCKET = "messagingSocket";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final Schemas schemas;
    private final Map<String, JsonNode> client;
    private final Map<String, JsonNode> server;
    private final Map<String, Map<String, JsonNode>> topics = new LinkedHashMap<>();

    public Spoken(AsyncApi document) {
        this.document = document.document();
        this.schemas = new Schemas(this.document);
        this.client = messages(SOCKET, "receive", "/messages");
        this.server = new TreeMap<>(messages(SOCKET, "send", "/messages"));
        server.putAll(messages(SOCKET, "receive", "/reply/messages"));
        for (var channel : List.of("novaEvents", "journal")) {
            topics.put(
                    this.document.at("/channels/" + channel + "/address").asText(),
                    messages(channel, "send", "/messages"));
        }
    }

    /// The document itself.
    public JsonNode document() {
        return document;
    }

    /// What clients say on the socket, by `type`.
    public Map<String, JsonNode> clientFrames() {
        return client;
    }

    /// What Nova says on the socket, by `type`.
    public Map<String, JsonNode> serverFrames() {
        return server;
    }

    /// The events of a topic, by `type`.
    public Map<String, JsonNode> events(String topic) {
        return topics.getOrDefault(topic, Map.of());
    }

    public Set<String> topics() {
        return topics.keySet();
    }

    /// The fields that a message of this type may have; none if there is no such type.
    ///
    /// @param where in its payload
    public static Set<String> fields(Map<String, JsonNode> messages, String type, String where) {
        var message = messages.get(type);
        return message == null
                ? Set.of()
                : message.at("/payload" + where + "/properties").properties().stream()
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// The types of frame that a client frame of this type may be answered by.
    public List<String> answers(String type) {
        return operations("receive")
                .filter(operation -> named(operation.path("messages")).anyMatch(type::equals))
                .flatMap(operation -> named(operation.at("/reply/messages")))
                .toList();
    }

    /// Everything in which a frame breaks the document; empty if it keeps it.
    public List<String> problemsOfServer(String frame) {
        return problems(server, read(frame), true);
    }

    /// The same for a frame of a client that is to be accepted.
    public List<String> problemsOfClient(String frame) {
        return problems(client, read(frame), false);
    }

    /// The same for a record of a topic.
    ///
    /// @param headers by name
    public List<String> problemsOfRecord(String topic, String key, String value, Map<String, String> headers) {
        var event = read(value);
        var problems =
                Stream.concat(problems(events(topic), event, true).stream(), headerProblems(headers, event).stream());
        return key.equals(event.path("entity").asText())
                ? problems.toList()
                : Stream.concat(problems, Stream.of("the key is not the entity, but " + key))
                        .toList();
    }

    private List<String> headerProblems(Map<String, String> headers, JsonNode event) {
        var described = document.at("/components/schemas/EventHeaders");
        var json = JSON.<ObjectNode>valueToTree(headers);
        return headers.getOrDefault("event-type", "").equals(event.path("type").asText())
                        && headers.getOrDefault("event-id", "")
                                .equals(event.path("id").asText())
                ? schemas.closed(described).problems(json)
                : List.of("the headers name another event: " + headers);
    }

    private List<String> problems(Map<String, JsonNode> known, JsonNode said, boolean byNova) {
        var message = known.get(said.path("type").asText());
        if (message == null) {
            return List.of("there is no type \"%s\"".formatted(said.path("type").asText()));
        }
        var payload = message.path("payload");
        return (byNova ? schemas.closed(payload) : schemas.open(payload)).problems(said);
    }

    private Map<String, JsonNode> messages(String channel, String action, String where) {
        var found = new TreeMap<String, JsonNode>();
        operations(action)
                .filter(operation -> operation.at("/channel/$ref").asText().equals("#/channels/" + channel))
                .flatMap(operation -> StreamSupport.stream(operation.at(where).spliterator(), false))
                .map(schemas::follow)
                .forEach(message -> found.put(message.path("name").asText(), message));
        return found;
    }

    private Stream<JsonNode> operations(String action) {
        return StreamSupport.stream(document.path("operations").spliterator(), false)
                .filter(operation -> operation.path("action").asText().equals(action));
    }

    private Stream<String> named(JsonNode references) {
        return StreamSupport.stream(references.spliterator(), false)
                .map(reference -> schemas.follow(reference).path("name").asText());
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException noJson) {
            return MissingNode.getInstance();
        }
    }
}

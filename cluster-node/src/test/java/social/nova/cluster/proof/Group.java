package social.nova.cluster.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;

/// Some people and their conversation, changed over REST, one change after another; writes down what its members are to
/// be shown of it.
final class Group {
    private final String id;
    private final List<String> told = new ArrayList<>();
    private final Map<String, List<String>> texts = new HashMap<>();

    private Group(String id) {
        this.id = id;
    }

    /// Opens it; the first person owns it.
    static Group found(Node node, Person owner, Person... others) {
        var members = Stream.of(others).map(Person::id).toList();
        var group = Web.post(
                "http://" + node.messaging() + "/conversations",
                owner.token(),
                Map.of("name", "Friday's walk", "member_ids", members));
        var opened = new Group(required(200, group).path("id").asText());
        opened.told.add("conversation_created " + owner.id());
        return opened;
    }

    String id() {
        return id;
    }

    /// Every change so far: the type of its frame, and what it is about, as [#line] says it.
    List<String> told() {
        return List.copyOf(told);
    }

    /// Whether a frame has its message as it was then, or as it came to be: what is pulled comes as it stands.
    boolean hasSaid(JsonNode frame) {
        var message = frame.path("message");
        var versions = texts.getOrDefault(message.path("id").asText(), List.of("", ""));
        var first = frame.path("type").asText().equals("message_edited") ? 1 : 0;
        return versions.subList(first, versions.size())
                .contains(message.path("plaintext").asText());
    }

    /// What a frame says, without what only the server can know, and without the text: see [#hasSaid].
    static String line(JsonNode frame) {
        var fields = switch (frame.path("type").asText()) {
            case "message", "message_edited" -> Stream.of(frame.at("/message/sender_id"), frame.at("/message/id"));
            case "message_deleted" -> Stream.of(frame.path("user_id"), frame.path("message_id"));
            case "reaction_added" -> Stream.of(frame.path("user_id"), frame.path("message_id"), frame.path("emoji"));
            case "reaction_removed" ->
                Stream.of(frame.path("user_id"), frame.path("message_id"), frame.at("/emojis/0"));
            case "read_receipt" -> Stream.of(frame.path("user_id"), frame.path("sequence_number"));
            case "conversation_renamed" -> Stream.of(frame.path("user_id"), frame.path("name"));
            case "member_added", "member_role_changed" ->
                Stream.of(frame.path("by_id"), frame.path("user_id"), frame.path("role"));
            case "member_removed" -> Stream.of(frame.path("by_id"), frame.path("user_id"));
            default -> Stream.of(frame.path("user_id"));
        };
        return Stream.concat(Stream.of(frame.path("type")), fields)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" "));
    }

    /// The frames with each message as it stands now: what who comes late is shown.
    static List<JsonNode> asTheyStand(List<JsonNode> frames, List<JsonNode> messages) {
        var byId = messages.stream()
                .collect(Collectors.toMap(message -> message.path("id").asText(), Function.identity()));
        return frames.stream()
                .map(frame -> frame.has("message")
                        ? ((ObjectNode) frame.deepCopy())
                                .<JsonNode>set(
                                        "message",
                                        byId.get(frame.at("/message/id").asText()))
                        : frame)
                .toList();
    }

    String say(Node node, Person who, String text) {
        var message = required(200, Web.post(url(node, "/messages"), who.token(), Map.of("plaintext", text)))
                .path("id")
                .asText();
        told.add("message %s %s".formatted(who.id(), message));
        texts.put(message, new ArrayList<>(List.of(text)));
        return message;
    }

    void edit(Node node, Person who, String message, String text) {
        required(204, Web.put(message(node, message), who.token(), Map.of("plaintext", text)));
        told.add("message_edited %s %s".formatted(who.id(), message));
        texts.getOrDefault(message, new ArrayList<>()).add(text);
    }

    void delete(Node node, Person who, String message) {
        required(204, Web.delete(message(node, message), who.token()));
        told.add("message_deleted %s %s".formatted(who.id(), message));
        texts.getOrDefault(message, new ArrayList<>()).add("");
    }

    void react(Node node, Person who, String message, String emoji) {
        required(200, Web.post(message(node, message) + "/reactions", who.token(), Map.of("emoji", emoji)));
        told.add("reaction_added %s %s %s".formatted(who.id(), message, emoji));
    }

    void withdraw(Node node, Person who, String message, String emoji) {
        var encoded = URLEncoder.encode(emoji, StandardCharsets.UTF_8);
        var reaction = "%s/reactions/%s?emoji=%s".formatted(message(node, message), who.id(), encoded);
        required(204, Web.delete(reaction, who.token()));
        told.add("reaction_removed %s %s %s".formatted(who.id(), message, emoji));
    }

    /// Up to a message that this member has not read yet.
    void read(Node node, Person who, long sequenceNumber) {
        required(204, Web.post(url(node, "/read"), who.token(), Map.of("sequence_number", sequenceNumber)));
        told.add("read_receipt %s %d".formatted(who.id(), sequenceNumber));
    }

    void rename(Node node, Person who, String name) {
        required(200, Web.send("PATCH", url(node, ""), who.token(), Map.of("name", name)));
        told.add("conversation_renamed %s %s".formatted(who.id(), name));
    }

    void add(Node node, Person by, Person whom) {
        required(200, Web.post(url(node, "/members"), by.token(), Map.of("user_id", whom.id())));
        told.add("member_added %s %s member".formatted(by.id(), whom.id()));
    }

    void give(Node node, Person by, Person whom, String role) {
        required(200, Web.put(member(node, whom), by.token(), Map.of("role", role)));
        told.add("member_role_changed %s %s %s".formatted(by.id(), whom.id(), role));
    }

    void remove(Node node, Person by, Person whom) {
        required(204, Web.delete(member(node, whom), by.token()));
        told.add("member_removed %s %s".formatted(by.id(), whom.id()));
    }

    /// Its messages as they stand, as a member reads them at one node.
    List<JsonNode> history(Node node, Person reader) {
        var all = new ArrayList<JsonNode>();
        while (true) {
            var after =
                    all.isEmpty() ? 0 : all.getLast().path("sequence_number").asLong();
            var page = required(200, Web.get(url(node, "/messages?limit=100&after=" + after), reader.token()));
            if (page.isEmpty()) {
                return all;
            }
            page.forEach(all::add);
        }
    }

    String url(Node node, String below) {
        return "http://%s/conversations/%s%s".formatted(node.messaging(), id, below);
    }

    String message(Node node, String message) {
        return "http://%s/messages/%s".formatted(node.messaging(), message);
    }

    String member(Node node, Person whom) {
        return url(node, "/members/" + whom.id());
    }

    private static JsonNode required(int status, Web.Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError("expected %d, got %s".formatted(status, answer));
        }
        return answer.body();
    }
}

package social.nova.cluster.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;

/// Two people and their conversation.
record Couple(Person alice, Person bob, String conversation) {
    static Couple meet(Node node) {
        var alice = Person.register(node.api(), "alice");
        var bob = Person.register(node.api(), "bob");
        return new Couple(alice, bob, alice.openConversation(node.messaging(), bob));
    }

    /// All its messages as they stand, read from one node.
    List<JsonNode> models(Node node) {
        var all = new ArrayList<JsonNode>();
        while (true) {
            var page = read(node, "messages?limit=100&after=" + all.size());
            if (page.isEmpty()) {
                return all;
            }
            page.forEach(all::add);
        }
    }

    /// The texts of a page of history, in its order, read from one node.
    List<String> page(Node node, String query) {
        return lines(read(node, "messages?" + query));
    }

    private JsonNode read(Node node, String what) {
        var page =
                Web.get("http://%s/conversations/%s/%s".formatted(node.messaging(), conversation, what), alice.token());
        if (page.status() != 200) {
            throw new AssertionError("expected a page, got " + page);
        }
        return page.body();
    }

    /// All of it, read forward from one node.
    List<String> history(Node node) {
        var all = new ArrayList<String>();
        while (true) {
            var page = page(node, "limit=100&after=" + all.size());
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
        }
    }

    /// All of it, read backward from one node.
    List<String> historyBackward(Node node) {
        var all = new ArrayList<>(page(node, "limit=100"));
        while (true) {
            var page = page(node, "limit=100&before=" + number(all.getFirst()));
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(0, page);
        }
    }

    /// All messages that have this word, found through one node, the newest first.
    List<String> find(Node node, String word) {
        var all = new ArrayList<String>();
        var cursor = "";
        do {
            var page = read(node, "messages/search?limit=100&q=" + word + cursor);
            all.addAll(lines(page.path("messages")));
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("next_cursor").asText();
        } while (!cursor.isEmpty());
        return all;
    }

    private static List<String> lines(JsonNode messages) {
        return StreamSupport.stream(messages.spliterator(), false)
                .map(message -> message.path("sequence_number").asLong() + ": "
                        + message.path("plaintext").asText())
                .toList();
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(':')));
    }
}

package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// What sockets on three nodes are shown of a group: everything, in order, and only what concerns who looks.
@ExtendWith(SharedRun.class)
class LiveChangesIT {
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);
    private static final int ROUNDS = 24;

    @Test
    void everySocketOfEveryMemberIsShownEveryChangeInOrderAndSyncBringsTheSame(NovaRun nova) {
        var nodes = nova.nodes();
        var people = people(nodes, "ann", "bea", "cid");
        var live = nodes.stream()
                .flatMap(node -> people.stream().map(person -> new Watcher(node, person).syncAll()))
                .toList();
        var group = Group.found(nodes.getFirst(), people.get(0), people.get(1), people.get(2));
        var restless = new Restless(nodes, people.get(2), group.id());
        for (var round = 0; round < ROUNDS; round++) {
            changeEverything(group, nodes, people, round);
            restless.connectAgain();
        }

        var told = group.told();
        for (var watcher : live) {
            awaitChanges(watcher, group, told.size());
            assertThat(watcher.changes(group.id()))
                    .allMatch(group::hasSaid)
                    .extracting(Group::line)
                    .isEqualTo(told);
            assertThat(revisions(watcher.changes(group.id()))).isEqualTo(oneTo(told.size()));
            watcher.close();
        }
        var all = live.getFirst().changes(group.id());
        for (var node : nodes) {
            var asTheyStand = Group.asTheyStand(all, group.history(node, people.get(1)));
            assertThat(synced(new Watcher(node, people.get(1)).syncAll(), group, told.size()))
                    .isEqualTo(asTheyStand);
            for (var position : List.of(1, told.size() / 2, told.size() - 1)) {
                var rest = new Watcher(node, people.get(1)).sync(group.id(), 0, position);
                assertThat(synced(rest, group, told.size() - position))
                        .isEqualTo(asTheyStand.subList(position, told.size()));
            }
        }
        assertThat(revisions(restless.finish(told.size()))).isEqualTo(oneTo(told.size()));
    }

    @Test
    void whoIsRemovedHearsNothingMoreOnOpenSocketsOrOverRest(NovaRun nova) {
        var nodes = nova.nodes();
        var people = people(nodes, "ann", "bea", "dan");
        var ann = people.get(0);
        var dan = people.get(2);
        var dans = nodes.stream().map(node -> new Watcher(node, dan).syncAll()).toList();
        var beas = new Watcher(nodes.get(1), people.get(1)).syncAll();
        var group = Group.found(nodes.getFirst(), ann, people.get(1), dan);
        var early = group.say(nodes.get(1), dan, "Hello!");
        group.remove(nodes.get(2), ann, dan);
        var whileMember = group.told();

        group.say(nodes.get(0), ann, "Now that he is gone");
        group.edit(nodes.get(1), ann, group.say(nodes.get(1), ann, "Well"), "Well!");
        group.react(nodes.get(2), people.get(1), early, "👍");
        group.delete(nodes.get(0), ann, early);
        group.rename(nodes.get(1), ann, "Saturday's walk");
        awaitChanges(beas, group, group.told().size());
        var other = ann.openConversation(nodes.getFirst().messaging(), dan);
        Web.post(
                "http://%s/conversations/%s/messages".formatted(nodes.getFirst().messaging(), other),
                ann.token(),
                Map.of("plaintext", "The walk was nice"));

        for (var watcher : dans) {
            Await.until("what is for him", SEEN_WITHIN, () -> watcher.messages().contains("1: The walk was nice"));
            refusedOnTheSocket(watcher, group);
            assertThat(watcher.changes(group.id()))
                    .allMatch(group::hasSaid)
                    .extracting(Group::line)
                    .isEqualTo(whileMember);
            watcher.close();
        }
        for (var node : nodes) {
            assertThat(refusals(group, node, dan, early)).containsOnly("NOT_CONVERSATION_MEMBER");
            var list = Web.get("http://" + node.messaging() + "/conversations", dan.token());
            assertThat(list.body().findValuesAsText("id")).contains(other).doesNotContain(group.id());
            try (var back = new Watcher(node, dan).sync(group.id(), 0, 0)) {
                Await.until("an answer", SEEN_WITHIN, () -> back.seen("error").count() == 1 && isSynced(back, other));
                assertThat(back.changes(group.id())).isEmpty();
            }
        }
        beas.close();
    }

    @Test
    void whoIsRemovedWhileOthersTalkIsShownNothingThatCameAfterThat(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var people = people(nodes, "ann", "bea", "dan");
        var ann = people.get(0);
        var dan = people.get(2);
        var group = Group.found(nodes.getFirst(), ann, people.get(1), dan);
        var beas = new Watcher(nodes.get(1), people.get(1)).syncAll();
        var dans = nodes.stream().map(node -> new Watcher(node, dan).syncAll()).toList();
        var underWay = new CountDownLatch(30);
        try (var record = new GroupRecord(group, nodes)) {
            record.whileTalking(people.get(1), underWay, () -> {
                record.remove(nodes.get(2), ann, dan);
                Await.until(
                        "thirty more",
                        SEEN_WITHIN,
                        () -> beas.changes(group.id()).size() >= removal(beas.changes(group.id())) + 30);
            });
            record.tryEverywhere(dan);
            var removal = removal(beas.changes(group.id()));
            for (var n = 0; n < nodes.size(); n++) {
                var watcher = dans.get(n);
                refusedOnTheSocket(watcher, group);
                assertThat(revisions(watcher.changes(group.id())))
                        .isNotEmpty()
                        .isSorted()
                        .allMatch(revision -> revision <= removal);
                record.shown(dan, nodes.get(n), watcher);
                watcher.close();
            }
            Await.until("all", SEEN_WITHIN, () -> beas.messages().size() >= record.acknowledged());
            record.shown(people.get(1), nodes.get(1), beas);
            beas.close();

            assertThat(record.verdict(people.get(1)).violations()).isEmpty();
        }
    }

    @Test
    void whoIsAddedLaterIsNotToldOfOlderMessages(NovaRun nova) {
        var nodes = nova.nodes();
        var people = people(nodes, "ann", "bea", "eve");
        var ann = people.get(0);
        var bea = people.get(1);
        var eve = people.get(2);
        var eves = nodes.stream().map(node -> new Watcher(node, eve).syncAll()).toList();
        var group = Group.found(nodes.getFirst(), ann, bea);
        var old = Stream.of("one", "two", "three")
                .map(text -> group.say(nodes.get(1), ann, text))
                .toList();
        var before = group.told().size();
        group.add(nodes.get(2), ann, eve);
        var expected = new ArrayList<>(group.told().subList(before, before + 1));

        group.edit(nodes.get(0), ann, old.get(0), "one!");
        group.react(nodes.get(1), bea, old.get(1), "👍");
        group.withdraw(nodes.get(2), bea, old.get(1), "👍");
        group.delete(nodes.get(0), ann, old.get(2));
        var hidden = group.told().size();
        group.react(nodes.get(1), eve, group.say(nodes.get(0), bea, "Welcome!"), "🎉");
        group.rename(nodes.get(2), ann, "Eve's walk");
        expected.addAll(group.told().subList(hidden, group.told().size()));

        for (var watcher : eves) {
            awaitChanges(watcher, group, expected.size());
            assertThat(watcher.changes(group.id()))
                    .allMatch(group::hasSaid)
                    .extracting(Group::line)
                    .isEqualTo(expected);
            watcher.close();
        }
        for (var node : nodes) {
            assertThat(synced(new Watcher(node, eve).syncAll(), group, expected.size()))
                    .isEqualTo(eves.getFirst().changes(group.id()));
            assertThat(group.history(node, eve)).hasSize(1);
        }
    }

    /// A client that is cut off again and again and goes on at the next node from what it has.
    private static final class Restless {
        private final List<Node> nodes;
        private final Person person;
        private final String conversation;
        private final List<JsonNode> received = new ArrayList<>();
        private int connections;
        private Watcher socket;

        private Restless(List<Node> nodes, Person person, String conversation) {
            this.nodes = nodes;
            this.person = person;
            this.conversation = conversation;
            this.socket = connect();
        }

        private Watcher connect() {
            var revision =
                    received.isEmpty() ? 0 : received.getLast().path("revision").asLong();
            return new Watcher(nodes.get(connections++ % nodes.size()), person).sync(conversation, 0, revision);
        }

        private void connectAgain() {
            socket.close();
            received.addAll(socket.changes(conversation));
            socket = connect();
        }

        private List<JsonNode> finish(int changes) {
            Await.until(
                    "the rest",
                    SEEN_WITHIN,
                    () -> received.size() + socket.changes(conversation).size() >= changes);
            socket.close();
            received.addAll(socket.changes(conversation));
            return received;
        }
    }

    private static void changeEverything(Group group, List<Node> nodes, List<Person> people, int round) {
        var ann = people.get(0);
        var bea = people.get(1);
        var cid = people.get(2);
        var here = nodes.get(round % nodes.size());
        var there = nodes.get((round + 1) % nodes.size());
        var first = group.say(here, ann, "round " + round);
        var second = group.say(there, bea, "and again " + round);
        group.read(here, cid, 2L * round + 2);
        group.edit(there, ann, first, "round %d, edited".formatted(round));
        group.react(here, bea, first, "👍");
        group.react(there, cid, first, "🎉");
        group.withdraw(here, bea, first, "👍");
        group.rename(there, ann, "Walk " + round);
        switch (round % 4) {
            case 0 -> group.give(here, ann, bea, "admin");
            case 1 -> group.delete(there, bea, first);
            case 2 -> group.give(there, ann, bea, "member");
            default -> group.delete(here, bea, second);
        }
        if (round == ROUNDS / 2) {
            var fay = Person.register(here.api(), "fay");
            group.add(there, ann, fay);
            group.give(here, ann, fay, "admin");
            group.remove(there, fay, fay);
        }
    }

    private static long removal(List<JsonNode> changes) {
        return changes.stream()
                .filter(frame -> frame.path("type").asText().equals("member_removed"))
                .mapToLong(frame -> frame.path("revision").asLong())
                .findFirst()
                .orElse(Long.MAX_VALUE / 2);
    }

    private static void refusedOnTheSocket(Watcher watcher, Group group) {
        var key = "still there?";
        watcher.send(Map.of("type", "message", "conversation_id", group.id(), "text", key, "idempotency_key", key));
        Await.until(
                "a refusal",
                SEEN_WITHIN,
                () -> watcher.seen("error")
                        .map(Watcher.Seen::frame)
                        .anyMatch(
                                error -> error.path("idempotency_key").asText().equals(key)
                                        && error.path("error").asText().equals("NOT_CONVERSATION_MEMBER")));
    }

    private static List<String> refusals(Group group, Node node, Person who, String message) {
        return Stream.of(
                        Web.get(group.url(node, ""), who.token()),
                        Web.get(group.url(node, "/messages"), who.token()),
                        Web.get(group.url(node, "/members"), who.token()),
                        Web.get(group.message(node, message) + "/reactions", who.token()),
                        Web.post(group.url(node, "/messages"), who.token(), Map.of("plaintext", "Hello?")),
                        Web.post(group.url(node, "/read"), who.token(), Map.of()),
                        Web.post(group.message(node, message) + "/reactions", who.token(), Map.of("emoji", "👍")),
                        Web.put(group.message(node, message), who.token(), Map.of("plaintext", "Hello?")),
                        Web.delete(group.message(node, message), who.token()))
                .map(answer -> answer.body().path("error").asText())
                .toList();
    }

    private static List<JsonNode> synced(Watcher watcher, Group group, int changes) {
        awaitChanges(watcher, group, changes);
        Await.until("the end of it", SEEN_WITHIN, () -> isSynced(watcher, group.id()));
        watcher.close();
        return watcher.changes(group.id());
    }

    private static boolean isSynced(Watcher watcher, String conversation) {
        return watcher.seen("synced")
                .map(Watcher.Seen::frame)
                .anyMatch(frame -> frame.path("conversation_id").asText().equals(conversation)
                        && !frame.path("more").asBoolean());
    }

    private static void awaitChanges(Watcher watcher, Group group, int changes) {
        Await.until(
                changes + " changes",
                SEEN_WITHIN,
                () -> watcher.changes(group.id()).size() >= changes);
    }

    private static List<Long> revisions(List<JsonNode> changes) {
        return changes.stream().map(frame -> frame.path("revision").asLong()).toList();
    }

    private static List<Long> oneTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static List<Person> people(List<Node> nodes, String... names) {
        return Stream.of(names)
                .map(name -> Person.register(nodes.getFirst().api(), name))
                .toList();
    }
}

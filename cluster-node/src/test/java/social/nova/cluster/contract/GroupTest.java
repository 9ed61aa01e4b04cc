package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Groups on a running node, over REST.
class GroupTest {
    private final Person owner = Person.register();
    private final Person member = Person.register();
    private final Person newcomer = Person.register();
    private final String group = owner.found(member);

    @Test
    void isShownByItsNameToItsMembers() {
        var shown = json(send(member, "GET", "", ""));

        assertThat(shown.path("name").asText()).isEqualTo("Friday's walk");
        assertThat(shown.path("conversation_type").asText()).isEqualTo("group");
        assertThat(shown.path("member_count").asInt()).isEqualTo(2);
        assertThat(roles(member)).containsExactly(owner.id() + " owner", member.id() + " member");
    }

    @Test
    void isCreatedOnceUnderOneKeyHoweverOftenAndEvenAtOnce() throws Exception {
        var key = UUID.randomUUID().toString();
        var members = List.of(member, newcomer);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Exchange> creation = () -> create(owner, key, "Once", members);
            var answers = threads.invokeAll(Collections.nCopies(10, creation)).stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(answers).allMatch(answer -> answer.status() == 200);
            assertThat(answers.stream().map(GroupTest::id).distinct()).hasSize(1);
            assertThat(groupsCalled("Once", member)).containsExactly(id(answers.getFirst()));
            assertThat(id(create(owner, key, "Once", members.reversed()))).isEqualTo(id(answers.getFirst()));
        }
    }

    @Test
    void anotherBodyUnderItsKeyIsAConflictAndTheSameKeyOfAnotherIsAnother() {
        var key = UUID.randomUUID().toString();
        var first = id(create(owner, key, "Once", List.of(member)));

        assertThat(create(owner, key, "Twice", List.of(member)).status()).isEqualTo(409);
        assertThat(create(owner, key, "Once", List.of(newcomer)).status()).isEqualTo(409);
        assertThat(create(owner, key, "Once", List.of()).status()).isEqualTo(409);
        assertThat(id(create(member, key, "Once", List.of(owner)))).isNotEqualTo(first);
        assertThat(id(create(owner, UUID.randomUUID().toString(), "Once", List.of(member))))
                .isNotEqualTo(first);
    }

    @Test
    void itsCreationIsAnsweredTheSameAfterItHasChangedAndAMemberHasBlockedTheOwner() {
        var key = UUID.randomUUID().toString();
        var first = id(create(owner, key, "Once", List.of(member, newcomer)));
        rename(first, "Still the same");
        remove(first, newcomer);
        member.block(owner);

        var again = create(owner, key, "Once", List.of(member, newcomer));

        assertThat(again.status()).isEqualTo(200);
        assertThat(id(again)).isEqualTo(first);
        assertThat(json(again).path("name").asText()).isEqualTo("Still the same");
        assertThat(groupsCalled("Still the same", newcomer)).isEmpty();
        assertThat(create(owner, UUID.randomUUID().toString(), "Once", List.of(member))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void newcomersSeeMessagesFromTheirJoiningOn() {
        owner.say(group);
        var before = member.say(group);
        assertThat(send(newcomer, "GET", "/messages", "").status()).isEqualTo(403);

        join(newcomer);
        assertThat(json(send(newcomer, "GET", "/messages", ""))).isEmpty();
        assertThat(json(send(newcomer, "GET", "", "")).path("last_message_id").isNull())
                .isTrue();
        assertThat(json(send(newcomer, "GET", "", "")).path("unread_count").asInt())
                .isZero();
        owner.say(group);

        assertThat(json(send(newcomer, "GET", "/messages", "")).findValuesAsText("sequence_number"))
                .containsExactly("3");
        assertThat(json(send(newcomer, "GET", "/messages?before=3", ""))).isEmpty();
        assertThat(json(send(newcomer, "GET", "/messages?after=0", ""))).hasSize(1);
        assertThat(json(send(newcomer, "GET", "", "")).path("unread_count").asInt())
                .isEqualTo(1);
        assertThat(Wire.send(
                                Service.MESSAGING,
                                "GET",
                                "/messages/%s/reactions".formatted(before),
                                Person.bearer(newcomer.token()),
                                "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoIsRemovedSeesNothingAnyMoreAndWhoComesBackOnlyWhatIsNew() {
        owner.say(group);
        remove(owner, member);

        for (var path : List.of("", "/messages", "/members")) {
            assertThat(Case.answer(send(member, "GET", path, ""))).isEqualTo("403 NOT_CONVERSATION_MEMBER");
        }
        assertThat(Case.answer(send(member, "POST", "/messages", "{\"plaintext\": \"Hello!\"}")))
                .isEqualTo("403 NOT_CONVERSATION_MEMBER");
        join(member);

        assertThat(json(send(member, "GET", "/messages", ""))).isEmpty();
    }

    @Test
    void anOwnerWhoLeavesIsSucceededByTheOldestAdmin() {
        join(newcomer);
        owner.give("admin", newcomer, group);

        remove(owner, owner);

        assertThat(roles(member)).containsExactly(member.id() + " member", newcomer.id() + " owner");
    }

    @Test
    void groupsOfPeopleWhoBlockEachOtherGoOn() {
        member.block(owner);

        owner.say(group);

        assertThat(json(send(member, "GET", "/messages", ""))).hasSize(1);
        member.say(group);
    }

    private void join(Person person) {
        var body = "{\"user_id\": \"%s\"}".formatted(person.id());
        assertThat(send(owner, "POST", "/members", body).status()).isEqualTo(200);
    }

    private void remove(Person by, Person person) {
        assertThat(send(by, "DELETE", "/members/" + person.id(), "").status()).isEqualTo(204);
    }

    private List<String> roles(Person viewer) {
        var members = json(send(viewer, "GET", "/members", "")).path("members");
        return members.findValuesAsText("user_id").stream()
                .map(id -> id + " " + roleOf(members, id))
                .toList();
    }

    private static String roleOf(JsonNode members, String id) {
        for (var member : members) {
            if (member.path("user_id").asText().equals(id)) {
                return member.path("role").asText();
            }
        }
        return "";
    }

    private Exchange send(Person person, String method, String path, String body) {
        return Wire.send(
                Service.MESSAGING,
                method,
                "/conversations/%s%s".formatted(group, path),
                Person.bearer(person.token()),
                body);
    }

    private static JsonNode json(Exchange exchange) {
        assertThat(exchange.status()).isEqualTo(200);
        return Person.json(exchange);
    }

    private static Exchange create(Person creator, String key, String name, List<Person> members) {
        var ids = members.stream().map(Person::id).collect(Collectors.joining("\", \"", "[\"", "\"]"));
        var body = "{\"name\": \"%s\", \"member_ids\": %s, \"idempotency_key\": \"%s\"}"
                .formatted(name, members.isEmpty() ? "[]" : ids, key);
        return Wire.send(Service.MESSAGING, "POST", "/conversations", Person.bearer(creator.token()), body);
    }

    private void rename(String id, String name) {
        var path = "/conversations/" + id;
        var body = "{\"name\": \"%s\"}".formatted(name);
        assertThat(Wire.send(Service.MESSAGING, "PATCH", path, Person.bearer(owner.token()), body)
                        .status())
                .isEqualTo(200);
    }

    private void remove(String id, Person whom) {
        var path = "/conversations/%s/members/%s".formatted(id, whom.id());
        assertThat(Wire.send(Service.MESSAGING, "DELETE", path, Person.bearer(owner.token()), "")
                        .status())
                .isEqualTo(204);
    }

    private static List<String> groupsCalled(String name, Person member) {
        var list = Wire.send(Service.MESSAGING, "GET", "/conversations", Person.bearer(member.token()), "");
        return StreamSupport.stream(json(list).path("conversations").spliterator(), false)
                .filter(conversation -> conversation.path("name").asText().equals(name))
                .map(conversation -> conversation.path("id").asText())
                .toList();
    }

    private static String id(Exchange answer) {
        return json(answer).path("id").asText();
    }
}

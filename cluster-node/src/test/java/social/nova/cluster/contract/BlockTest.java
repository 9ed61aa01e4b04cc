package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// A block and the conversation of the two, on a running node.
class BlockTest {
    private static final int SENT_BEFORE = 20;

    private final Person alice = Person.register();
    private final Person bob = Person.register();
    private final String conversation = alice.talkTo(bob);

    @Test
    void noMessageIsAcceptedOnceABlockIsAnswered() throws Exception {
        var underWay = new CountDownLatch(SENT_BEFORE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var senders = new ArrayList<Future<Integer>>();
            for (var sender : List.of(alice, bob, alice, bob)) {
                senders.add(threads.submit(sendingUntilRefused(sender, underWay)));
            }
            assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();

            alice.block(bob);
            var head = head(alice);

            var accepted = 0;
            for (var sender : senders) {
                accepted += sender.get(30, TimeUnit.SECONDS);
            }
            assertThat(accepted).isGreaterThanOrEqualTo(SENT_BEFORE).isEqualTo(head);
            assertThat(head(bob)).isEqualTo(head);
        }
    }

    @Test
    void whatWasSaidStaysReadableForBothAndAnUnblockOpensTheConversationAgain() {
        assertThat(Case.answer(say(alice))).isEqualTo("200");
        alice.block(bob);

        for (var person : List.of(alice, bob)) {
            assertThat(Case.answer(say(person))).isEqualTo("403 FORBIDDEN");
            var history = Wire.send(Service.MESSAGING, "GET", messages(), Person.bearer(person.token()), "");
            assertThat(Person.json(history)).hasSize(1);
        }

        alice.unblock(bob);
        assertThat(alice.talkTo(bob)).isEqualTo(conversation);
        assertThat(Case.answer(say(bob))).isEqualTo("200");
    }

    @Test
    void whoHasBlockedBeforeTheyEverTalkedIsNotTalkedTo() {
        var carol = Person.register();
        carol.block(alice);

        assertThat(Case.answer(open(alice, carol))).isEqualTo("404 USER_NOT_FOUND");
        assertThat(Case.answer(open(carol, alice))).isEqualTo("404 USER_NOT_FOUND");

        carol.unblock(alice);
        var opened = alice.talkTo(carol);
        assertThat(Case.answer(Wire.send(
                        Service.MESSAGING,
                        "POST",
                        "/conversations/%s/messages".formatted(opened),
                        Person.bearer(carol.token()),
                        "{\"plaintext\": \"Hello there!\"}")))
                .isEqualTo("200");
    }

    @Test
    void aSocketIsRefusedByAnErrorFrame() throws Exception {
        alice.block(bob);
        for (var person : List.of(alice, bob)) {
            try (var client = new ChatClient(person)) {
                client.send("""
                        {"type": "message", "conversation_id": "%s", "text": "Hello", "idempotency_key": "k"}
                        """.formatted(conversation));

                var error = client.next("error");
                assertThat(error.path("error").asText()).isEqualTo("FORBIDDEN");
                assertThat(error.path("idempotency_key").asText()).isEqualTo("k");
            }
        }
    }

    private Callable<Integer> sendingUntilRefused(Person sender, CountDownLatch underWay) {
        return () -> {
            var accepted = 0;
            for (var answer = say(sender); answer.status() == 200; answer = say(sender)) {
                accepted++;
                underWay.countDown();
            }
            return accepted;
        };
    }

    private Exchange say(Person sender) {
        return Wire.send(
                Service.MESSAGING,
                "POST",
                messages(),
                Person.bearer(sender.token()),
                "{\"plaintext\": \"Hello there!\"}");
    }

    private static Exchange open(Person one, Person other) {
        return Wire.send(
                Service.MESSAGING,
                "POST",
                "/conversations",
                Person.bearer(one.token()),
                "{\"user_a\": \"%s\", \"user_b\": \"%s\"}".formatted(one.id(), other.id()));
    }

    private int head(Person reader) {
        var overview = Wire.send(
                Service.MESSAGING, "GET", "/conversations/" + conversation, Person.bearer(reader.token()), "");
        return Person.json(overview).path("last_sequence_number").asInt();
    }

    private String messages() {
        return "/conversations/%s/messages".formatted(conversation);
    }
}

package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.cluster.Traces;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;
import social.nova.loadtest.secret.SecretClient;
import social.nova.loadtest.secret.SecretClient.KeyNotVerified;

/// The two example clients talk end to end through running nodes, which hold nothing of what they say.
@ExtendWith(SharedRun.class)
class EndToEndIT {
    private final String mark = UUID.randomUUID().toString().substring(0, 8);

    @Test
    void twoOnTheJvmUnderstandEachOtherAndNovaNeither(NovaRun nova) throws Exception {
        var couple = Couple.meet(nova.nodes().getFirst());
        var alice = client(nova.nodes().getFirst(), couple.alice());
        var bob = client(nova.nodes().getLast(), couple.bob());
        var bobId = couple.bob().id();
        var aliceId = couple.alice().id();
        alice.publish();
        bob.publish();
        assertThatThrownBy(() -> alice.send(couple.conversation(), bobId, "too early"))
                .isInstanceOf(KeyNotVerified.class);

        var seen = alice.fingerprintWith(bobId);
        assertThat(bob.fingerprintWith(aliceId)).isEqualTo(seen);
        assertThat(alice.verify(bobId, seen)).isTrue();
        assertThat(bob.verify(aliceId, seen)).isTrue();
        alice.send(couple.conversation(), bobId, "first" + mark);
        bob.send(couple.conversation(), aliceId, "second" + mark);

        assertThat(texts(bob, couple, aliceId)).containsExactly("first" + mark, "second" + mark);
        assertThat(texts(alice, couple, bobId)).containsExactly("first" + mark, "second" + mark);
        assertHoldsNothing(nova, couple, List.of("first" + mark, "second" + mark));
    }

    @Test
    void aChangedKeyIsComparedAgainAndWhatWasSaidBeforeStaysReadable(NovaRun nova) throws Exception {
        var node = nova.nodes().getFirst();
        var couple = Couple.meet(node);
        var alice = client(node, couple.alice());
        var bob = client(node, couple.bob());
        var bobId = couple.bob().id();
        var aliceId = couple.alice().id();
        alice.publish();
        bob.publish();
        alice.verify(bobId, bob.fingerprintWith(aliceId));
        bob.verify(aliceId, alice.fingerprintWith(bobId));
        alice.send(couple.conversation(), bobId, "old" + mark);

        bob.publish();

        assertThatThrownBy(() -> alice.send(couple.conversation(), bobId, "to whom?"))
                .isInstanceOf(KeyNotVerified.class);
        assertThat(alice.verify(bobId, "00000")).isFalse();
        assertThat(alice.verify(bobId, bob.fingerprintWith(aliceId))).isTrue();
        alice.send(couple.conversation(), bobId, "new" + mark);
        assertThat(texts(bob, couple, aliceId)).containsExactly("old" + mark, "new" + mark);
        assertThat(texts(alice, couple, bobId)).containsExactly("old" + mark, "new" + mark);
        var newcomer = client(node, couple.bob());
        newcomer.publish();
        assertThat(texts(newcomer, couple, aliceId))
                .as("without the secret keys")
                .containsOnly("");
    }

    // Tests that need it are skipped where nothing could run it.
    private static BrowserClient browser(Node node, Person person) {
        var engine = BrowserClient.engine();
        assumeTrue(engine.isPresent(), "no Node.js on the PATH: the client for browsers is not run");
        return BrowserClient.start(engine.orElseThrow(), node, person);
    }

    @Test
    void theJvmAndTheBrowserUnderstandEachOther(NovaRun nova) throws Exception {
        var node = nova.nodes().getFirst();
        var couple = Couple.meet(node);
        var alice = client(node, couple.alice());
        var bobId = couple.bob().id();
        var aliceId = couple.alice().id();
        try (var bob = browser(node, couple.bob())) {
            alice.publish();
            bob.tell("publish");
            assertThat(bob.tell("send", couple.conversation(), aliceId, "too early")
                            .path("error")
                            .asText())
                    .contains("compare fingerprints");
            var seen = alice.fingerprintWith(bobId);
            assertThat(bob.tell("fingerprint", aliceId).path("result").asText()).isEqualTo(seen);
            assertThat(alice.verify(bobId, seen)).isTrue();
            assertThat(bob.tell("verify", aliceId, seen).path("result").asBoolean())
                    .isTrue();

            alice.send(couple.conversation(), bobId, "für den Browser ☕" + mark);
            bob.tell("send", couple.conversation(), aliceId, "for the JVM ☕" + mark);
            bob.tell("publish");
            alice.verify(bobId, bob.tell("fingerprint", aliceId).path("result").asText());
            alice.send(couple.conversation(), bobId, "newer" + mark);

            var said = List.of("für den Browser ☕" + mark, "for the JVM ☕" + mark, "newer" + mark);
            var read = bob.tell("read", couple.conversation(), aliceId).path("result");
            assertThat(read.findValuesAsText("text")).isEqualTo(said);
            assertThat(read.findValuesAsText("verified")).containsOnly("true");
            assertThat(texts(alice, couple, bobId)).isEqualTo(said);
            assertHoldsNothing(nova, couple, said);
        }
    }

    @Test
    void whoPublishesAPointThatIsNoKeySilencesNobody(NovaRun nova) throws Exception {
        var node = nova.nodes().getFirst();
        var couple = Couple.meet(node);
        var alice = client(node, couple.alice());
        var bobId = couple.bob().id();
        var aliceId = couple.alice().id();
        try (var bob = browser(node, couple.bob())) {
            alice.publish();
            bob.tell("publish");
            var seen = alice.fingerprintWith(bobId);
            alice.verify(bobId, seen);
            bob.tell("verify", aliceId, seen);
            alice.send(couple.conversation(), bobId, "said" + mark);

            publishNone(node, couple.alice());
            publishNone(node, couple.bob());

            // One that no compared key opens, so that all published ones are tried.
            var sent = Web.post(
                    "http://%s/conversations/%s/messages".formatted(node.messaging(), couple.conversation()),
                    couple.alice().token(),
                    Map.of("encrypted_content", "A".repeat(64), "nonce", "0".repeat(48)));
            assertThat(sent.status()).isEqualTo(200);
            assertThat(bob.tell("read", couple.conversation(), aliceId)
                            .path("result")
                            .findValuesAsText("text"))
                    .containsExactly("said" + mark, "null");
            assertThat(texts(alice, couple, bobId)).containsExactly("said" + mark, "");
        }
    }

    private static void publishNone(Node node, Person person) {
        var published = Web.put(
                "http://%s/api/v1/users/me/public-key".formatted(node.api()),
                person.token(),
                Map.of("public_key", Base64.getEncoder().encodeToString(new byte[32])));
        assertThat(published.status()).isEqualTo(200);
    }

    private static SecretClient client(Node node, Person person) {
        return new SecretClient(node.api(), node.messaging(), person, new SecureRandom());
    }

    private static List<String> texts(SecretClient client, Couple couple, String other) {
        return client.read(couple.conversation(), other).stream()
                .map(line -> line.text().orElse(""))
                .toList();
    }

    private static void assertHoldsNothing(NovaRun nova, Couple couple, List<String> said) throws Exception {
        var traces = new Traces(said);
        try (var database = RunDatabase.of(nova)) {
            assertThat(database.find(new Traces(List.of(couple.alice().username()))))
                    .as("what is there is found")
                    .isNotEmpty();
            assertThat(database.find(traces)).isEmpty();
        }
        for (var entries : List.of(RunStores.kafka(nova), RunStores.redis(nova))) {
            assertThat(entries)
                    .isNotEmpty()
                    .allSatisfy(entry -> assertThat(traces.in(entry)).isEmpty());
        }
    }
}

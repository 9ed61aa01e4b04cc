package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.cluster.Traces;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;
import social.nova.loadtest.run.Signal;

/// Who leaves is gone: from every store, from the memory of every node, and whatever dies meanwhile.
@ExtendWith(SharedRun.class)
class ErasureIT {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureIT.class);
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDED_WITHIN = Duration.ofMinutes(3);

    /// A second is promised; a machine that runs tests may have other things to do.
    private static final Duration FORGOTTEN_WITHIN = Duration.ofSeconds(5);

    private final String mark = UUID.randomUUID().toString().substring(0, 8);

    @Test
    void plantedWordsAreLeftInNoStore(NovaRun nova) throws Exception {
        var couple = Couple.meet(nova.nodes().getFirst());
        var alice = couple.alice();
        var planted = new Traces(plant(nova.nodes().get(1), couple));
        Export.ask(alice, nova.nodes().getFirst()).awaitLink(nova.nodes().getFirst());
        assertThat(planted.inFiles(objects(nova))).contains("display%s in profile.json".formatted(mark));
        try (var database = RunDatabase.of(nova)) {
            assertThat(database.find(planted))
                    .as("what is looked for is found while it is there")
                    .contains(alice.username() + " in accounts", "display" + mark + " in profiles");

            assertThat(alice.leave(nova.nodes().getLast().api()).status()).isEqualTo(204);

            Awaitility.await("all of it gone from PostgreSQL")
                    .atMost(ENDED_WITHIN)
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(database.find(planted)).isEmpty());
        }
        Awaitility.await("the end of the account in Kafka")
                .atMost(TOLD_WITHIN)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(RunStores.kafka(nova))
                        .anyMatch(event -> event.contains("account.erased") && event.contains(alice.id()))
                        .anyMatch(event -> event.contains("user.erased") && event.contains(alice.id())));
        assertThat(RunStores.kafka(nova))
                .allSatisfy(event -> assertThat(planted.in(event)).isEmpty());
        Awaitility.await("all of it gone from the object store")
                .atMost(ENDED_WITHIN)
                .untilAsserted(() -> assertThat(planted.inFiles(objects(nova))).isEmpty());
        assertThat(RunStores.redis(nova))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(planted.in(entry)).isEmpty());
    }

    @Test
    void everyNodeForgetsTheKeyAtOnce(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());
        say(nodes.getFirst(), couple, Map.of("plaintext", "said" + mark));
        assertThat(nodes).allMatch(node -> isShown(node, couple));

        var blindAt = new ArrayList<Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watching = nodes.stream()
                    .map(node -> threads.submit(() -> blindAt(node, couple)))
                    .toList();
            assertThat(couple.alice().leave(nodes.get(1).api()).status()).isEqualTo(204);
            for (Future<Long> watcher : watching) {
                blindAt.add(watcher.get());
            }
        }

        var took = Duration.ofNanos(Collections.max(blindAt) - Collections.min(blindAt));
        LOG.info("From the first node that could not read an erased person any more to the last: {}", took);
        assertThat(took).isLessThan(FORGOTTEN_WITHIN);
    }

    @Test
    void whatADyingNodeWasAtIsEnded(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());
        var alice = couple.alice();
        publishAKey(nodes.getFirst(), alice);
        say(nodes.getFirst(), couple, Map.of("plaintext", "said" + mark));
        assertThat(isShown(nodes.getFirst(), couple)).isTrue();
        var dying = nodes.getLast();
        try (var database = RunDatabase.of(nova);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (var _ = database.holdBack("profiles")) {
                threads.execute(() -> alice.leave(dying.api()));
                Await.until(
                        "the address to be free", TOLD_WITHIN, () -> database.countOfUser("accounts", alice.id()) == 0);
                Signal.KILL.sendToTree(dying.process().orElseThrow());
                assertThat(database.countOfUser("public_keys", alice.id()))
                        .as("what comes after profiles")
                        .isEqualTo(1);
            }
            assertThat(database.countOfUser("erasures", alice.id())).isEqualTo(1);

            Await.until(
                    "the end of the erasure",
                    ENDED_WITHIN,
                    () -> List.of("profiles", "public_keys", "erasures").stream()
                            .allMatch(table -> database.countOfUser(table, alice.id()) == 0));
        }
        assertThat(isShown(nodes.getFirst(), couple)).isFalse();
    }

    private List<String> plant(Node node, Couple couple) {
        var alice = couple.alice();
        var users = "http://" + node.api() + "/api/v1/users/";
        require(Web.send(
                "PATCH",
                users + "me",
                alice.token(),
                Map.of(
                        "display_name", "display" + mark,
                        "bio", "bio" + mark,
                        "avatar_url", "https://example.com/avatar" + mark,
                        "cover_photo_url", "https://example.com/cover" + mark,
                        "location", "place" + mark)));
        var key = publishAKey(node, alice);
        var token = SharedRun.services().token("google", "subject" + mark, Map.of("email", "elsewhere@example.com"));
        var link = "http://" + node.api() + "/api/v1/auth/oauth/link";
        require(Web.post(link, alice.token(), Map.of("provider", "google", "token", token)));
        require(Web.post(users + couple.bob().id() + "/follow", alice.token(), Map.of()));
        say(node, couple, Map.of("plaintext", "said" + mark, "idempotency_key", "idempotent" + mark));
        var ciphertext = base64("cipher" + mark);
        var nonce = mark.repeat(6);
        say(node, couple, Map.of("encrypted_content", ciphertext, "nonce", nonce));
        return List.of(
                alice.email(),
                alice.username(),
                "subject" + mark,
                "display" + mark,
                "bio" + mark,
                "avatar" + mark,
                "cover" + mark,
                "place" + mark,
                "said" + mark,
                "idempotent" + mark,
                ciphertext,
                nonce,
                key);
    }

    private static Path objects(NovaRun nova) {
        return nova.data().resolve("s3");
    }

    private String publishAKey(Node node, Person person) {
        var key = base64("key%s".formatted(mark).repeat(3).substring(0, 32));
        require(Web.send(
                "PUT",
                "http://" + node.api() + "/api/v1/users/me/public-key",
                person.token(),
                Map.of("public_key", key)));
        return key;
    }

    private static void say(Node node, Couple couple, Map<String, String> message) {
        require(Web.post(messages(node, couple), couple.alice().token(), message));
    }

    /// Whether Bob is shown anything of what Alice said.
    private static boolean isShown(Node node, Couple couple) {
        var history = Web.get(messages(node, couple), couple.bob().token());
        require(history);
        return history.body().findValue("plaintext") != null;
    }

    private static long blindAt(Node node, Couple couple) {
        while (isShown(node, couple)) {
            Await.pause(Duration.ofMillis(20));
        }
        return System.nanoTime();
    }

    private static String messages(Node node, Couple couple) {
        return "http://%s/conversations/%s/messages".formatted(node.messaging(), couple.conversation());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void require(Web.Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException("expected 200, got " + answer);
        }
    }
}

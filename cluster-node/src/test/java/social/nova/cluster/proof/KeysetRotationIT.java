package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;
import social.nova.loadtest.run.Signal;

/// The master keyset of three nodes is rotated by the launcher's command, under load; then one starts anew, without the
/// old key.
@ExtendWith(SharedRun.class)
class KeysetRotationIT {
    private static final Duration ROTATED_WITHIN = Duration.ofMinutes(3);

    @Test
    void noRequestFailsAndWhatWasWrittenBeforeIsReadableByANodeWithoutTheOldKey(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());
        var expected = new ArrayList<String>();
        for (var n = 1; n <= 5; n++) {
            send(couple, nodes.get(n % nodes.size()), "before " + n);
            expected.add(n + ": before " + n);
        }
        var file = nova.data().resolve("secrets/master-keyset.json");
        var before = Files.readString(file);
        var done = new AtomicBoolean();
        try (var others = Executors.newFixedThreadPool(nodes.size())) {
            var load = nodes.stream()
                    .map(node -> others.submit((Callable<Integer>) () -> {
                        var sent = 0;
                        do {
                            var newcomers = Couple.meet(node);
                            send(newcomers, node, "during");
                            assertThat(newcomers.history(node)).containsExactly("1: during");
                            sent++;
                        } while (!done.get());
                        return sent;
                    }))
                    .toList();
            try {
                assertThat(nova.command(SharedRun.NOVA, ROTATED_WITHIN, "keys", "rotate-master"))
                        .isZero();
                assertThat(nova.command(SharedRun.NOVA, ROTATED_WITHIN, "keys", "rotate-master", "--drop-old"))
                        .isZero();
            } finally {
                done.set(true);
            }
            for (var one : load) {
                assertThat(one.get()).isPositive();
            }
        }
        assertThat(Files.readString(file)).isNotEqualTo(before);

        var anew = nodes.getLast();
        Signal.KILL.sendToTree(anew.process().orElseThrow());
        Await.until(
                "another process",
                Duration.ofSeconds(60),
                () -> nova.node(anew.name()).pid() != anew.pid());
        nova.awaitReady();

        assertThat(couple.history(nova.node(anew.name()))).isEqualTo(expected);
        assertThat(Person.register(nova.node(anew.name()).api(), "late").token())
                .isNotEmpty();
    }

    private static void send(Couple couple, Node node, String text) {
        var answer = Web.post(
                "http://%s/conversations/%s/messages".formatted(node.messaging(), couple.conversation()),
                couple.alice().token(),
                Map.of("plaintext", text));
        assertThat(answer.status()).isEqualTo(200);
    }
}

package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.NovaRun;

/// Who looks at a conversation sees, across nodes, who types and who is there.
@ExtendWith(SharedRun.class)
class LookingIT {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @Test
    void whoLooksSeesWhoComesTypesAndGoesAndNothingOfWhoBlocksThem(NovaRun nova) {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.get(0));
        try (var alice = new Watcher(nodes.get(0), couple.alice());
                var stranger =
                        new Watcher(nodes.get(1), Couple.meet(nodes.get(1)).alice())) {
            look(alice, couple);
            look(stranger, couple);
            Await.until("a refusal", WITHIN, () -> stranger.seen("error").count() == 1);

            var bob = new Watcher(nodes.get(2), couple.bob());
            Await.until("presence", WITHIN, () -> presences(alice).equals(List.of(true)));
            Await.until("typing", WITHIN, () -> {
                type(bob, couple);
                return alice.seen("typing")
                        .anyMatch(seen -> seen.frame()
                                .path("user_id")
                                .asText()
                                .equals(couple.bob().id()));
            });
            bob.close();
            Await.until("absence", WITHIN, () -> presences(alice).equals(List.of(true, false)));

            try (var back = new Watcher(nodes.get(1), couple.bob())) {
                Await.until("presence", WITHIN, () -> presences(alice).size() == 3);
                assertThat(Web.post(
                                        "http://%s/api/v1/users/%s/block"
                                                .formatted(
                                                        nodes.get(0).api(),
                                                        couple.alice().id()),
                                        couple.bob().token(),
                                        Map.of())
                                .status())
                        .isEqualTo(200);
                var typed = alice.seen("typing").count();
                type(back, couple);
                Await.until("a refusal", WITHIN, () -> back.seen("error").count() == 1);
                look(back, couple);
                Await.pause(Duration.ofSeconds(2));
                assertThat(alice.seen("typing").count()).isEqualTo(typed);
                assertThat(back.seen("presence")).isEmpty();
            }
            Await.pause(Duration.ofSeconds(12)); // longer than it takes to be gone
            assertThat(presences(alice)).containsExactly(true, false, true);
            assertThat(stranger.seen("typing")).isEmpty();
            assertThat(stranger.seen("presence")).isEmpty();
        }
    }

    private static void look(Watcher watcher, Couple couple) {
        watcher.send(Map.of("type", "view", "conversation_ids", List.of(couple.conversation())));
    }

    private static void type(Watcher watcher, Couple couple) {
        watcher.send(Map.of("type", "typing", "conversation_id", couple.conversation()));
    }

    private static List<Boolean> presences(Watcher watcher) {
        return watcher.seen("presence")
                .map(seen -> seen.frame().path("online").asBoolean())
                .toList();
    }
}

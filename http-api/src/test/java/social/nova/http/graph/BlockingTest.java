package social.nova.http.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import social.nova.persistence.graph.BlockRepository.Untold;

/// Blocking and muting over real HTTP, and what is told of it.
class BlockingTest extends GraphFixture {
    @Test
    void whoIsBlockedFindsNobodyAndIsFoundByNobody() throws Exception {
        post(alice, "/users/" + bob + "/follow");
        post(bob, "/users/" + alice + "/follow");

        assertThat(post(alice, "/users/" + bob + "/block"))
                .isEqualTo(new Answer(200, MAPPER.readTree("{\"status\": \"blocked\"}")));

        for (var pair : List.of(List.of(alice, bob), List.of(bob, alice))) {
            var viewer = pair.getFirst();
            var other = "/users/" + pair.getLast();
            for (var answer : List.of(
                    get(viewer, other + "/followers"),
                    get(viewer, other + "/following"),
                    post(viewer, other + "/follow"),
                    delete(viewer, other + "/follow"),
                    post(viewer, other + "/mute"),
                    delete(viewer, other + "/mute"),
                    post(viewer, "/users/me/follow-requests/" + pair.getLast()),
                    delete(viewer, "/users/me/followers/" + pair.getLast()))) {
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.error()).isEqualTo("USER_NOT_FOUND");
            }
        }
        assertThat(get(null, "/users/" + bob + "/followers").ids("followers")).isEmpty();
        assertThat(get(alice, "/users/me/blocked").ids("blocked")).containsExactly(bob.value());
        assertThat(get(bob, "/users/me/blocked").ids("blocked")).isEmpty();
    }

    @Test
    void aBlockIsAnsweredOnceTheConversationKnows() throws Exception {
        conversationsAreAway = true;
        assertThat(post(alice, "/users/" + bob + "/block").status()).isEqualTo(503);
        assertThat(get(bob, "/users/" + alice + "/followers").status()).isEqualTo(404);

        conversationsAreAway = false;
        assertThat(post(alice, "/users/" + bob + "/block").status()).isEqualTo(200);
        assertThat(post(alice, "/users/" + bob + "/block").status()).isEqualTo(200);

        assertThat(TOLD).hasSize(2).allMatch(Untold::blocked);
        assertThat(TOLD.stream().distinct()).hasSize(1);
    }

    @Test
    void anUnblockIsToldToo() throws Exception {
        post(alice, "/users/" + bob + "/block");
        TOLD.clear();

        assertThat(delete(alice, "/users/" + bob + "/block").status()).isEqualTo(204);
        assertThat(delete(alice, "/users/" + bob + "/block").status()).isEqualTo(204);

        assertThat(TOLD).singleElement().matches(untold -> !untold.blocked());
        assertThat(get(bob, "/users/" + alice + "/followers").status()).isEqualTo(200);
    }

    // --- Muting and relationships ---

    @Test
    void muting() throws Exception {
        var muted = new Answer(200, MAPPER.readTree("{\"status\": \"muted\"}"));

        assertThat(post(alice, "/users/" + bob + "/mute")).isEqualTo(muted);
        assertThat(post(alice, "/users/" + bob + "/mute")).isEqualTo(muted);
        assertThat(get(alice, "/users/me/muted").ids("muted")).containsExactly(bob.value());
        assertThat(delete(alice, "/users/" + bob + "/mute").status()).isEqualTo(204);
        assertThat(get(alice, "/users/me/muted").ids("muted")).isEmpty();
    }

    @Test
    void tellsWhatIsBetweenTheCallerAndOthers() throws Exception {
        show(carol, true);
        post(alice, "/users/" + bob + "/follow");
        post(bob, "/users/" + alice + "/follow");
        post(alice, "/users/" + bob + "/mute");
        post(alice, "/users/" + carol + "/follow");

        var answer = get(alice, "/users/relationships?ids=%s,%s,%s".formatted(carol, UUID.randomUUID(), bob));

        assertThat(answer.body()).isEqualTo(MAPPER.readTree("""
                {"relationships": [
                 {"id": "%s", "following": false, "followed_by": false, "requested": true, "blocking": false,
                  "muting": false},
                 {"id": "%s", "following": true, "followed_by": true, "requested": false, "blocking": false,
                  "muting": true}]}""".formatted(carol, bob)));
    }

    @Test
    void nobodyIsToldWhoBlocksThem() throws Exception {
        post(bob, "/users/" + alice + "/block");
        assertThat(get(alice, "/users/relationships?ids=" + bob).ids("relationships"))
                .isEmpty();

        post(alice, "/users/" + bob + "/block");
        var answer = get(alice, "/users/relationships?ids=" + bob);
        assertThat(answer.ids("relationships")).containsExactly(bob.value());
        assertThat(answer.body().at("/relationships/0/blocking").asBoolean()).isTrue();
    }

    @Test
    void saysWhatIsWrongWithIds() throws Exception {
        var many = new ArrayList<String>();
        for (var n = 0; n < 101; n++) {
            many.add(UUID.randomUUID().toString());
        }
        for (var query : List.of("", "?ids=", "?ids=x", "?ids=" + bob + ",", "?ids=" + String.join(",", many))) {
            assertThat(get(alice, "/users/relationships" + query).status()).isEqualTo(400);
        }
        assertThat(get(alice, "/users/relationships?ids=" + String.join(",", many.subList(0, 100)))
                        .status())
                .isEqualTo(200);
    }
}

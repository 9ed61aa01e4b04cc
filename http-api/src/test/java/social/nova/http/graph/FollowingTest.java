package social.nova.http.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.protocols.common.UserId;

/// Following over real HTTP: lists, requests, and who may see them.
class FollowingTest extends GraphFixture {
    @Test
    void followsAndUnfollowsHoweverOften() throws Exception {
        var followed = new Answer(200, MAPPER.readTree("{\"status\": \"followed\"}"));

        assertThat(post(alice, "/users/" + bob + "/follow")).isEqualTo(followed);
        assertThat(post(alice, "/users/" + bob.value().toUpperCase(Locale.ROOT) + "/follow"))
                .isEqualTo(followed);
        assertThat(get(null, "/users/" + bob + "/followers"))
                .isEqualTo(new Answer(200, MAPPER.readTree("""
                        {"followers": [{"id": "%s", "username": "%s", "display_name": null, "avatar_url": null}],
                         "total_count": 1, "limit": 20, "offset": 0}""".formatted(alice, nameOf(alice)))));

        assertThat(delete(alice, "/users/" + bob + "/follow").status()).isEqualTo(204);
        assertThat(delete(alice, "/users/" + bob + "/follow").status()).isEqualTo(204);
        assertThat(get(null, "/users/" + bob + "/followers").ids("followers")).isEmpty();
    }

    @Test
    void nobodyFollowsBlocksOrMutesThemselves() throws Exception {
        for (var verb : List.of("follow", "block", "mute")) {
            for (var answer : List.of(
                    post(alice, "/users/" + alice + "/" + verb), delete(alice, "/users/" + alice + "/" + verb))) {
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body().path("details").asText()).isEqualTo("user_id: must be somebody else");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"follow", "block", "mute"})
    void whoIsNoUserIsNotFoundAndAMalformedIdIsABadRequest(String verb) throws Exception {
        for (var answer : List.of(
                post(alice, "/users/" + UUID.randomUUID() + "/" + verb),
                delete(alice, "/users/" + UUID.randomUUID() + "/" + verb))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.error()).isEqualTo("USER_NOT_FOUND");
        }
        assertThat(post(alice, "/users/5/" + verb).status()).isEqualTo(400);
    }

    @Test
    void pagesSayTheLimitThatWasUsed() throws Exception {
        post(bob, "/users/" + alice + "/follow");
        post(carol, "/users/" + alice + "/follow");

        var page = get(null, "/users/" + alice + "/followers?limit=1&offset=1");
        var larger = get(null, "/users/" + alice + "/followers?limit=1000");

        assertThat(page.ids("followers")).containsExactly(bob.value());
        assertThat(page.body().path("total_count").asLong()).isEqualTo(2);
        assertThat(page.body().path("offset").asLong()).isEqualTo(1);
        assertThat(larger.body().path("limit").asInt()).isEqualTo(100);
        for (var query : List.of("limit=0", "limit=x", "limit=-1", "offset=-1", "offset=x")) {
            assertThat(get(null, "/users/" + alice + "/followers?" + query).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void theListsOfAPrivateAccountAreForItsFollowers() throws Exception {
        show(bob, true);
        post(bob, "/users/" + carol + "/follow");

        assertThat(post(alice, "/users/" + bob + "/follow")
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("requested");
        for (var list : List.of("followers", "following")) {
            for (var viewer : new @Nullable UserId[] {null, alice, carol}) {
                var answer = get(viewer, "/users/" + bob + "/" + list);
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.error()).isEqualTo("FORBIDDEN");
            }
            assertThat(get(bob, "/users/" + bob + "/" + list).status()).isEqualTo(200);
        }

        assertThat(get(bob, "/users/me/follow-requests").ids("requests")).containsExactly(alice.value());
        var accepted = new Answer(200, MAPPER.readTree("{\"status\": \"accepted\"}"));
        assertThat(post(bob, "/users/me/follow-requests/" + alice)).isEqualTo(accepted);
        assertThat(post(bob, "/users/me/follow-requests/" + alice)).isEqualTo(accepted);
        assertThat(get(alice, "/users/" + bob + "/following").ids("following")).containsExactly(carol.value());
        assertThat(get(bob, "/users/me/follow-requests").ids("requests")).isEmpty();
    }

    @Test
    void aRequestMayBeDeclinedAndAFollowerRemoved() throws Exception {
        show(bob, true);
        post(alice, "/users/" + bob + "/follow");

        assertThat(delete(bob, "/users/me/follow-requests/" + alice).status()).isEqualTo(204);
        assertThat(delete(bob, "/users/me/follow-requests/" + alice).status()).isEqualTo(204);
        assertThat(post(bob, "/users/me/follow-requests/" + alice).error()).isEqualTo("NOT_FOUND");

        post(alice, "/users/" + bob + "/follow");
        post(bob, "/users/me/follow-requests/" + alice);
        assertThat(delete(bob, "/users/me/followers/" + alice).status()).isEqualTo(204);
        assertThat(get(alice, "/users/" + bob + "/followers").status()).isEqualTo(403);
    }
}

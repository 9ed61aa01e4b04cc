package social.nova.http.graph;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.Authorization;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.http.common.Json;
import social.nova.http.contract.CheckedPipeline;
import social.nova.http.routing.ShippedHttp;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.graph.BlockRepository.Untold;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.ProfileRepository;
import social.nova.persistence.user.ProfileRepository.About;
import social.nova.persistence.user.ProfileRepository.Profile;
import social.nova.protocols.common.UserId;
import social.nova.protocols.contract.Service;

/// What is between users over real HTTP, with the conversations in the test's hands.
class GraphRoutesTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(ShippedHttp.config());
    private static final AccountRepository ACCOUNTS = new AccountRepository(TestDatabase.get());
    private static final DataKeys KEYS = new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET);
    private static final ProfileRepository PROFILES = new ProfileRepository(TestDatabase.get());
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ConcurrentLinkedQueue<Untold> TOLD = new ConcurrentLinkedQueue<>();
    private static volatile boolean conversationsAreAway;
    private static @Nullable ServerBinding server;

    private UserId alice;
    private UserId bob;
    private UserId carol;

    private record Answer(int status, JsonNode body) {
        String error() {
            return body.path("error").asText();
        }

        List<String> ids(String list) {
            return StreamSupport.stream(body.path(list).spliterator(), false)
                    .map(card -> card.path("id").asText())
                    .toList();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        var pipeline = new CheckedPipeline(
                Service.USER,
                GraphRoutes.over(TestDatabase.get(), GraphRoutesTest::tell).endpoints(),
                new Authentication(token -> Optional.of(new Caller(new UserId(token), "session", Instant.MAX, "key"))),
                new Errors(InstantSource.fixed(NOW)),
                ACTORS.system());
        server = get(Http.get(ACTORS.system()).newServerAt("127.0.0.1", 0).bind(pipeline::answer));
    }

    private static CompletionStage<Done> tell(Untold untold) {
        TOLD.add(untold);
        return conversationsAreAway
                ? CompletableFuture.failedStage(new TimeoutException("Ask timed out"))
                : CompletableFuture.completedStage(Done.getInstance());
    }

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void register() throws Exception {
        alice = someone();
        bob = someone();
        carol = someone();
        TOLD.clear();
        conversationsAreAway = false;
    }

    // --- Following ---

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

    // --- Blocking ---

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

    // --- Helpers ---

    private static UserId someone() throws Exception {
        var user = UserId.of(UUID.randomUUID());
        get(ACCOUNTS.reserve(user, user + "@example.com", nameOf(user)));
        get(ACCOUNTS.makeFirm(user));
        get(KEYS.create(user));
        return user;
    }

    private static void show(UserId user, boolean isPrivate) throws Exception {
        var about = new About(null, null, null, null, null, isPrivate);
        get(PROFILES.show(new Profile(user, 1, nameOf(user), about, NOW)));
    }

    private static String nameOf(UserId user) {
        return "n" + user.value().substring(0, 13);
    }

    private static Answer post(UserId caller, String path) throws Exception {
        return call(caller, HttpRequest.create().withMethod(HttpMethods.POST), path);
    }

    private static Answer delete(UserId caller, String path) throws Exception {
        return call(caller, HttpRequest.create().withMethod(HttpMethods.DELETE), path);
    }

    private static Answer get(@Nullable UserId caller, String path) throws Exception {
        return call(caller, HttpRequest.create(), path);
    }

    private static Answer call(@Nullable UserId caller, HttpRequest request, String path) throws Exception {
        if (server == null) {
            throw new IllegalStateException("Not started");
        }
        var at = request.withUri(
                "http://127.0.0.1:%d/api/v1%s".formatted(server.localAddress().getPort(), path));
        return get(Http.get(ACTORS.system())
                .singleRequest(caller == null ? at : at.addHeader(Authorization.oauth2(caller.value())))
                .thenCompose(response -> response.entity()
                        .toStrict(3_000, ACTORS.system())
                        .thenApply(body -> new Answer(
                                response.status().intValue(),
                                body.getData().isEmpty()
                                        ? MissingNode.getInstance()
                                        : Json.read(body.getData().toArray(), JsonNode.class)))));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

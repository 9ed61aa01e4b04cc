package social.nova.http.graph;

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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
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

/// What is between users over real HTTP, with the conversations in the test's hands. One server for all tests of the
/// process, which ends with it.
class GraphFixture {
    static final ActorTestKit ACTORS = ActorTestKit.create(ShippedHttp.config());
    static final AccountRepository ACCOUNTS = new AccountRepository(TestDatabase.get());
    static final DataKeys KEYS = new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET);
    static final ProfileRepository PROFILES = new ProfileRepository(TestDatabase.get());
    static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final ConcurrentLinkedQueue<Untold> TOLD = new ConcurrentLinkedQueue<>();
    static volatile boolean conversationsAreAway;
    private static final ServerBinding SERVER = start();

    UserId alice;
    UserId bob;
    UserId carol;

    record Answer(int status, JsonNode body) {
        String error() {
            return body.path("error").asText();
        }

        List<String> ids(String list) {
            return StreamSupport.stream(body.path(list).spliterator(), false)
                    .map(card -> card.path("id").asText())
                    .toList();
        }
    }

    private static ServerBinding start() {
        var pipeline = new CheckedPipeline(
                Service.USER,
                GraphRoutes.over(TestDatabase.get(), GraphFixture::tell).endpoints(),
                new Authentication(token -> Optional.of(new Caller(new UserId(token), "session", Instant.MAX, "key"))),
                new Errors(InstantSource.fixed(NOW)),
                ACTORS.system());
        return Http.get(ACTORS.system())
                .newServerAt("127.0.0.1", 0)
                .bind(pipeline::answer)
                .toCompletableFuture()
                .join();
    }

    private static CompletionStage<Done> tell(Untold untold) {
        TOLD.add(untold);
        return conversationsAreAway
                ? CompletableFuture.failedStage(new TimeoutException("Ask timed out"))
                : CompletableFuture.completedStage(Done.getInstance());
    }

    @BeforeEach
    void register() throws Exception {
        alice = someone();
        bob = someone();
        carol = someone();
        TOLD.clear();
        conversationsAreAway = false;
    }

    static UserId someone() throws Exception {
        var user = UserId.of(UUID.randomUUID());
        get(ACCOUNTS.reserve(user, user + "@example.com", nameOf(user)));
        get(ACCOUNTS.makeFirm(user));
        get(KEYS.create(user));
        return user;
    }

    static void show(UserId user, boolean isPrivate) throws Exception {
        var about = new About(null, null, null, null, null, isPrivate);
        get(PROFILES.show(new Profile(user, 1, nameOf(user), about, NOW)));
    }

    static String nameOf(UserId user) {
        return "n" + user.value().substring(0, 13);
    }

    static Answer post(UserId caller, String path) throws Exception {
        return call(caller, HttpRequest.create().withMethod(HttpMethods.POST), path);
    }

    static Answer delete(UserId caller, String path) throws Exception {
        return call(caller, HttpRequest.create().withMethod(HttpMethods.DELETE), path);
    }

    static Answer get(@Nullable UserId caller, String path) throws Exception {
        return call(caller, HttpRequest.create(), path);
    }

    static Answer call(@Nullable UserId caller, HttpRequest request, String path) throws Exception {
        var at = request.withUri(
                "http://127.0.0.1:%d/api/v1%s".formatted(SERVER.localAddress().getPort(), path));
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

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

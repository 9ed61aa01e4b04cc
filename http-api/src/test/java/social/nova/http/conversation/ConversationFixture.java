package social.nova.http.conversation;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.Authorization;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.http.common.Json;
import social.nova.http.contract.CheckedPipeline;
import social.nova.http.graph.Visibility;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.contract.Service;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;

/// Conversations over real HTTP, with the entity in the test's hands. One server for all tests of the process, which
/// ends with it.
class ConversationFixture {
    static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    static final AccountRepository ACCOUNTS = new AccountRepository(TestDatabase.get());
    static final MemberRepository MEMBERS = new MemberRepository(TestDatabase.get());
    static final DataKeys KEYS = new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET);
    static final ConversationIds IDS = new ConversationIds(new byte[32]);
    static final Instant NOW = Instant.parse("2025-10-25T10:30:45.123Z");
    static final UserId ALICE = UserId.of(UUID.randomUUID());
    static final UserId BOB = UserId.of(UUID.randomUUID());
    static final UserId MALLORY = UserId.of(UUID.randomUUID());
    static final ConversationId C = IDS.direct(ALICE, BOB);
    static final Duration SHORTLY = Duration.ofMillis(20);
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final Map<ConversationId, TestProbe<Conversation.Command>> ENTITIES = new ConcurrentHashMap<>();
    private static final ServerBinding SERVER = start();

    record Answer(int status, JsonNode body) {
        String error() {
            return body.path("error").asText();
        }

        String details() {
            return body.path("details").asText();
        }
    }

    private static ServerBinding start() {
        try {
            return bound();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static ServerBinding bound() throws Exception {
        for (var user : List.of(ALICE, BOB, MALLORY)) {
            get(ACCOUNTS.reserve(user, user + "@example.com", user.value().substring(0, 20)));
            get(ACCOUNTS.makeFirm(user));
            get(KEYS.create(user));
        }
        var conversations = new Conversations(
                IDS,
                id -> TestEntityRef.of(Conversation.TYPE_KEY, id.value(), untraced(entity(id))),
                new Admission(256, TestDatabase.get().watch(), () -> false),
                new Asks(Duration.ofSeconds(1), new SimpleMeterRegistry()));
        var routes = new ConversationRoutes(
                conversations,
                new ConversationOpening(
                        conversations,
                        MEMBERS,
                        new Visibility(new RelationRepository(TestDatabase.get())),
                        KEYS,
                        new Random(1)),
                new MessageSending(conversations, UUID::randomUUID),
                new MessageReading(conversations, new ConversationHistory(TestDatabase.get(), ACTORS.system()), KEYS),
                KEYS);
        var pipeline = new CheckedPipeline(
                Service.MESSAGING,
                routes.endpoints(),
                new Authentication(token -> Optional.of(new Caller(new UserId(token), "session", Instant.MAX, "key"))),
                new Errors(InstantSource.fixed(NOW)),
                ACTORS.system());
        return get(Http.get(ACTORS.system()).newServerAt("127.0.0.1", 0).bind(pipeline::answer));
    }

    @BeforeEach
    @AfterEach
    void nothingElseReachedTheEntity() {
        entity(C).expectNoMessage(Duration.ZERO);
    }

    static TestProbe<Conversation.Command> entity(ConversationId id) {
        return ENTITIES.computeIfAbsent(id, _ -> ACTORS.createTestProbe());
    }

    // Commands come with the traces of their requests; what is looked at here is the command.
    private static ActorRef<Conversation.Command> untraced(TestProbe<Conversation.Command> entity) {
        return ACTORS.spawn(Behaviors.receiveMessage(command -> {
            entity.ref().tell(command instanceof Conversation.Traced(var _, var plain) ? plain : command);
            return Behaviors.same();
        }));
    }

    static Message message(long n) {
        return new Message(
                IDS.message(C, n),
                n,
                n + 1,
                ALICE,
                new Body(new Sealed("c2VjcmV0", "0".repeat(48)), Encryption.END_TO_END),
                NOW);
    }

    static String pair(UserId a, UserId b) {
        return "{\"user_a\": \"%s\", \"user_b\": \"%s\"}".formatted(a, b);
    }

    static CompletableFuture<Answer> send(String body) {
        return post(ALICE, "/conversations/" + C + "/messages", body);
    }

    static CompletableFuture<Answer> post(UserId caller, String path, String body) {
        return call(caller, HttpRequest.POST(url(path)).withEntity(ContentTypes.APPLICATION_JSON, body));
    }

    static CompletableFuture<Answer> get(UserId caller, String path) {
        return call(caller, HttpRequest.GET(url(path)));
    }

    static CompletableFuture<Answer> call(UserId caller, HttpRequest request) {
        return Http.get(ACTORS.system())
                .singleRequest(request.addHeader(Authorization.oauth2(caller.value())))
                .thenCompose(response -> response.entity()
                        .toStrict(3_000, ACTORS.system())
                        .thenApply(body -> new Answer(
                                response.status().intValue(),
                                Json.read(body.getData().toArray(), JsonNode.class))))
                .toCompletableFuture();
    }

    static String url(String path) {
        return "http://127.0.0.1:" + SERVER.localAddress().getPort() + path;
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

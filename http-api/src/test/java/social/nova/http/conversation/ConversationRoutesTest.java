package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;

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
import akka.pattern.StatusReply;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.persistence.graph.BlockRepository;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.contract.Service;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.Page;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.conversation.ConversationMessages.Selection;

/// Conversations over real HTTP, with the entity in the test's hands.
class ConversationRoutesTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final AccountRepository ACCOUNTS = new AccountRepository(TestDatabase.get());
    private static final MemberRepository MEMBERS = new MemberRepository(TestDatabase.get());
    private static final DataKeys KEYS = new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET);
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45.123Z");
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static final UserId MALLORY = UserId.of(UUID.randomUUID());
    private static final ConversationId C = IDS.direct(ALICE, BOB);
    private static final Duration SHORTLY = Duration.ofMillis(20);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<ConversationId, TestProbe<Conversation.Command>> ENTITIES = new ConcurrentHashMap<>();
    private static @Nullable ServerBinding server;

    private record Answer(int status, JsonNode body) {
        String error() {
            return body.path("error").asText();
        }

        String details() {
            return body.path("details").asText();
        }
    }

    @BeforeAll
    static void start() throws Exception {
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
        server = get(Http.get(ACTORS.system()).newServerAt("127.0.0.1", 0).bind(pipeline::answer));
    }

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    @AfterEach
    void nothingElseReachedTheEntity() {
        entity(C).expectNoMessage(Duration.ZERO);
    }

    // --- POST /conversations ---

    @Test
    void opensTheConversationOfAPair() throws Exception {
        var answer = post(ALICE, "/conversations", pair(ALICE, BOB));
        var open = entity(C).expectMessageClass(ConversationMembers.Open.class);
        open.replyTo()
                .tell(StatusReply.success(
                        new Overview(ConversationType.DIRECT, null, ALICE, 2, null, 0, 0, 1, 1, NOW, NOW)));

        assertThat(get(answer)).isEqualTo(new Answer(200, MAPPER.readTree("""
                {"id": "%s", "conversation_type": "direct", "name": null, "created_by": "%s", "member_count": 2,
                 "last_message_id": null, "last_sequence_number": 0, "unread_count": 0, "revision": 1,
                 "created_at": "2025-10-25T10:30:45Z", "updated_at": "2025-10-25T10:30:45Z"}""".formatted(C, ALICE))));
        assertThat(open.members()).containsExactlyInAnyOrder(ALICE, BOB);
        assertThat(open.creator()).isEqualTo(ALICE);
        assertThat(get(MEMBERS.of(BOB, 10))).containsExactly(new Standing(C, 0));
    }

    @Test
    void findsThePairInWhicheverOrderAndCase() throws Exception {
        var answer = post(BOB, "/conversations", """
                {"user_a": "%s", "user_b": "%s"}""".formatted(BOB.value().toUpperCase(Locale.ROOT), ALICE));

        entity(C).expectMessageClass(ConversationMembers.Open.class).replyTo().tell(ErrorCode.CONFLICT.refusal());
        assertThat(get(answer).status()).isEqualTo(409);
    }

    @Test
    void nobodyOpensTheConversationOfOthers() throws Exception {
        var answer = get(post(MALLORY, "/conversations", pair(ALICE, BOB)));

        assertThat(answer).isEqualTo(new Answer(403, MAPPER.readTree("""
                {"error": "FORBIDDEN", "message": "You may not do this", "details": null,
                 "timestamp": "2025-10-25T10:30:45Z"}""")));
    }

    @Test
    void nobodyTalksToThemselves() throws Exception {
        var answer = get(post(ALICE, "/conversations", pair(ALICE, ALICE)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.details()).isEqualTo("user_b: must differ from user_a");
    }

    @Test
    void whoIsNotRegisteredIsNotFound() throws Exception {
        var nobody = UserId.of(UUID.randomUUID());
        get(ACCOUNTS.reserve(nobody, nobody + "@example.com", nobody.value().substring(0, 20)));

        var answer = get(post(ALICE, "/conversations", pair(ALICE, nobody)));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).isEqualTo("USER_NOT_FOUND");
        entity(IDS.direct(ALICE, nobody)).expectNoMessage(SHORTLY);
    }

    @Test
    void whoIsBlockedIsNotFoundFromEitherSide() throws Exception {
        get(new BlockRepository(TestDatabase.get()).block(ALICE, MALLORY));

        for (var caller : List.of(ALICE, MALLORY)) {
            var answer = get(post(caller, "/conversations", pair(ALICE, MALLORY)));

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.error()).isEqualTo("USER_NOT_FOUND");
        }
        entity(IDS.direct(ALICE, MALLORY)).expectNoMessage(SHORTLY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                       | user_a: is required
            {"user_a": "1-2-3-4-5", "user_b": "x"}   | user_a: must be a UUID
            {"user_a": 5}                            | user_a: must be a string
            []                                       | The body must be an object
            {                                        | The body is not valid JSON (line 1, column 2)
            """)
    void saysWhatIsWrongWithAPair(String body, String details) throws Exception {
        var answer = get(post(ALICE, "/conversations", body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.details()).isEqualTo(details);
    }

    // --- GET /conversations/{id} ---

    @Test
    void showsAConversationToItsMembers() throws Exception {
        var answer = get(ALICE, "/conversations/" + C);
        var get = entity(C).expectMessageClass(ConversationMembers.GetOverview.class);
        get.replyTo()
                .tell(StatusReply.success(
                        new Overview(ConversationType.DIRECT, null, BOB, 2, IDS.message(C, 4), 4, 3, 1, 5, NOW, NOW)));

        assertThat(get.reader()).isEqualTo(ALICE);
        assertThat(get(answer).body().path("last_message_id").asText())
                .isEqualTo(IDS.message(C, 4).value());
        assertThat(get(answer).body().path("last_sequence_number").asLong()).isEqualTo(4);
        assertThat(get(answer).body().path("unread_count").asLong()).isEqualTo(3);
    }

    @Test
    void refusesStrangersWithTheEntitysWord() throws Exception {
        var answer = get(MALLORY, "/conversations/" + C);
        entity(C)
                .expectMessageClass(ConversationMembers.GetOverview.class)
                .replyTo()
                .tell(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());

        assertThat(get(answer).status()).isEqualTo(403);
        assertThat(get(answer).error()).isEqualTo("NOT_CONVERSATION_MEMBER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "1-2-3-4-5", "%00", "018f2c8e-aaaa-8aaa-8aaa-aaaaaaaaaaaag", "null"})
    void aMalformedIdIsABadRequest(String id) throws Exception {
        for (var path : List.of("/conversations/" + id, "/conversations/" + id + "/messages")) {
            var answer = get(get(ALICE, path));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.details()).isEqualTo("conversation_id: must be a UUID");
        }
    }

    @Test
    void anInventedIdIsNotFoundAndWakesNobody() throws Exception {
        var invented = new ConversationId(UUID.randomUUID().toString());

        var answer = get(get(ALICE, "/conversations/" + invented));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).isEqualTo("CONVERSATION_NOT_FOUND");
        entity(invented).expectNoMessage(SHORTLY);
    }

    // --- POST /conversations/{id}/messages ---

    @Test
    void answersWhenTheMessageIsDurable() throws Exception {
        var answer = send("{\"plaintext\": \"hello\", \"idempotency_key\": \"k\"}");
        var send = entity(C).expectMessageClass(ConversationMessages.SendMessage.class);
        send.replyTo().tell(StatusReply.success(new Receipt(IDS.message(C, 3), 3)));

        assertThat(get(answer)).isEqualTo(new Answer(200, MAPPER.readTree("""
                {"id": "%s", "sequence_number": 3}""".formatted(IDS.message(C, 3)))));
        assertThat(send.sender()).isEqualTo(ALICE);
        assertThat(send.key()).isNotNull().matches(key -> !key.isMadeByNova());
        assertThat(send.body().encryption()).isEqualTo(Encryption.AT_REST);
        assertThat(send.body().sealed().content()).doesNotContain("hello");
    }

    @Test
    void whatAClientSealedIsSealedOnceMore() throws Exception {
        var nonce = "Ab".repeat(24);
        var _ = send("{\"encrypted_content\": \"c2VjcmV0\", \"nonce\": \"%s\"}".formatted(nonce));
        var send = entity(C).expectMessageClass(ConversationMessages.SendMessage.class);

        assertThat(send.body().encryption()).isEqualTo(Encryption.END_TO_END);
        assertThat(send.body().sealed().content()).doesNotContain("c2VjcmV0");
        assertThat(send.body().sealed().nonce()).isNotEqualTo(nonce);
        assertThat(send.key()).matches(IdempotencyKey::isMadeByNova);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_CONVERSATION_MEMBER, 403",
        "FORBIDDEN, 403",
        "CONVERSATION_NOT_FOUND, 404",
        "USER_NOT_FOUND, 404",
        "CONFLICT, 409",
        "DATABASE_ERROR, 503",
        "SERVICE_UNAVAILABLE, 503"
    })
    void mapsARefusalToItsStatusAndCode(ErrorCode code, int status) throws Exception {
        var answer = send("{\"plaintext\": \"hello\"}");
        entity(C)
                .expectMessageClass(ConversationMessages.SendMessage.class)
                .replyTo()
                .tell(code.refusal());

        assertThat(get(answer).status()).isEqualTo(status);
        assertThat(get(answer).error()).isEqualTo(code.name());
    }

    @Test
    void anAnswerThatDoesNotComeLeavesTheOutcomeUnknown() throws Exception {
        var answer = send("{\"plaintext\": \"hello\"}");
        entity(C).expectMessageClass(ConversationMessages.SendMessage.class);

        assertThat(get(answer).status()).isEqualTo(503);
        assertThat(get(answer).error()).isEqualTo("SERVICE_UNAVAILABLE");
    }

    @Test
    void takesTheLargestPlaintextAndNoLarger() throws Exception {
        var largest = send("{\"plaintext\": \"%s\"}".formatted("\\ud83d\\ude00".repeat(10_000)));
        entity(C)
                .expectMessageClass(ConversationMessages.SendMessage.class)
                .replyTo()
                .tell(StatusReply.success(new Receipt(IDS.message(C, 1), 1)));
        var larger = send("{\"plaintext\": \"%s\"}".formatted("a".repeat(10_001)));

        assertThat(get(largest).status()).isEqualTo(200);
        assertThat(get(larger).status()).isEqualTo(400);
        assertThat(get(larger).details()).isEqualTo("plaintext: 1 to 10000 characters");
    }

    @Test
    void takesTheLongestKeyAndNoLonger() throws Exception {
        var _ = send("{\"plaintext\": \"a\", \"idempotency_key\": \"%s\"}".formatted("k".repeat(128)));
        entity(C).expectMessageClass(ConversationMessages.SendMessage.class);
        var longer = get(send("{\"plaintext\": \"a\", \"idempotency_key\": \"%s\"}".formatted("k".repeat(129))));

        assertThat(longer.status()).isEqualTo(400);
        assertThat(longer.details()).isEqualTo("idempotency_key: 1 to 128 characters");
    }

    // --- GET /conversations/{id}/messages ---

    @Test
    void showsMessagesAsMembersSeeThem() throws Exception {
        var answer = get(BOB, "/conversations/" + C + "/messages");
        var get = entity(C).expectMessageClass(ConversationMessages.GetMessages.class);
        get.replyTo().tell(StatusReply.success(new Page(2, 2, 2, 3, List.of(message(2)))));

        assertThat(get.reader()).isEqualTo(BOB);
        assertThat(get(answer)).isEqualTo(new Answer(200, MAPPER.readTree("""
                [{"id": "%s", "conversation_id": "%s", "sender_id": "%s", "sequence_number": 2, "revision": 3,
                  "encrypted_content": "c2VjcmV0", "nonce": "%s", "message_type": "text",
                  "created_at": "2025-10-25T10:30:45Z", "edited_at": null, "deleted_at": null}]""".formatted(
                        IDS.message(C, 2), C, ALICE, "0".repeat(48)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                                     | 0                   | 9223372036854775807 | 50  | false
            limit=1                               | 0                   | 9223372036854775807 | 1   | false
            limit=100                             | 0                   | 9223372036854775807 | 100 | false
            limit=101                             | 0                   | 9223372036854775807 | 100 | false
            limit=9223372036854775807             | 0                   | 9223372036854775807 | 100 | false
            before=1                              | 0                   | 1                   | 50  | false
            before=30&limit=10                    | 0                   | 30                  | 10  | false
            after=0                               | 0                   | 9223372036854775807 | 50  | true
            after=30&limit=10                     | 30                  | 9223372036854775807 | 10  | true
            after=9223372036854775807             | 9223372036854775807 | 9223372036854775807 | 50  | true
            """)
    void selectsWhatWasAskedFor(@Nullable String query, long after, long before, int limit, boolean oldestFirst)
            throws Exception {
        var answer = get(ALICE, "/conversations/" + C + "/messages" + (query == null ? "" : "?" + query));
        var get = entity(C).expectMessageClass(ConversationMessages.GetMessages.class);
        get.replyTo().tell(StatusReply.success(new Page(1, 0, 0, 1, List.of())));

        assertThat(get.selection()).isEqualTo(new Selection(after, before, limit, oldestFirst));
        assertThat(get(answer)).isEqualTo(new Answer(200, MAPPER.readTree("[]")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=0                    | limit: must be a whole number, 1 or more
            limit=-1                   | limit: must be a whole number, 1 or more
            limit=ten                  | limit: must be a whole number, 1 or more
            limit=                     | limit: must be a whole number, 1 or more
            limit=1.5                  | limit: must be a whole number, 1 or more
            limit=9223372036854775808  | limit: must be a whole number, 1 or more
            before=0                   | before: must be a whole number, 1 or more
            before=x                   | before: must be a whole number, 1 or more
            after=-1                   | after: must be a whole number, 0 or more
            before=5&after=2           | before, after: only one of them
            """)
    void saysWhatIsWrongWithASelection(String query, String details) throws Exception {
        var answer = get(get(ALICE, "/conversations/" + C + "/messages?" + query));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.details()).isEqualTo(details);
    }

    @Test
    void hasNoOtherMethods() throws Exception {
        var answer = get(call(ALICE, HttpRequest.DELETE(url("/conversations/" + C))));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.error()).isEqualTo("METHOD_NOT_ALLOWED");
    }

    // --- Helpers ---

    private static TestProbe<Conversation.Command> entity(ConversationId id) {
        return ENTITIES.computeIfAbsent(id, _ -> ACTORS.createTestProbe());
    }

    // Commands come with the traces of their requests; what is looked at here is the command.
    private static ActorRef<Conversation.Command> untraced(TestProbe<Conversation.Command> entity) {
        return ACTORS.spawn(Behaviors.receiveMessage(command -> {
            entity.ref().tell(command instanceof Conversation.Traced(var _, var plain) ? plain : command);
            return Behaviors.same();
        }));
    }

    private static Message message(long n) {
        return new Message(
                IDS.message(C, n),
                n,
                n + 1,
                ALICE,
                new Body(new Sealed("c2VjcmV0", "0".repeat(48)), Encryption.END_TO_END),
                NOW);
    }

    private static String pair(UserId a, UserId b) {
        return "{\"user_a\": \"%s\", \"user_b\": \"%s\"}".formatted(a, b);
    }

    private static CompletableFuture<Answer> send(String body) {
        return post(ALICE, "/conversations/" + C + "/messages", body);
    }

    private static CompletableFuture<Answer> post(UserId caller, String path, String body) {
        return call(caller, HttpRequest.POST(url(path)).withEntity(ContentTypes.APPLICATION_JSON, body));
    }

    private static CompletableFuture<Answer> get(UserId caller, String path) {
        return call(caller, HttpRequest.GET(url(path)));
    }

    private static CompletableFuture<Answer> call(UserId caller, HttpRequest request) {
        return Http.get(ACTORS.system())
                .singleRequest(request.addHeader(Authorization.oauth2(caller.value())))
                .thenCompose(response -> response.entity()
                        .toStrict(3_000, ACTORS.system())
                        .thenApply(body -> new Answer(
                                response.status().intValue(),
                                Json.read(body.getData().toArray(), JsonNode.class))))
                .toCompletableFuture();
    }

    private static String url(String path) {
        if (server == null) {
            throw new IllegalStateException("Bound before all");
        }
        return "http://127.0.0.1:" + server.localAddress().getPort() + path;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

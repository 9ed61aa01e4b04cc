package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import social.nova.http.account.Revocations;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.http.common.Caller;
import social.nova.http.common.Json;
import social.nova.http.conversation.ChangeFrame;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.ConversationSignals;
import social.nova.http.conversation.Conversations;
import social.nova.http.conversation.MessageSending;
import social.nova.persistence.account.RevokedSessions;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.GetChanges;
import social.nova.protocols.conversation.ConversationChanges.Position;
import social.nova.protocols.conversation.ConversationChanges.Posted;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.session.Nodes;
import social.nova.protocols.session.Session;

/// One messaging socket of Alice's whose conversations, session, hubs, client and clock a test has in its hands. One
/// actor system for all tests of the process, which ends with it.
class ChatFixture {
    static final ActorTestKit ACTORS = ActorTestKit.create(ManualTime.config().withFallback(TestDatabase.journal()));
    static final ManualTime TIME = ManualTime.get(ACTORS.system());
    static final DataKeys KEYS = new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET);
    static final ConversationIds IDS = new ConversationIds(new byte[32]);
    static final UserId ALICE = UserId.of(UUID.randomUUID());
    static final UserId BOB = UserId.of(UUID.randomUUID());
    static final Instant EXPIRY = Instant.parse("2025-10-25T10:45:00Z");
    static final Duration SHORTLY = Duration.ofMillis(50);

    final ConversationId c = IDS.group(new Random());
    final ConversationId d = IDS.group(new Random());
    final FakeSocket socket = new FakeSocket(ACTORS);
    final TestProbe<Session.Command> session = ACTORS.createTestProbe();
    final TestProbe<Hubs.Command> hubs = ACTORS.createTestProbe();
    final TestProbe<CompletableFuture<List<Standing>>> listings = ACTORS.createTestProbe();
    final Map<ConversationId, TestProbe<Conversation.Command>> entities = new ConcurrentHashMap<>();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final AtomicBoolean broken = new AtomicBoolean();
    final AtomicBoolean sessionNodeIsThere = new AtomicBoolean(true);
    final AtomicReference<Instant> now = new AtomicReference<>(EXPIRY.minusSeconds(60));
    final ActorRef<ChatSocket.Event> chat =
            ACTORS.spawn(ChatSocket.create(new Caller(ALICE, "session", EXPIRY, "key"), socket, surroundings()));
    final SocketListener client = new ChatListener(chat);
    final ActorRef<Session.Notice> notices =
            session.expectMessageClass(Session.Register.class).socket();

    static {
        KEYS.create(ALICE).toCompletableFuture().join();
        KEYS.create(BOB).toCompletableFuture().join();
    }

    @BeforeEach
    void register() {
        notices.tell(new Session.Registered("birth", "node", List.of()));
    }

    // --- What tests say and expect ---

    ChatSocket.Surroundings surroundings() {
        var conversations = new Conversations(
                IDS,
                id -> TestEntityRef.of(
                        Conversation.TYPE_KEY, id.value(), entity(id).ref()),
                new Admission(256, TestDatabase.get().watch(), () -> false),
                new Asks(Duration.ofSeconds(3), new SimpleMeterRegistry()));
        return new ChatSocket.Surroundings(
                new MessageSending(conversations, UUID::randomUUID),
                new ChangeReading(conversations, new ConversationHistory(TestDatabase.get(), ACTORS.system()), KEYS),
                new ConversationSignals(conversations),
                (_, _) -> {
                    var listing = new CompletableFuture<List<Standing>>();
                    listings.ref().tell(listing);
                    return listing;
                },
                KEYS,
                new Revocations(new RevokedSessions(TestDatabase.get()), _ -> {}, InstantSource.system()),
                this::session,
                new Nodes() {
                    @Override
                    public String self() {
                        return "this node";
                    }

                    @Override
                    public boolean has(String name) {
                        return sessionNodeIsThere.get();
                    }
                },
                hubs.ref(),
                new SocketMeters(meters),
                // Delays of exactly one second, and a first registration after one.
                () -> 2_000,
                now::get);
    }

    EntityRef<Session.Command> session(UserId user) {
        if (broken.get()) {
            throw new IllegalStateException("A defect");
        }
        return TestEntityRef.of(Session.TYPE_KEY, user.value(), session.ref());
    }

    TestProbe<Conversation.Command> entity(ConversationId id) {
        return entities.computeIfAbsent(id, _ -> ACTORS.createTestProbe());
    }

    /// Answers the list of conversations that is read on opening.
    void place(Standing... standings) {
        list(standings);
    }

    void list(Standing... standings) {
        listings.receiveMessage().complete(List.of(standings));
    }

    void failListing() {
        listings.receiveMessage().completeExceptionally(ErrorCode.DATABASE_ERROR.failure());
    }

    /// Lets the second pass in which a sync might come first.
    void release() {
        // Registers then, which shows that it has come so far.
        sessionNodeIsThere.set(false);
        beQuietAndAnswer();
        beQuietAndAnswer();
        session.expectMessageClass(Session.Register.class);
        sessionNodeIsThere.set(true);
    }

    void beQuietAndAnswer() {
        TIME.timePasses(FirstWord.QUIET_FOR);
        socket.probed.receiveMessage();
        client.onReached();
    }

    void push(ConversationId id, long... sequenceNumbers) {
        for (var n : sequenceNumbers) {
            notices.tell(new Session.Changed(id, change(id, n)));
        }
    }

    /// The conversation is large and stands at `head` in the list; its hub here is at `position`.
    TestProbe<ConversationHub.Command> large(long head, long position) {
        place(new Standing(c, head, true));
        var hub = attach(c, position);
        release();
        return hub;
    }

    TestProbe<ConversationHub.Command> attach(ConversationId id, long position) {
        assertThat(hubs.expectMessageClass(Hubs.Attach.class).conversation()).isEqualTo(id);
        return attached(id, position);
    }

    TestProbe<ConversationHub.Command> attached(ConversationId id, long position) {
        var hub = ACTORS.<ConversationHub.Command>createTestProbe();
        chat.tell(new ChatSocket.FromHub(id, new HubNotice.Attached(hub.ref(), position)));
        return hub;
    }

    /// Attaches; the pull brings one message more.
    void prove(ConversationId id, long position) {
        attach(id, position);
        expectPull(id, position).accept(position + 1, position + 1, position + 1);
        expectMessages(id, position + 1);
    }

    void pass(ConversationId id, long... revisions) {
        for (var n : revisions) {
            chat.tell(new ChatSocket.FromHub(id, new HubNotice.Passed(List.of(encoded(id, n, n - 1)))));
        }
    }

    void pass(Change change) {
        var opened = ChangeFrame.of(Map.of(), IDS, c, change);
        chat.tell(new ChatSocket.FromHub(
                c, new HubNotice.Passed(List.of(EncodedChange.of(change, change.follows(), opened)))));
    }

    static EncodedChange encoded(ConversationId id, long n, long follows) {
        return EncodedChange.of(change(id, n), follows, ChangeFrame.of(Map.of(), IDS, id, change(id, n)));
    }

    Pull expectPull(ConversationId id, long after) {
        var get = entity(id).expectMessageClass(GetChanges.class);
        assertThat(get.reader()).isEqualTo(ALICE);
        assertThat(get.limit()).isEqualTo(50);
        assertThat(get.after()).isIn(Position.of(after), new Position(after, -1));
        return new Pull(id, after, get);
    }

    /// In a conversation in which nothing happens but messages, the n-th at revision n.
    record Pull(ConversationId id, long after, GetChanges get) {
        /// Answers with the messages `first` to `last`.
        void accept(long head, long first, long last) {
            var changes = LongStream.rangeClosed(first, last)
                    .mapToObj(n -> change(id, n))
                    .toList();
            var behind = get.after().isByMessage() ? Math.min(after, head) : after;
            get.replyTo()
                    .tell(StatusReply.success(
                            new Changes(behind, behind, changes.isEmpty() ? head : last, head, head, 0, changes)));
        }

        /// Answers with the newest message, and from which message on the reader sees any.
        void acceptSince(long head, long since) {
            get.replyTo()
                    .tell(StatusReply.success(
                            new Changes(after, after, head, head, head, since, List.of(change(id, head)))));
        }

        void refuse(ErrorCode code) {
            get.replyTo().tell(code.refusal());
        }
    }

    static Change change(ConversationId id, long n) {
        return new Change(n, n - 1, new Posted(posted(id, n)));
    }

    static Message posted(ConversationId id, long n) {
        return new Message(
                IDS.message(id, n),
                n,
                n,
                BOB,
                new Body(new Sealed("Y29udGVudA==", "0".repeat(48)), Encryption.END_TO_END),
                Instant.EPOCH);
    }

    String message(String text, String key) {
        return """
                {"type": "message", "conversation_id": "%s", "text": "%s", "idempotency_key": "%s"}""".formatted(c, text, key);
    }

    static String viewing(String type, ConversationId... ids) {
        return "{\"type\": \"%s\", \"conversation_ids\": [%s]}"
                .formatted(type, Arrays.stream(ids).map("\"%s\""::formatted).collect(Collectors.joining(", ")));
    }

    static String sync(ConversationId id, long position) {
        return "{\"type\": \"sync\", \"conversations\": {\"%s\": %d}}".formatted(id, position);
    }

    void expectMessages(ConversationId id, long... sequenceNumbers) {
        for (var n : sequenceNumbers) {
            var frame = socket.frames.receiveMessage();
            assertThat(frame.path("type").asText()).isEqualTo("message");
            assertThat(frame.path("conversation_id").asText()).isEqualTo(id.value());
            assertThat(frame.path("message").path("sequence_number").asLong()).isEqualTo(n);
        }
    }

    void assertSynced(ConversationId id, long upTo, boolean more) {
        assertFrame("""
                {"type": "synced", "conversation_id": "%s", "up_to": %d, "revision": %d, "more": %s}""".formatted(id, upTo, upTo, more));
    }

    JsonNode assertError(String code, @Nullable String key) {
        var frame = socket.frames.receiveMessage();
        assertThat(frame.path("type").asText()).isEqualTo("error");
        assertThat(frame.path("error").asText()).isEqualTo(code);
        assertThat(frame.path("idempotency_key").textValue()).isEqualTo(key);
        return frame;
    }

    void assertFrame(String json) {
        assertThat(socket.frames.receiveMessage()).isEqualTo(tree(json));
    }

    void assertHandled(int times) {
        socket.frames.awaitAssert(() -> {
            assertThat(socket.handled).hasValue(times);
            return times;
        });
    }

    static JsonNode tree(String json) {
        return Json.read("frame", json, JsonNode.class);
    }
}

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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import social.nova.protocols.conversation.ConversationChanges.Left;
import social.nova.protocols.conversation.ConversationChanges.Position;
import social.nova.protocols.conversation.ConversationChanges.Posted;
import social.nova.protocols.conversation.ConversationChanges.Reacted;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.session.Session;

class ChatSocketTest {
    private static final ActorTestKit ACTORS =
            ActorTestKit.create(ManualTime.config().withFallback(TestDatabase.journal()));
    private static final ManualTime TIME = ManualTime.get(ACTORS.system());
    private static final DataKeys KEYS = new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET);
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static final Instant EXPIRY = Instant.parse("2025-10-25T10:45:00Z");
    private static final Duration SHORTLY = Duration.ofMillis(50);

    private final ConversationId c = IDS.group(new Random());
    private final ConversationId d = IDS.group(new Random());
    private final FakeSocket socket = new FakeSocket(ACTORS);
    private final TestProbe<Session.Command> session = ACTORS.createTestProbe();
    private final TestProbe<Hubs.Command> hubs = ACTORS.createTestProbe();
    private final TestProbe<CompletableFuture<List<Standing>>> listings = ACTORS.createTestProbe();
    private final Map<ConversationId, TestProbe<Conversation.Command>> entities = new ConcurrentHashMap<>();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicReference<Instant> now = new AtomicReference<>(EXPIRY.minusSeconds(60));
    private final ActorRef<ChatSocket.Event> chat =
            ACTORS.spawn(ChatSocket.create(new Caller(ALICE, "session", EXPIRY), socket, surroundings()));
    private final SocketListener client = ChatSocket.listener(chat);
    private final ActorRef<Session.Notice> notices =
            session.expectMessageClass(Session.Register.class).socket();

    @BeforeAll
    static void makeKeys() throws Exception {
        KEYS.create(ALICE).toCompletableFuture().get(30, TimeUnit.SECONDS);
        KEYS.create(BOB).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void register() {
        notices.tell(new Session.Registered("birth", List.of()));
    }

    // --- What the client sends ---

    @Test
    void acknowledgesAMessageOnceItIsDurable() {
        client.onText(message("hello", "k1"));
        var send = entity(c).expectMessageClass(ConversationMessages.SendMessage.class);
        socket.frames.expectNoMessage(SHORTLY);
        assertThat(socket.handled).hasValue(0);

        send.replyTo().tell(StatusReply.success(new Receipt(IDS.message(c, 7), 7)));

        assertFrame("""
                {"type": "ack", "idempotency_key": "k1", "id": "%s", "sequence_number": 7}""".formatted(IDS.message(c, 7)));
        assertHandled(1);
        assertThat(send.sender()).isEqualTo(ALICE);
        assertThat(send.body().sealed().content()).doesNotContain("hello");
    }

    @Test
    void saysWhyAMessageWasRefused() {
        client.onText(message("hello", "k1"));
        entity(c)
                .expectMessageClass(ConversationMessages.SendMessage.class)
                .replyTo()
                .tell(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());

        assertError("NOT_CONVERSATION_MEMBER", "k1");
        assertHandled(1);
    }

    @Test
    void messagesReachTheirConversationInTheOrderTheyWereSent() {
        for (var n = 0; n < 10; n++) {
            client.onText(message("hello", "k" + n));
        }
        var keys = LongStream.range(0, 10)
                .mapToObj(_ -> entity(c)
                        .expectMessageClass(ConversationMessages.SendMessage.class)
                        .key())
                .toList();

        assertThat(keys).doesNotContainNull().doesNotHaveDuplicates();
        client.onText(message("hello", "k0"));
        assertThat(entity(c)
                        .expectMessageClass(ConversationMessages.SendMessage.class)
                        .key())
                .isEqualTo(keys.getFirst());
    }

    @Test
    void refusesADraftWithoutAskingAnyone() {
        client.onText(message("", "k1"));

        assertThat(assertError("VALIDATION_ERROR", "k1").path("details").asText())
                .isEqualTo("plaintext: 1 to 10000 characters");
        entity(c).expectNoMessage(SHORTLY);
        assertHandled(1);
    }

    @Test
    void inventedConversationsWakeNobody() {
        var invented = new ConversationId(UUID.randomUUID().toString());
        client.onText(message("hello", "k1").replace(c.value(), invented.value()));

        assertError("CONVERSATION_NOT_FOUND", "k1");
        entity(invented).expectNoMessage(SHORTLY);
    }

    @Test
    void answersAPing() {
        client.onText("{\"type\": \"ping\"}");

        assertFrame("{\"type\": \"pong\"}");
        assertHandled(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "shout"}                                  | type: is not known
            {"type": 5}                                        | type: is not known
            {"text": "no type"}                                | type: is required
            {                                                  | The frame is not valid JSON (line 1, column 2)
            []                                                 | The frame must be an object
            null                                               | The frame must not be null
            {"type": "message", "text": 5}                     | text: must be a string
            """)
    void saysWhatIsWrongWithAFrameItCannotRead(String text, String details) {
        client.onText(text);

        assertThat(assertError("VALIDATION_ERROR", null).path("details").asText())
                .isEqualTo(details);
        assertHandled(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "message", "text": 5, "idempotency_key": "k1"}    | k1
            {"idempotency_key": "k1", "type": "shout", "text": [{}]}   | k1
            {"type": "message", "text": "x", "idempotency_key": {}}    |
            {"type": "message", "text": "x", "idempotency_key": ["k"]} |
            {"type": "message", "text": 5, "idempotency_key": 17}      | 17
            {"type": "message", "idempotency_key": "k1", "text": "     | k1
            """)
    void saysWhichMessageItCouldNotRead(String text, @Nullable String key) {
        client.onText(text);

        assertError("VALIDATION_ERROR", key);
    }

    @Test
    void closesAfterTheTenthFrameItCannotRead() {
        for (var n = 1; n <= 9; n++) {
            client.onText("nonsense");
        }
        socket.frames.receiveSeveralMessages(9);
        socket.closed.expectNoMessage(SHORTLY);

        client.onText("nonsense");

        socket.closed.expectMessage(CloseCode.POLICY_VIOLATION);
        assertHandled(10);
    }

    // --- What is pushed ---

    @Test
    void showsAMessageToItsSenderInPlaintext() {
        place(new Standing(c, 0));
        client.onText(message("hello", "k1"));
        var send = entity(c).expectMessageClass(ConversationMessages.SendMessage.class);

        var message = new Message(IDS.message(c, 1), 1, 2, ALICE, send.body(), Instant.parse("2025-10-25T10:30:45.9Z"));
        notices.tell(new Session.Changed(c, new Change(2, 0, new Posted(message))));

        assertFrame("""
                {"type": "message", "conversation_id": "%1$s", "revision": 2, "message":
                 {"id": "%2$s", "conversation_id": "%1$s", "sender_id": "%3$s", "sequence_number": 1, "revision": 2,
                  "plaintext": "hello", "message_type": "text", "created_at": "2025-10-25T10:30:45Z",
                  "edited_at": null, "deleted_at": null}}""".formatted(c, IDS.message(c, 1), ALICE));
    }

    @Test
    void pushesEveryMessageOnceAndInOrder() {
        place(new Standing(c, 5));
        release();

        push(c, 5, 6, 6, 7, 5, 7, 8);

        expectMessages(c, 6, 7, 8);
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);
    }

    @Test
    void pullsWhatLiesBetweenBeforeItPushesAnythingLater() {
        place(new Standing(c, 5));
        release();

        push(c, 8);
        var pull = expectPull(c, 5);
        push(c, 6, 9);
        socket.frames.expectNoMessage(SHORTLY);
        pull.accept(8, 6, 8);
        expectPull(c, 8).accept(9, 9, 9);

        expectMessages(c, 6, 7, 8, 9);
    }

    @Test
    void aConversationThatBeganAfterTheSocketIsSentFromItsFirstMessage() {
        place();
        release();

        push(c, 3);
        expectPull(c, 0).accept(3, 1, 3);

        expectMessages(c, 1, 2, 3);
    }

    @Test
    void findsALostLastMessageByItsHead() {
        place(new Standing(c, 5));
        release();

        notices.tell(new Session.HeadMoved(c, 6, false));
        expectPull(c, 5).accept(6, 6, 6);

        expectMessages(c, 6);
        notices.tell(new Session.HeadMoved(c, 6, false));
        entity(c).expectNoMessage(SHORTLY);
    }

    @Test
    void findsWhatWasMissedWhileItsSessionKnewNoSocket() {
        place(new Standing(c, 5));
        release();

        notices.tell(new Session.Registered("birth", List.of(new Session.Missed(c, 6, 8, false))));
        expectPull(c, 5).accept(8, 6, 8);

        expectMessages(c, 6, 7, 8);
    }

    @Test
    void asksEveryConversationWhenTheSessionWasBornAnew() {
        place(new Standing(c, 5));
        release();
        notices.tell(new Session.Registered("birth", List.of()));
        listings.expectNoMessage(SHORTLY);

        notices.tell(new Session.Registered("rebirth", List.of()));
        list(new Standing(c, 5), new Standing(d, 2));

        expectPull(c, 5).accept(6, 6, 6);
        expectMessages(c, 6);
        expectPull(d, 0).accept(2, 1, 2);
        expectMessages(d, 1, 2);
        socket.frames.expectNoMessage(SHORTLY);
    }

    // The pull under way was answered before the message came whose push died with the session.
    @Test
    void asksAgainWhenTheSessionWasBornAnewDuringAPull() {
        place(new Standing(c, 5));
        release();
        notices.tell(new Session.Registered("birth", List.of()));
        push(c, 7);
        var pull = expectPull(c, 5);

        notices.tell(new Session.Registered("rebirth", List.of()));
        list(new Standing(c, 5));
        pull.accept(7, 6, 7);
        expectPull(c, 7).accept(8, 8, 8);

        expectMessages(c, 6, 7, 8);
    }

    // What happens after the list was read, and before there is anybody to tell it to, would never be shown.
    @Test
    void readsItsConversationsOnlyOnceItsSessionKnowsIt() {
        place();
        var later = ACTORS.spawn(ChatSocket.create(new Caller(ALICE, "session", EXPIRY), socket, surroundings()));
        var unanswered = session.expectMessageClass(Session.Register.class).socket();
        ChatSocket.listener(later).onText("{\"type\": \"sync\"}");
        listings.expectNoMessage(SHORTLY);

        unanswered.tell(new Session.Registered("birth", List.of()));

        list();
        list(new Standing(c, 0));
        expectPull(c, 0);
    }

    @Test
    void registersAgainEveryFiveSecondsWithTheIncarnationItKnows() {
        notices.tell(new Session.Registered("birth", List.of()));
        TIME.timePasses(Duration.ofSeconds(5));
        assertThat(session.expectMessageClass(Session.Register.class))
                .isEqualTo(new Session.Register(notices, "birth"));

        TIME.timePasses(Duration.ofSeconds(5));
        assertThat(session.expectMessageClass(Session.Register.class))
                .isEqualTo(new Session.Register(notices, "birth"));
    }

    // --- By hub ---

    @Test
    void whatAHubPassesOnIsShownOnceItsOwnPullHasSaidThatItsUserIsAMember() {
        var hub = large(5, 7);
        var pull = expectPull(c, 5);
        pass(c, 8);
        socket.frames.expectNoMessage(SHORTLY);

        pull.accept(7, 6, 7);
        expectPull(c, 7).accept(8, 8, 8);
        expectMessages(c, 6, 7, 8);
        pass(c, 9, 9, 8, 10);

        expectMessages(c, 9, 10);
        entity(c).expectNoMessage(SHORTLY);
        hub.expectNoMessage(SHORTLY);
    }

    @Test
    void sendsTheVeryBytesThatItWasPassed() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);
        var encoded = encoded(c, 6, 5);

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Passed(encoded)));

        expectMessages(c, 6);
        assertThat(socket.last).hasValue(encoded.frame());
    }

    @Test
    void whoIsNoMemberIsShownNothingAndLeavesTheHub() {
        var hub = large(5, 7);
        var pull = expectPull(c, 5);
        pass(c, 8);

        pull.refuse(ErrorCode.NOT_CONVERSATION_MEMBER);

        assertError("NOT_CONVERSATION_MEMBER", null);
        hub.expectMessageClass(ConversationHub.Detach.class);
        pass(c, 9);
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);
    }

    // The pull under way may have been answered before this user was removed.
    @Test
    void aPullFromBeforeItWasAttachedProvesNothing() {
        place(new Standing(c, 5));
        release();
        notices.tell(new Session.HeadMoved(c, 6, true));
        var before = expectPull(c, 5);
        attach(c, 6);

        before.accept(6, 6, 6);
        expectMessages(c, 6);
        var after = expectPull(c, 6);
        pass(c, 7);
        socket.frames.expectNoMessage(SHORTLY);

        after.refuse(ErrorCode.NOT_CONVERSATION_MEMBER);
        assertError("NOT_CONVERSATION_MEMBER", null);
    }

    @Test
    void pullsWhatAHubDidNotPassOnBeforeAnythingLater() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Passed(encoded(c, 8, 7))));
        expectPull(c, 5).accept(8, 6, 8);

        expectMessages(c, 6, 7, 8);
    }

    @Test
    void withoutRoomItPullsWhatWasPassedOnLater() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);
        socket.room.set(1);
        pass(c, 6, 7, 8);
        expectMessages(c, 6);
        socket.frames.expectNoMessage(SHORTLY);

        socket.room.set(100);
        client.onRoom();
        expectPull(c, 6).accept(8, 7, 8);

        expectMessages(c, 7, 8);
    }

    @Test
    void whoCameAfterAMessageIsNotToldWhatHappensToIt() {
        large(4, 4);
        expectPull(c, 4).acceptSince(5, 3);
        expectMessages(c, 5);

        pass(new Change(6, 5, new Reacted(3, BOB, "x", Instant.EPOCH)));
        pass(new Change(7, 6, new Reacted(4, BOB, "y", Instant.EPOCH)));

        var frame = socket.frames.receiveMessage();
        assertThat(frame.path("type").asText()).isEqualTo("reaction_added");
        assertThat(frame.path("emoji").asText()).isEqualTo("y");
        entity(c).expectNoMessage(SHORTLY);
    }

    @Test
    void whoWasShownTheirRemovalHearsNothingMoreOfIt() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);

        pass(new Change(6, 5, new Left(ALICE, BOB, null, Instant.EPOCH)));
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Dropped(6)));
        notices.tell(new Session.Changed(c, new Change(6, 5, new Left(ALICE, BOB, null, Instant.EPOCH))));

        assertThat(socket.frames.receiveMessage().path("type").asText()).isEqualTo("member_removed");
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);
        hubs.expectNoMessage(SHORTLY);
    }

    // The hub is behind: it passes on a removal that is over.
    @Test
    void whoWasRemovedAndIsBackAttachesAgain() {
        large(5, 5);
        expectPull(c, 5).accept(9, 9, 9);
        expectMessages(c, 9);

        pass(new Change(6, 5, new Left(ALICE, BOB, null, Instant.EPOCH)));
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Dropped(6)));

        prove(c, 9);
        pass(c, 11);
        expectMessages(c, 11);
    }

    @Test
    void attachesWhenItHearsThatAConversationHasBecomeLarge() {
        place(new Standing(c, 5));
        release();

        notices.tell(new Session.HeadMoved(c, 6, true));
        expectPull(c, 5).accept(6, 6, 6);
        expectMessages(c, 6);
        prove(c, 6);
        notices.tell(new Session.HeadMoved(c, 9, true));
        entity(c).expectNoMessage(SHORTLY);
        pass(c, 8);

        expectMessages(c, 8);
    }

    @Test
    void goesBackToItsSessionWhenTheConversationIsLargeNoMore() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Released()));
        push(c, 6);

        expectMessages(c, 6);
        notices.tell(new Session.HeadMoved(c, 7, false));
        expectPull(c, 6).accept(7, 7, 7);
        expectMessages(c, 7);
    }

    @Test
    void asksForTheHubAgainUntilItIsAnswered() {
        place(new Standing(c, 5, true));
        hubs.expectMessageClass(Hubs.Attach.class);
        TIME.timePasses(Duration.ofSeconds(5));
        hubs.expectMessageClass(Hubs.Attach.class);
        var hub = attached(c, 5);
        expectPull(c, 5).accept(5, 1, 0);

        hub.stop();
        hubs.awaitAssert(() -> {
            TIME.timePasses(Duration.ofSeconds(5));
            return hubs.expectMessageClass(Hubs.Attach.class, SHORTLY);
        });
    }

    @Test
    void aRefusedSocketPullsOnHeadsAndAsksAgainWithThem() {
        place(new Standing(c, 5, true));
        hubs.expectMessageClass(Hubs.Attach.class);
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Refused()));
        release();

        notices.tell(new Session.HeadMoved(c, 6, true));

        expectPull(c, 5).accept(6, 6, 6);
        expectMessages(c, 6);
        hubs.expectMessageClass(Hubs.Attach.class);
    }

    // --- Who types, and who is there ---

    @Test
    void looksAtConversationsAndSaysSoAgainEveryFewSeconds() {
        place();
        client.onText(viewing("view", c));

        hubs.expectMessageClass(Hubs.View.class);
        assertHandled(1);
        TIME.timePasses(Duration.ofSeconds(5));
        var again = hubs.expectMessageClass(Hubs.View.class);
        assertThat(again.conversation()).isEqualTo(c);
        assertThat(again.anew()).isFalse();

        client.onText(viewing("unview", c));
        hubs.expectMessageClass(Hubs.Unview.class);
        TIME.timePasses(Duration.ofSeconds(5));
        hubs.expectNoMessage(SHORTLY);
    }

    @Test
    void looksAtTwentyConversationsAtOnceAndTakesAllOfAFrameOrNone() {
        place();
        var ids = LongStream.range(0, 21).mapToObj(_ -> IDS.group(new Random())).toArray(ConversationId[]::new);

        client.onText(viewing("view", ids));
        assertThat(assertError("VALIDATION_ERROR", null).path("details").asText())
                .isEqualTo("conversation_ids: at most 20 are viewed at once");
        hubs.expectNoMessage(SHORTLY);
        client.onText(viewing("view", Arrays.copyOf(ids, 20)));
        hubs.receiveSeveralMessages(20);
        client.onText(viewing("view", ids[20]));

        assertError("VALIDATION_ERROR", null);
        assertHandled(3);
    }

    @Test
    void isShownWhoTypesWhereItLooksOnly() {
        place();
        client.onText(viewing("view", c));
        var frame = new ServerFrame.Typing(c.value(), BOB.value()).encoded();

        chat.tell(new ChatSocket.FromHub(d, new HubNotice.Shown(frame)));
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Shown(frame)));

        assertFrame("""
                {"type": "typing", "conversation_id": "%s", "user_id": "%s"}""".formatted(c, BOB));
        socket.frames.expectNoMessage(SHORTLY);
    }

    @Test
    void saysWhereItMayNotLookAndLooksThereNoMore() {
        place();
        client.onText(viewing("view", c));
        hubs.expectMessageClass(Hubs.View.class);

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.ViewRefused(ErrorCode.NOT_CONVERSATION_MEMBER)));

        assertThat(assertError("NOT_CONVERSATION_MEMBER", null)
                        .path("conversation_id")
                        .asText())
                .isEqualTo(c.value());
        TIME.timePasses(Duration.ofSeconds(5));
        hubs.expectNoMessage(SHORTLY);
    }

    @Test
    void attachesFirstWhereThereAreManyMembersAndSaysWhenItHasProvenThatItMay() {
        place(new Standing(c, 5));
        client.onText(viewing("view", c));
        assertThat(hubs.expectMessageClass(Hubs.View.class).proven()).isFalse();

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.AttachFirst()));
        prove(c, 5);
        TIME.timePasses(Duration.ofSeconds(5));

        assertThat(hubs.expectMessageClass(Hubs.View.class).proven()).isTrue();
    }

    @Test
    void tellsItsConversationThatItsUserTypesAtMostOnceInASecond() {
        var typing = "{\"type\": \"typing\", \"conversation_id\": \"%s\"}".formatted(c);
        client.onText(typing);
        client.onText(typing);
        var shown = entity(c).expectMessageClass(ConversationHubs.ShowTyping.class);
        assertThat(shown.user()).isEqualTo(ALICE);
        shown.replyTo().tell(StatusReply.ack());
        assertHandled(2);
        entity(c).expectNoMessage(SHORTLY);

        now.updateAndGet(moment -> moment.plusSeconds(1));
        client.onText(typing);
        entity(c)
                .expectMessageClass(ConversationHubs.ShowTyping.class)
                .replyTo()
                .tell(ErrorCode.FORBIDDEN.refusal());

        assertThat(assertError("FORBIDDEN", null).path("conversation_id").asText())
                .isEqualTo(c.value());
        assertHandled(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "view"}                                  | conversation_ids: is required
            {"type": "view", "conversation_ids": []}          | conversation_ids: is required
            {"type": "unview", "conversation_ids": null}      | conversation_ids: is required
            """)
    void saysWhatIsWrongWithWhatItIsToLookAt(String text, String details) {
        client.onText(text);

        assertThat(assertError("VALIDATION_ERROR", null).path("details").asText())
                .isEqualTo(details);
        assertHandled(1);
    }

    // --- Room ---

    @Test
    void sendsNothingWithoutRoomAndGoesOnWhenThereIsSome() {
        place(new Standing(c, 5));
        release();
        socket.room.set(0);

        push(c, 6, 7, 8);
        notices.tell(new Session.HeadMoved(c, 8, false));
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);
        socket.room.set(100);
        client.onRoom();
        expectPull(c, 5).accept(8, 6, 8);

        expectMessages(c, 6, 7, 8);
    }

    @Test
    void whatFindsNoRoomIsPulledAgain() {
        place(new Standing(c, 5));
        release();
        socket.room.set(2);

        push(c, 9);
        expectPull(c, 5).accept(9, 6, 9);
        expectMessages(c, 6, 7);
        socket.frames.expectNoMessage(SHORTLY);
        socket.room.set(100);
        client.onRoom();
        expectPull(c, 7).accept(9, 8, 9);

        expectMessages(c, 8, 9);
    }

    @Test
    void asksAtMostFourConversationsAtOnce() {
        var many =
                LongStream.range(0, 10).mapToObj(_ -> IDS.group(new Random())).toList();
        place(many.stream().map(one -> new Standing(one, 0)).toArray(Standing[]::new));
        release();

        many.forEach(one -> notices.tell(new Session.HeadMoved(one, 1, false)));
        many.subList(0, 4).forEach(one -> expectPull(one, 0));

        many.subList(4, 10).forEach(one -> entity(one).expectNoMessage(Duration.ofMillis(20)));
    }

    // --- Before the first frame ---

    @Test
    void pushesNothingBeforeTheFirstFrameForASecond() {
        place(new Standing(c, 5));
        push(c, 6, 7);
        TIME.timePasses(Duration.ofMillis(999));
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);

        TIME.timePasses(Duration.ofMillis(1));
        expectPull(c, 5).accept(7, 6, 7);

        expectMessages(c, 6, 7);
    }

    @Test
    void pushesAfterTheFirstFrameIfThatIsNoSync() {
        place(new Standing(c, 5));
        client.onText("{\"type\": \"ping\"}");
        socket.frames.receiveMessage();

        push(c, 6);

        expectMessages(c, 6);
    }

    @Test
    void nothingOvertakesTheAnswerToSync() {
        place(new Standing(c, 5));
        push(c, 6);
        client.onText(sync(c, 3));
        push(c, 7);
        TIME.timePasses(Duration.ofSeconds(2));
        push(c, 8);
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);

        list(new Standing(c, 5));
        expectPull(c, 3).accept(8, 4, 8);

        expectMessages(c, 4, 5, 6, 7, 8);
        assertSynced(c, 8, false);
        push(c, 9);
        expectMessages(c, 9);
    }

    // --- Sync ---

    @Test
    void bringsEverythingAfterTheNamedPositionsAndAllOfWhatWasNotNamed() {
        place(new Standing(c, 5), new Standing(d, 2));
        client.onText(sync(c, 3));
        assertHandled(0);
        list(new Standing(c, 5), new Standing(d, 2));
        assertHandled(1);

        expectPull(c, 3).accept(5, 4, 5);
        expectMessages(c, 4, 5);
        assertSynced(c, 5, false);
        expectPull(d, 0).accept(2, 1, 2);
        expectMessages(d, 1, 2);
        assertSynced(d, 2, false);
    }

    @Test
    void takesAPositionAsAnObjectToo() {
        place();
        client.onText("{\"type\": \"sync\", \"conversations\": {\"%s\": {\"sequence_number\": 4}}}"
                .formatted(c.value().toUpperCase(Locale.ROOT)));
        list();

        expectPull(c, 4).accept(4, 5, 4);
        assertSynced(c, 4, false);
    }

    @Test
    void saysThatMoreIsToComeUntilEverythingIsThere() {
        place(new Standing(c, 120));
        client.onText(sync(c, 0));
        list(new Standing(c, 120));

        expectPull(c, 0).accept(120, 1, 50);
        socket.frames.receiveSeveralMessages(50);
        assertSynced(c, 50, true);
        expectPull(c, 50).accept(120, 51, 100);
        socket.frames.receiveSeveralMessages(50);
        assertSynced(c, 100, true);
        expectPull(c, 100).accept(120, 101, 120);
        socket.frames.receiveSeveralMessages(20);
        assertSynced(c, 120, false);
        entity(c).expectNoMessage(SHORTLY);
    }

    @Test
    void anAnswerFromBeforeTheSyncDoesNotEndIt() {
        place(new Standing(c, 5));
        release();
        push(c, 7);
        var pull = expectPull(c, 5);

        client.onText(sync(c, 8));
        list(new Standing(c, 5));
        pull.accept(7, 6, 7);
        socket.frames.expectNoMessage(SHORTLY);
        expectPull(c, 8).accept(9, 9, 9);

        expectMessages(c, 9);
        assertSynced(c, 9, false);
    }

    @Test
    void anAnswerFromBeforeTheSyncIsNotShownWhileTheSyncReadsItsList() {
        place(new Standing(c, 5));
        release();
        push(c, 7);
        var pull = expectPull(c, 5);

        client.onText(sync(c, 8));
        var listing = listings.receiveMessage();
        pull.accept(7, 6, 7);
        socket.frames.expectNoMessage(SHORTLY);
        listing.complete(List.of(new Standing(c, 5)));

        expectPull(c, 8).accept(9, 9, 9);
        expectMessages(c, 9);
    }

    @Test
    void aPositionTheClientMadeUpIsPutRight() {
        place(new Standing(c, 5));
        client.onText(sync(c, 1_000));
        list(new Standing(c, 5));
        expectPull(c, 1_000).accept(5, 1, 0);
        assertSynced(c, 5, false);

        push(c, 6);

        expectMessages(c, 6);
    }

    @Test
    void saysWhichConversationIsNotTheClients() {
        place();
        client.onText(sync(c, 3));
        list();
        expectPull(c, 3).refuse(ErrorCode.NOT_CONVERSATION_MEMBER);

        assertThat(assertError("NOT_CONVERSATION_MEMBER", null)
                        .path("conversation_id")
                        .asText())
                .isEqualTo(c.value());
        TIME.timePasses(Duration.ofMinutes(1));
        entity(c).expectNoMessage(SHORTLY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "sync", "conversations": {"no id": 1}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": null}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": -1}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": 1.5}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": "1"}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": {}}}
            {"type": "sync", "conversations": {"01890000-0000-8000-8000-000000000001": 9223372036854775808}}
            {"type": "sync", "conversations": []}
            """)
    void survivesPositionsThatAreNone(String text) {
        client.onText(text);
        assertError("VALIDATION_ERROR", null);

        client.onText("{\"type\": \"ping\"}");

        assertFrame("{\"type\": \"pong\"}");
        assertHandled(2);
    }

    // --- When something is away ---

    @Test
    void asksAConversationAgainThatDidNotAnswer() {
        place(new Standing(c, 5));
        release();
        push(c, 7);
        expectPull(c, 5).refuse(ErrorCode.DATABASE_ERROR);
        entity(c).expectNoMessage(SHORTLY);

        TIME.timePasses(Duration.ofSeconds(1));
        expectPull(c, 5).accept(7, 6, 7);

        expectMessages(c, 6, 7);
    }

    @Test
    void readsItsConversationsAgainUntilItKnowsThem() {
        failListing();
        TIME.timePasses(Duration.ofSeconds(1));
        list(new Standing(c, 5));

        push(c, 6);

        expectMessages(c, 6);
    }

    @Test
    void everySyncIsAnsweredInTheEndWhenTheDatabaseWasAway() {
        place(new Standing(c, 5));
        client.onText("{\"type\": \"sync\"}");
        client.onText("{\"type\": \"sync\"}");
        failListing();
        failListing();
        TIME.timePasses(Duration.ofSeconds(1));

        list(new Standing(c, 5));
        list(new Standing(c, 5));

        expectPull(c, 0).accept(5, 1, 5);
        expectMessages(c, 1, 2, 3, 4, 5);
        assertSynced(c, 5, false);
        assertHandled(2);
    }

    // --- The end ---

    @Test
    void leavesItsSessionWhenItHasEnded() {
        client.onClosed(new Closed(Closed.By.CLIENT, CloseCode.NORMAL, ""));

        session.expectMessage(new Session.Unregister(notices));
        session.expectTerminated(chat);
    }

    @Test
    void closesWhenItIsDisplaced() {
        notices.tell(new Session.Displaced());

        socket.closed.expectMessage(CloseCode.POLICY_VIOLATION);
    }

    @Test
    void aDefectClosesTheSocketInsteadOfLeavingItDeaf() {
        broken.set(true);
        TIME.timePasses(Duration.ofSeconds(5));

        socket.closed.expectMessage(CloseCode.INTERNAL_ERROR);
        session.expectTerminated(chat);
    }

    @Test
    void closesWithinSecondsOfItsTokensExpiry() {
        now.set(EXPIRY.minusNanos(1));
        TIME.timePasses(Duration.ofSeconds(5));
        socket.closed.expectNoMessage(SHORTLY);

        now.set(EXPIRY);
        TIME.timePasses(Duration.ofSeconds(5));
        socket.closed.expectMessage(CloseCode.TOKEN_EXPIRED);
    }

    // --- Helpers ---

    private ChatSocket.Surroundings surroundings() {
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
                hubs.ref(),
                // Delays of exactly one second, and a first registration after one.
                () -> 2_000,
                now::get);
    }

    private EntityRef<Session.Command> session(UserId user) {
        if (broken.get()) {
            throw new IllegalStateException("A defect");
        }
        return TestEntityRef.of(Session.TYPE_KEY, user.value(), session.ref());
    }

    private TestProbe<Conversation.Command> entity(ConversationId id) {
        return entities.computeIfAbsent(id, _ -> ACTORS.createTestProbe());
    }

    /// Answers the list of conversations that is read on opening.
    private void place(Standing... standings) {
        list(standings);
    }

    private void list(Standing... standings) {
        listings.receiveMessage().complete(List.of(standings));
    }

    private void failListing() {
        listings.receiveMessage().completeExceptionally(ErrorCode.DATABASE_ERROR.failure());
    }

    /// Lets the second pass in which a sync might come first.
    private void release() {
        TIME.timePasses(Duration.ofSeconds(1));
        session.expectMessageClass(Session.Register.class);
    }

    private void push(ConversationId id, long... sequenceNumbers) {
        for (var n : sequenceNumbers) {
            notices.tell(new Session.Changed(id, change(id, n)));
        }
    }

    /// The conversation is large and stands at `head` in the list; its hub here is at `position`.
    private TestProbe<ConversationHub.Command> large(long head, long position) {
        place(new Standing(c, head, true));
        var hub = attach(c, position);
        release();
        return hub;
    }

    private TestProbe<ConversationHub.Command> attach(ConversationId id, long position) {
        assertThat(hubs.expectMessageClass(Hubs.Attach.class).conversation()).isEqualTo(id);
        return attached(id, position);
    }

    private TestProbe<ConversationHub.Command> attached(ConversationId id, long position) {
        var hub = ACTORS.<ConversationHub.Command>createTestProbe();
        chat.tell(new ChatSocket.FromHub(id, new HubNotice.Attached(hub.ref(), position)));
        return hub;
    }

    /// Attaches; the pull brings one message more.
    private void prove(ConversationId id, long position) {
        attach(id, position);
        expectPull(id, position).accept(position + 1, position + 1, position + 1);
        expectMessages(id, position + 1);
    }

    private void pass(ConversationId id, long... revisions) {
        for (var n : revisions) {
            chat.tell(new ChatSocket.FromHub(id, new HubNotice.Passed(encoded(id, n, n - 1))));
        }
    }

    private void pass(Change change) {
        var opened = ChangeFrame.of(Map.of(), IDS, c, change);
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Passed(EncodedChange.of(change, change.follows(), opened))));
    }

    private static EncodedChange encoded(ConversationId id, long n, long follows) {
        return EncodedChange.of(change(id, n), follows, ChangeFrame.of(Map.of(), IDS, id, change(id, n)));
    }

    private Pull expectPull(ConversationId id, long after) {
        var get = entity(id).expectMessageClass(GetChanges.class);
        assertThat(get.reader()).isEqualTo(ALICE);
        assertThat(get.limit()).isEqualTo(50);
        assertThat(get.after()).isIn(Position.of(after), new Position(after, -1));
        return new Pull(id, after, get);
    }

    /// In a conversation in which nothing happens but messages, the n-th at revision n.
    private record Pull(ConversationId id, long after, GetChanges get) {
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

    private static Change change(ConversationId id, long n) {
        return new Change(n, n - 1, new Posted(posted(id, n)));
    }

    private static Message posted(ConversationId id, long n) {
        return new Message(
                IDS.message(id, n),
                n,
                n,
                BOB,
                new Body(new Sealed("Y29udGVudA==", "0".repeat(48)), Encryption.END_TO_END),
                Instant.EPOCH);
    }

    private String message(String text, String key) {
        return """
                {"type": "message", "conversation_id": "%s", "text": "%s", "idempotency_key": "%s"}""".formatted(c, text, key);
    }

    private static String viewing(String type, ConversationId... ids) {
        return "{\"type\": \"%s\", \"conversation_ids\": [%s]}"
                .formatted(type, Arrays.stream(ids).map("\"%s\""::formatted).collect(Collectors.joining(", ")));
    }

    private static String sync(ConversationId id, long position) {
        return "{\"type\": \"sync\", \"conversations\": {\"%s\": %d}}".formatted(id, position);
    }

    private void expectMessages(ConversationId id, long... sequenceNumbers) {
        for (var n : sequenceNumbers) {
            var frame = socket.frames.receiveMessage();
            assertThat(frame.path("type").asText()).isEqualTo("message");
            assertThat(frame.path("conversation_id").asText()).isEqualTo(id.value());
            assertThat(frame.path("message").path("sequence_number").asLong()).isEqualTo(n);
        }
    }

    private void assertSynced(ConversationId id, long upTo, boolean more) {
        assertFrame("""
                {"type": "synced", "conversation_id": "%s", "up_to": %d, "revision": %d, "more": %s}""".formatted(id, upTo, upTo, more));
    }

    private JsonNode assertError(String code, @Nullable String key) {
        var frame = socket.frames.receiveMessage();
        assertThat(frame.path("type").asText()).isEqualTo("error");
        assertThat(frame.path("error").asText()).isEqualTo(code);
        assertThat(frame.path("idempotency_key").textValue()).isEqualTo(key);
        return frame;
    }

    private void assertFrame(String json) {
        assertThat(socket.frames.receiveMessage()).isEqualTo(tree(json));
    }

    private void assertHandled(int times) {
        socket.frames.awaitAssert(() -> {
            assertThat(socket.handled).hasValue(times);
            return times;
        });
    }

    private static JsonNode tree(String json) {
        return Json.read("frame", json, JsonNode.class);
    }
}

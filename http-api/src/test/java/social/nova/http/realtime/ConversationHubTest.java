package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import akka.pattern.StatusReply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.Conversations;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.Posted;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationHubs.GetAll;
import social.nova.protocols.conversation.ConversationHubs.Subscribe;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.MessageId;
import social.nova.protocols.session.Session;

class ConversationHubTest {
    private static final ActorTestKit ACTORS =
            ActorTestKit.create(ManualTime.config().withFallback(TestDatabase.journal()));
    private static final ManualTime TIME = ManualTime.get(ACTORS.system());
    private static final DataKeys KEYS = new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET);
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static final Duration SHORTLY = Duration.ofMillis(50);

    private final ConversationId c = IDS.group(new Random());
    private final TestProbe<Conversation.Command> entity = ACTORS.createTestProbe();
    private final TestProbe<Session.Command> sessions = ACTORS.createTestProbe();
    private final TestProbe<Look> looks = ACTORS.createTestProbe();
    private final TestProbe<ChatSocket.Event> phone = ACTORS.createTestProbe();
    private final TestProbe<ChatSocket.Event> laptop = ACTORS.createTestProbe();
    private final Recipient alice = new Recipient(ALICE, phone.ref());
    private final Recipient bob = new Recipient(BOB, laptop.ref());
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ActorRef<Hubs.Command> hubs = ACTORS.spawn(Hubs.create(1, surroundings()));

    private record Look(UserId user, Set<UserId> others, CompletableFuture<Set<UserId>> answer) {}

    @BeforeAll
    static void makeKeys() throws Exception {
        KEYS.create(BOB).toCompletableFuture().get(30, TimeUnit.SECONDS);
        KEYS.of(Set.of(BOB)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void passesEachChangeOnOnceAsTheSameBytesToAllAndInOrder() {
        var notices = start(5);
        attach(bob, laptop, 5);

        tell(notices, 6, 7, 7, 6);
        tell(notices, 8);

        for (var n = 6L; n <= 8; n++) {
            var one = passed(phone);
            assertThat(one.revision()).isEqualTo(n);
            assertThat(one.follows()).isEqualTo(n - 1);
            assertThat(passed(laptop).frame()).isSameAs(one.frame());
        }
        phone.expectNoMessage(SHORTLY);
        entity.expectNoMessage(SHORTLY);
    }

    @Test
    void pullsWhatIsMissingOnceForAllBeforeItPassesAnythingLaterOn() {
        var notices = start(5);
        attach(bob, laptop, 5);

        tell(notices, 8);
        var pull = entity.expectMessageClass(GetAll.class);
        assertThat(pull.after()).isEqualTo(5);
        tell(notices, 9);
        phone.expectNoMessage(SHORTLY);
        answer(pull, 8, 8, 6, 8);

        expectPassed(phone, 6, 7, 8, 9);
        expectPassed(laptop, 6, 7, 8, 9);
        entity.expectNoMessage(SHORTLY);
    }

    @Test
    void whatIsNotShownLeavesNoGapForSockets() {
        var notices = start(5);

        notices.tell(new ConversationHubs.HeadMoved(9));
        answer(entity.expectMessageClass(GetAll.class), 9, 9, 6, 6);
        notices.tell(new ConversationHubs.Told(new Change(10, 9, new Posted(posted(10)))));

        assertThat(passed(phone).revision()).isEqualTo(6);
        assertThat(passed(phone).follows()).isEqualTo(6);
    }

    @Test
    void findsALostLastChangeByTheAnswerToItsSubscription() {
        var notices = start(5);

        TIME.timePasses(ConversationHub.SUBSCRIBE_EVERY);
        entity.expectMessageClass(Subscribe.class);
        notices.tell(new ConversationHubs.Subscribed(6, true, List.of()));
        answer(entity.expectMessageClass(GetAll.class), 6, 6, 6, 6);

        expectPassed(phone, 6);
    }

    @Test
    void pullsAgainWhenThatFailed() {
        var notices = start(5);
        tell(notices, 7);
        entity.expectMessageClass(GetAll.class).replyTo().tell(ErrorCode.DATABASE_ERROR.refusal());
        entity.expectNoMessage(SHORTLY);

        TIME.timePasses(Duration.ofSeconds(1));
        answer(entity.expectMessageClass(GetAll.class), 7, 7, 6, 7);

        expectPassed(phone, 6, 7);
    }

    @Test
    void goesOnPullingUntilItHasEverythingWhereThereIsMoreThanOnePage() {
        var notices = start(5);
        tell(notices, 100);

        answer(entity.expectMessageClass(GetAll.class), 100, 55, 6, 55);
        var next = entity.expectMessageClass(GetAll.class);
        assertThat(next.after()).isEqualTo(55);
        answer(next, 100, 100, 56, 100);

        expectPassed(phone, LongStream.rangeClosed(6, 100).toArray());
    }

    @Test
    void whoIsRemovedIsPassedThatAndNothingAfterIt() {
        var notices = start(5);
        attach(bob, laptop, 5);

        notices.tell(new ConversationHubs.Told(
                new Change(6, 5, new ConversationChanges.Left(ALICE, BOB, null, Instant.EPOCH))));
        tell(notices, 7);

        expectPassed(laptop, 6, 7);
        expectPassed(phone, 6);
        phone.expectMessage(new ChatSocket.FromHub(c, new HubNotice.Dropped(6)));
        phone.expectNoMessage(SHORTLY);
    }

    @Test
    void aSocketThatHasEnoughToDoIsPassedOverAndHearsOfItLater() {
        var notices = start(5);
        attach(bob, laptop, 5);
        tell(notices, LongStream.rangeClosed(6, 5 + Recipient.MOST_IN_HAND).toArray());
        expectPassed(
                phone, LongStream.rangeClosed(6, 5 + Recipient.MOST_IN_HAND).toArray());
        expectPassed(
                laptop, LongStream.rangeClosed(6, 5 + Recipient.MOST_IN_HAND).toArray());
        bob.taken();

        tell(notices, 6 + Recipient.MOST_IN_HAND);

        expectPassed(laptop, 6 + Recipient.MOST_IN_HAND);
        phone.expectNoMessage(SHORTLY);
        alice.taken();
        TIME.timePasses(ConversationHub.SUBSCRIBE_EVERY);
        phone.expectMessage(new ChatSocket.FromHub(c, new HubNotice.HeadMoved(6 + Recipient.MOST_IN_HAND)));
        TIME.timePasses(ConversationHub.SUBSCRIBE_EVERY);
        phone.expectNoMessage(SHORTLY);
    }

    @Test
    void subscribesAgainWhenItHasHadHalfOfWhatItMayBeTold() {
        var notices = start(0);
        var half = ConversationHubs.TOLD_PER_SUBSCRIPTION / 2;
        tell(notices, LongStream.range(1, half).toArray());
        entity.expectNoMessage(SHORTLY);

        tell(notices, half);

        entity.expectMessageClass(Subscribe.class);
    }

    @Test
    void letsGoOfAllWhenTheConversationIsLargeNoMore() {
        var notices = start(5);

        notices.tell(new ConversationHubs.Subscribed(6, false, List.of()));

        phone.expectMessage(new ChatSocket.FromHub(c, new HubNotice.Released()));
        tell(notices, 7);
        phone.expectNoMessage(SHORTLY);
        entity.expectNoMessage(SHORTLY);
    }

    @Test
    void beginsAnewWhenTheConversationIsLargeAgain() {
        var notices = start(5);
        notices.tell(new ConversationHubs.Subscribed(6, false, List.of()));
        phone.expectMessage(new ChatSocket.FromHub(c, new HubNotice.Released()));

        hubs.tell(new Hubs.Attach(c, alice));
        entity.expectMessageClass(Subscribe.class);
        notices.tell(new ConversationHubs.Subscribed(9, true, List.of()));

        assertThat(welcomed(phone).position()).isEqualTo(9);
        tell(notices, 10);
        expectPassed(phone, 10);
    }

    @Test
    void leavesItsConversationWhenNoSocketHasBeenThereForAWhile() {
        start(5);
        phone.stop();

        entity.awaitAssert(() -> {
            TIME.timePasses(ConversationHub.SUBSCRIBE_EVERY);
            return entity.expectMessageClass(ConversationHubs.Unsubscribe.class, SHORTLY);
        });
    }

    @Test
    void refusesWhenThereAreAsManyHubsAsThereMayBe() {
        start(5);
        var another = IDS.group(new Random());

        hubs.tell(new Hubs.Attach(another, bob));

        laptop.expectMessage(new ChatSocket.FromHub(another, new HubNotice.Refused()));
        attach(bob, laptop, 5);
    }

    // --- Who types, and who is there ---

    @Test
    void showsThoseWhoLookWhoTypesAndNobodyElse() {
        var notices = look(alice, ALICE, BOB);
        attachSmall(bob);

        notices.tell(new ConversationHubs.Typing(BOB, 0));
        seen(BOB, ALICE);

        assertThat(shown(phone)).isEqualTo("""
                {"type":"typing","conversation_id":"%s","user_id":"%s"}""".formatted(c, BOB));
        laptop.expectNoMessage(SHORTLY);
    }

    @Test
    void whoMayNotBeSeenIsNotShownTyping() {
        var notices = look(alice, ALICE, BOB);

        notices.tell(new ConversationHubs.Typing(BOB, 0));
        looks.receiveMessage().answer().complete(Set.of());

        phone.expectNoMessage(SHORTLY);
    }

    @Test
    void nobodyIsShownThemselves() {
        var notices = look(alice, ALICE, BOB);

        notices.tell(new ConversationHubs.Typing(ALICE, 0));

        looks.expectNoMessage(SHORTLY);
        phone.expectNoMessage(SHORTLY);
    }

    @Test
    void whoIsNoMemberMayNotLook() {
        hubs.tell(new Hubs.View(c, alice, false, true));
        var subscribe = entity.expectMessageClass(Subscribe.class);
        assertThat(subscribe.viewed()).isTrue();

        subscribe.hub().tell(new ConversationHubs.Subscribed(5, false, List.of(BOB)));

        phone.expectMessage(new ChatSocket.FromHub(c, new HubNotice.ViewRefused(ErrorCode.NOT_CONVERSATION_MEMBER)));
        subscribe.hub().tell(new ConversationHubs.Typing(BOB, 0));
        looks.expectNoMessage(SHORTLY);
    }

    @Test
    void inventedConversationsHaveNoHub() {
        var invented = new ConversationId(UUID.randomUUID().toString());

        hubs.tell(new Hubs.View(invented, alice, false, true));

        phone.expectMessage(
                new ChatSocket.FromHub(invented, new HubNotice.ViewRefused(ErrorCode.CONVERSATION_NOT_FOUND)));
        entity.expectNoMessage(SHORTLY);
    }

    @Test
    void whoIsRemovedWhileTheyLookIsShownNothingMore() {
        var notices = look(alice, ALICE, BOB);

        notices.tell(new ConversationHubs.Told(
                new Change(6, 5, new ConversationChanges.Left(ALICE, BOB, null, Instant.EPOCH))));
        notices.tell(new ConversationHubs.Typing(BOB, 6));

        looks.expectNoMessage(SHORTLY);
        phone.expectNoMessage(SHORTLY);
    }

    @Test
    void whoseRemovalWasLostIsTurnedAwayByTheNextListOfMembers() {
        var notices = look(alice, ALICE, BOB);

        notices.tell(new ConversationHubs.Subscribed(6, false, List.of(BOB)));

        phone.expectMessage(new ChatSocket.FromHub(c, new HubNotice.ViewRefused(ErrorCode.NOT_CONVERSATION_MEMBER)));
    }

    @Test
    void amongManyOnlyWhoIsAttachedAndHasProvenItMayLook() {
        var notices = start(5);
        hubs.tell(new Hubs.View(c, bob, false, true));
        entity.expectMessageClass(Subscribe.class);
        notices.tell(new ConversationHubs.Subscribed(5, true, List.of()));
        laptop.expectMessage(new ChatSocket.FromHub(c, new HubNotice.AttachFirst()));

        hubs.tell(new Hubs.View(c, alice, true, true));
        hubs.tell(new Hubs.View(c, bob, true, true));
        entity.expectMessageClass(Subscribe.class);
        notices.tell(new ConversationHubs.Typing(BOB, 5));

        seen(BOB, ALICE);
        assertThat(shown(phone)).contains("typing");
    }

    @Test
    void whileAChangeIsMissingNobodyIsShownWhoTypes() {
        var notices = start(5);
        hubs.tell(new Hubs.View(c, alice, true, true));

        notices.tell(new ConversationHubs.Typing(BOB, 6));

        looks.expectNoMessage(SHORTLY);
    }

    @Test
    void showsWhoIsThereAndEachChangeOfIt() {
        look(alice, ALICE, BOB);
        var watch = watchOf(BOB);

        watch.tell(new Session.Presence(BOB, true));
        seen(BOB, ALICE);
        assertThat(shown(phone)).isEqualTo("""
                {"type":"presence","conversation_id":"%s","user_id":"%s","online":true}""".formatted(c, BOB));
        watch.tell(new Session.Presence(BOB, true));
        looks.expectNoMessage(SHORTLY);
        watch.tell(new Session.Presence(BOB, false));
        seen(BOB, ALICE);

        assertThat(shown(phone)).contains("false");
    }

    @Test
    void whoLooksLaterIsShownThoseWhoAreThereAndMayBeSeen() {
        look(alice, ALICE, BOB);
        watchOf(BOB).tell(new Session.Presence(BOB, true));
        seen(BOB, ALICE);
        shown(phone);

        hubs.tell(new Hubs.View(c, alice, false, true));

        seen(ALICE, BOB);
        assertThat(shown(phone)).contains("presence").contains("true");
    }

    @Test
    void asksAgainWhomItMayShowWhereThatFailed() {
        look(alice, ALICE, BOB);
        watchOf(BOB).tell(new Session.Presence(BOB, true));
        looks.receiveMessage().answer().completeExceptionally(ErrorCode.DATABASE_ERROR.failure());

        looks.awaitAssert(() -> {
            TIME.timePasses(Duration.ofSeconds(15));
            looks.receiveMessage(SHORTLY).answer().complete(Set.of(ALICE));
            return true;
        });

        assertThat(shown(phone)).contains("presence");
    }

    @Test
    void watchesNobodyWhenNobodyLooks() {
        look(alice, ALICE, BOB);
        watchOf(BOB);

        hubs.tell(new Hubs.Unview(c, alice));

        for (var n = 0; n < 2; n++) {
            sessions.expectMessageClass(Session.Unwatch.class);
        }
    }

    // --- Helpers ---

    /// A hub of a conversation that is not large, with one that looks.
    private ActorRef<ConversationHubs.Notice> look(Recipient viewer, UserId... members) {
        hubs.tell(new Hubs.View(c, viewer, false, true));
        var notices = entity.expectMessageClass(Subscribe.class).hub();
        notices.tell(new ConversationHubs.Subscribed(5, false, List.of(members)));
        return notices;
    }

    // --- What is counted ---

    @Test
    void countsWhatItIsToldWhatItPullsAndWhatSocketsTake() {
        var notices = start(5);
        attach(bob, laptop, 5);

        tell(notices, 6);
        notices.tell(new ConversationHubs.HeadMoved(9));
        entity.expectMessageClass(GetAll.class).replyTo().tell(ErrorCode.DATABASE_ERROR.refusal());
        counted("nova.hub.pulls", "failed", 1);
        TIME.timePasses(Duration.ofSeconds(1));
        answer(entity.expectMessageClass(GetAll.class), 9, 9, 7, 9);

        var bytes = LongStream.rangeClosed(6, 9)
                .mapToDouble(_ -> passed(phone).frame().size())
                .sum();
        expectPassed(laptop, 6, 7, 8, 9);
        counted("nova.hub.told", "change", 1);
        counted("nova.hub.told", "head", 1);
        counted("nova.hub.pulls", "done", 1);
        counted("nova.hub.changes", "told", 1);
        counted("nova.hub.changes", "pull", 3);
        counted("nova.hub.passed", "", 8);
        counted("nova.hub.passed.bytes", "", 2 * bytes);
        counted("nova.hub.passed.over", "", 0);
    }

    @Test
    void countsWhatFindsNoRoomInASocketOrDuringAPull() {
        var notices = start(5);

        tell(notices, LongStream.rangeClosed(6, 5 + Recipient.MOST_IN_HAND + 3).toArray());
        counted("nova.hub.passed.over", "", 3);
        counted("nova.hub.passed", "", Recipient.MOST_IN_HAND);

        tell(notices, LongStream.rangeClosed(1_001, 1_210).toArray());
        counted("nova.hub.not.kept", "", 9); // the first is what the pull is for, and 200 wait
    }

    @Test
    void countsHubsTheirSocketsAndWhoIsRefused() {
        start(5);
        attach(bob, laptop, 5);
        hubs.tell(new Hubs.Attach(IDS.group(new Random()), alice));
        counted("nova.hub.refusals", "", 1);
        gauged("nova.hubs.open", 1);
        gauged("nova.hub.sockets", 2);

        laptop.stop();
        gauged("nova.hub.sockets", 1);
        phone.stop();
        gauged("nova.hub.sockets", 0);
        for (var n = 0; n < 3; n++) {
            TIME.timePasses(ConversationHub.SUBSCRIBE_EVERY);
        }
        gauged("nova.hubs.open", 0);
    }

    private void counted(String name, String label, double count) {
        Awaitility.await(name + label)
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(meters.get(name).counters().stream()
                                .filter(counter -> counter.getId().getTags().stream()
                                        .map(Tag::getValue)
                                        .allMatch(label::equals))
                                .mapToDouble(Counter::count)
                                .sum())
                        .isEqualTo(count));
    }

    private void gauged(String name, double value) {
        Awaitility.await(name)
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(meters.get(name).gauge().value()).isEqualTo(value));
    }

    private void attachSmall(Recipient recipient) {
        hubs.tell(new Hubs.Attach(c, recipient));
        entity.expectMessageClass(Subscribe.class);
    }

    private ActorRef<Session.Presence> watchOf(UserId user) {
        var watches = List.of(
                sessions.expectMessageClass(Session.Watch.class), sessions.expectMessageClass(Session.Watch.class));
        return watches.stream()
                .filter(watch -> watch.user().equals(user))
                .findFirst()
                .orElseThrow()
                .watcher();
    }

    private void seen(UserId user, UserId other) {
        var look = looks.receiveMessage();
        assertThat(look.user()).isEqualTo(user);
        assertThat(look.others()).containsExactly(other);
        look.answer().complete(look.others());
    }

    private static String shown(TestProbe<ChatSocket.Event> socket) {
        var shown = (HubNotice.Shown)
                socket.expectMessageClass(ChatSocket.FromHub.class).notice();
        var bytes = shown.frame().bytes();
        return bytes.drop(bytes.size() < 128 ? 2 : 4).utf8String();
    }

    private Hubs.Surroundings surroundings() {
        var conversations = new Conversations(
                IDS,
                id -> TestEntityRef.of(Conversation.TYPE_KEY, id.value(), entity.ref()),
                new Admission(256, TestDatabase.get().watch(), () -> false),
                new Asks(Duration.ofSeconds(3), new SimpleMeterRegistry()));
        return new Hubs.Surroundings(
                new ChangeReading(conversations, new ConversationHistory(TestDatabase.get(), ACTORS.system()), KEYS),
                conversations,
                user -> TestEntityRef.of(Session.TYPE_KEY, user.value(), sessions.ref()),
                (user, others) -> {
                    var answer = new CompletableFuture<Set<UserId>>();
                    looks.ref().tell(new Look(user, others, answer));
                    return answer;
                },
                new HubMeters(meters),
                // The first repetition after four seconds, others after five; delays of exactly one second.
                () -> 8_000);
    }

    /// A hub with Alice's phone, the conversation at `head`.
    private ActorRef<ConversationHubs.Notice> start(long head) {
        hubs.tell(new Hubs.Attach(c, alice));
        var notices = entity.expectMessageClass(Subscribe.class).hub();
        notices.tell(new ConversationHubs.Subscribed(head, true, List.of()));
        assertThat(welcomed(phone).position()).isEqualTo(head);
        return notices;
    }

    private void attach(Recipient recipient, TestProbe<ChatSocket.Event> socket, long position) {
        hubs.tell(new Hubs.Attach(c, recipient));
        assertThat(welcomed(socket).position()).isEqualTo(position);
    }

    private static void tell(ActorRef<ConversationHubs.Notice> notices, long... revisions) {
        for (var n : revisions) {
            notices.tell(new ConversationHubs.Told(change(n)));
        }
    }

    private static void answer(GetAll pull, long head, long upTo, long first, long last) {
        var changes = LongStream.rangeClosed(first, last)
                .mapToObj(ConversationHubTest::change)
                .toList();
        pull.replyTo().tell(StatusReply.success(new Changes(pull.after(), pull.after(), upTo, head, head, 0, changes)));
    }

    private static HubNotice.Attached welcomed(TestProbe<ChatSocket.Event> socket) {
        return (HubNotice.Attached)
                socket.expectMessageClass(ChatSocket.FromHub.class).notice();
    }

    private static EncodedChange passed(TestProbe<ChatSocket.Event> socket) {
        var passed = (HubNotice.Passed)
                socket.expectMessageClass(ChatSocket.FromHub.class).notice();
        assertThat(passed.changes()).hasSize(1);
        return passed.changes().getFirst();
    }

    private static void expectPassed(TestProbe<ChatSocket.Event> socket, long... revisions) {
        for (var n : revisions) {
            assertThat(passed(socket).revision()).isEqualTo(n);
        }
    }

    private static Change change(long n) {
        return new Change(n, n - 1, new Posted(posted(n)));
    }

    private static Message posted(long n) {
        return new Message(
                new MessageId(UUID.randomUUID().toString()),
                n,
                n,
                BOB,
                new Body(new Sealed("Y29udGVudA==", "0".repeat(48)), Encryption.END_TO_END),
                Instant.EPOCH);
    }
}

package social.nova.cluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Posted;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.MessageId;
import social.nova.protocols.session.Nodes;
import social.nova.protocols.session.Session;
import social.nova.protocols.session.Session.Command;
import social.nova.protocols.session.Session.Missed;
import social.nova.protocols.session.Session.Notice;
import social.nova.protocols.session.Session.Presence;
import social.nova.protocols.session.Session.Registered;

class SessionEntityTest {
    private static final ActorTestKit ACTORS = TestActors.start();
    private static final ManualTime TIME = ManualTime.get(ACTORS.system());
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final String BIRTH = "this birth";
    private static final String NODE = "akka://nova@127.0.0.1:7355#1";
    private static final String SOCKET_NODE = "akka://nova@127.0.0.2:7355#2";
    private static final Duration SHORTLY = Duration.ofMillis(50);
    private static final ConversationId C1 = conversation(1);
    private static final ConversationId C2 = conversation(2);

    // Near the end of its range: differences must be taken, values never compared.
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final AtomicBoolean socketNodeIsThere = new AtomicBoolean(true);
    private final Nodes nodes = new Nodes() {
        @Override
        public String self() {
            return NODE;
        }

        @Override
        public boolean has(String name) {
            return name.equals(SOCKET_NODE) && socketNodeIsThere.get();
        }
    };
    private final ActorRef<Command> session = ACTORS.spawn(SessionEntity.create(BIRTH, nodes, nanoTime::get));
    private final TestProbe<Presence> watcher = ACTORS.createTestProbe();
    private final TestProbe<Notice> phone = ACTORS.createTestProbe();
    private final TestProbe<Notice> laptop = ACTORS.createTestProbe();

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void answersARegistrationWithItsIncarnation() {
        assertThat(register(phone, "")).isEqualTo(new Registered(BIRTH, NODE, List.of()));
        assertThat(register(phone, BIRTH)).isEqualTo(new Registered(BIRTH, NODE, List.of()));
        assertThat(register(laptop, "an earlier birth")).isEqualTo(new Registered(BIRTH, NODE, List.of()));
    }

    @Test
    void tellsEverySocketEveryMessageInItsOrder() {
        register(phone, "");
        register(laptop, "");

        deliver(C1, 1);
        deliver(C2, 7);
        deliver(C1, 2);
        session.tell(new Session.Announce(C1, 2, false));

        for (var socket : List.of(phone, laptop)) {
            socket.expectMessage(new Session.Changed(C1, change(1)));
            socket.expectMessage(new Session.Changed(C2, change(7)));
            socket.expectMessage(new Session.Changed(C1, change(2)));
            socket.expectMessage(new Session.HeadMoved(C1, 2, false));
        }
    }

    @Test
    void aSocketThatRegistersAgainIsToldOnce() {
        register(phone, "");
        register(phone, BIRTH);

        deliver(C1, 1);

        phone.expectMessage(new Session.Changed(C1, change(1)));
        phone.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void tellsNothingToASocketThatLeft() {
        register(phone, "");
        register(laptop, "");
        session.tell(new Session.Unregister(phone.ref()));

        deliver(C1, 1);

        laptop.expectMessage(new Session.Changed(C1, change(1)));
        phone.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void forgetsASocketThatFellSilentAndKeepsOneThatDidNot() {
        register(phone, "");
        register(laptop, "");

        for (var n = 0; n < 4; n++) {
            pass(Duration.ofSeconds(30));
            register(laptop, BIRTH);
        }
        deliver(C1, 1);

        laptop.expectMessage(new Session.Changed(C1, change(1)));
        phone.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void keepsASocketThatMissedOneRegistration() {
        register(phone, "");

        pass(Duration.ofSeconds(69));
        deliver(C1, 1);

        phone.expectMessage(new Session.Changed(C1, change(1)));
    }

    @Test
    void forgetsASocketWhoseNodeHasLeftTheCluster() {
        register(phone, "");
        watch();
        watcher.expectMessage(new Presence(ALICE, true));

        socketNodeIsThere.set(false);
        pass(Duration.ofSeconds(10));
        deliver(C1, 1);

        phone.expectNoMessage(SHORTLY);
        assertThat(register(laptop, "").missed()).containsExactly(new Missed(C1, 0, 1, false));
    }

    @Test
    void answersWhatNobodyHeardUntilASocketProvesThatItKnows() {
        deliver(C1, 5);
        deliver(C1, 6);
        session.tell(new Session.Announce(C2, 9, false));
        var missed = List.of(new Missed(C1, 4, 6, false), new Missed(C2, 8, 9, false));

        assertThat(register(phone, "")).isEqualTo(new Registered(BIRTH, NODE, missed));
        assertThat(register(laptop, "an earlier birth")).isEqualTo(new Registered(BIRTH, NODE, missed));
        assertThat(register(phone, BIRTH)).isEqualTo(new Registered(BIRTH, NODE, List.of()));
        assertThat(register(laptop, BIRTH)).isEqualTo(new Registered(BIRTH, NODE, List.of()));
    }

    @Test
    void aSocketThatWasForgottenLearnsWhatItMissed() {
        register(phone, "");
        register(phone, BIRTH);
        pass(Duration.ofSeconds(90));
        deliver(C1, 5);

        var missed = List.of(new Missed(C1, 4, 5, false));
        assertThat(register(phone, BIRTH)).isEqualTo(new Registered("", NODE, missed));
        assertThat(register(phone, "")).isEqualTo(new Registered(BIRTH, NODE, missed));
        assertThat(register(phone, BIRTH)).isEqualTo(new Registered(BIRTH, NODE, List.of()));
    }

    @Test
    void aSocketThatWasForgottenChecksEverythingEvenIfAnotherListened() {
        register(phone, "");
        register(laptop, "");
        for (var n = 0; n < 4; n++) {
            pass(Duration.ofSeconds(30));
            register(laptop, BIRTH);
        }
        deliver(C1, 5);

        assertThat(register(phone, BIRTH)).isEqualTo(new Registered("", NODE, List.of()));
    }

    @Test
    void aSocketThatStandsStillIsToldSoMuchAndNoMoreAndChecksEverythingLater() {
        register(phone, "");
        for (var n = 1; n <= 100_000; n++) {
            deliver(C1, n);
        }

        // What is received next is what was told next: all the rest was told to nobody.
        var waiting = phone.receiveSeveralMessages(Session.TOLD_PER_REGISTRATION);
        assertThat(waiting).last().isEqualTo(new Session.Changed(C1, change(Session.TOLD_PER_REGISTRATION)));
        session.tell(new Session.Register(phone.ref(), SOCKET_NODE, BIRTH));
        phone.expectMessage(Duration.ofSeconds(30), new Registered("", NODE, List.of()));
        deliver(C1, 100_001);
        phone.expectMessage(new Session.Changed(C1, change(100_001)));
        assertThat(register(phone, "")).isEqualTo(new Registered(BIRTH, NODE, List.of()));
        assertThat(register(phone, BIRTH)).isEqualTo(new Registered(BIRTH, NODE, List.of()));
    }

    // The answer may be lost: it comes from the node that the socket's node was just cut off from.
    @Test
    void aSocketThatLacksSomethingIsToldSoUntilItHasHeardIt() {
        register(phone, "");
        for (var n = 1; n <= Session.TOLD_PER_REGISTRATION + 1; n++) {
            deliver(C1, n);
        }
        phone.receiveSeveralMessages(Session.TOLD_PER_REGISTRATION);

        assertThat(register(phone, BIRTH)).isEqualTo(new Registered("", NODE, List.of()));
        assertThat(register(phone, BIRTH)).isEqualTo(new Registered("", NODE, List.of()));
        assertThat(register(phone, "")).isEqualTo(new Registered(BIRTH, NODE, List.of()));
        assertThat(register(phone, BIRTH)).isEqualTo(new Registered(BIRTH, NODE, List.of()));
    }

    @Test
    void aSocketThatStandsStillIsToldThatItsSessionEnds() {
        register(phone, "");
        for (var n = 1; n <= 1_000; n++) {
            deliver(C1, n);
        }

        session.tell(new Session.Stop());

        phone.receiveSeveralMessages(Session.TOLD_PER_REGISTRATION);
        phone.expectMessage(new Session.Ended());
    }

    @Test
    void aSocketThatRegistersInTimeIsToldEverything() {
        register(phone, "");
        for (var n = 1; n <= 1_000; n++) {
            deliver(C1, n);
            phone.expectMessage(new Session.Changed(C1, change(n)));
            if (n % Session.TOLD_PER_REGISTRATION == 0) {
                assertThat(register(phone, BIRTH)).isEqualTo(new Registered(BIRTH, NODE, List.of()));
            }
        }
    }

    @Test
    void rangesOfWhatWasMissedGrowInBothDirections() {
        deliver(C1, 5);
        deliver(C1, 4);
        session.tell(new Session.Announce(C1, 9, false));

        assertThat(register(phone, "").missed()).containsExactly(new Missed(C1, 3, 9, false));
    }

    @Test
    void remembersAThousandConversationsAndDropsTheLongestUnheard() {
        IntStream.range(0, SessionEntity.MAX_MISSED).forEach(n -> deliver(conversation(n), 1));
        deliver(conversation(0), 2);
        deliver(conversation(5_000), 1);

        assertThat(register(phone, "").missed())
                .hasSize(SessionEntity.MAX_MISSED)
                .contains(new Missed(conversation(0), 0, 2, false))
                .doesNotContain(new Missed(conversation(1), 0, 1, false))
                .endsWith(new Missed(conversation(5_000), 0, 1, false));
    }

    @Test
    void theFiftyFirstSocketDisplacesTheOldest() {
        var sockets = IntStream.rangeClosed(0, SessionEntity.MAX_SOCKETS)
                .mapToObj(_ -> ACTORS.<Notice>createTestProbe())
                .toList();
        sockets.subList(0, SessionEntity.MAX_SOCKETS).forEach(socket -> register(socket, ""));
        register(sockets.getFirst(), BIRTH);

        register(sockets.getLast(), "");
        deliver(C1, 1);

        sockets.getFirst().expectMessage(new Session.Displaced());
        sockets.getFirst().expectNoMessage(Duration.ofMillis(50));
        sockets.stream().skip(1).forEach(socket -> socket.expectMessage(new Session.Changed(C1, change(1))));
    }

    @Test
    void stopsWhenTheShardSaysSoAndTellsItsSockets() {
        register(phone, "");

        session.tell(new Session.Stop());

        phone.expectMessage(new Session.Ended());
        phone.expectTerminated(session);
    }

    // --- Whether somebody is there ---

    @Test
    void tellsWhoWatchesThatItsUserIsThereAndWhenTheyHaveBeenGoneForEightSeconds() {
        register(phone, "");
        watch();
        watcher.expectMessage(new Presence(ALICE, true));

        session.tell(new Session.Unregister(phone.ref()));
        TIME.timePasses(Watchers.GONE_AFTER.minusMillis(1));
        watcher.expectNoMessage(SHORTLY);
        TIME.timePasses(Duration.ofMillis(1));

        watcher.expectMessage(new Presence(ALICE, false));
        register(laptop, "");
        watcher.expectMessage(new Presence(ALICE, true));
    }

    @Test
    void whoConnectsAgainSoonWasThereAllTheTime() {
        register(phone, "");
        watch();
        watcher.expectMessage(new Presence(ALICE, true));
        session.tell(new Session.Unregister(phone.ref()));
        TIME.timePasses(Duration.ofSeconds(5));

        register(laptop, "");
        TIME.timePasses(Duration.ofSeconds(30));

        watcher.expectNoMessage(SHORTLY);
    }

    @Test
    void aSessionBornAnewSaysNothingUntilSocketsHaveHadTheTimeToRegister() {
        watch();
        watcher.expectNoMessage(SHORTLY);

        TIME.timePasses(Watchers.GONE_AFTER);

        watcher.expectMessage(new Presence(ALICE, false));
    }

    @Test
    void answersEachTimeSomebodySaysThatTheyWatch() {
        register(phone, "");
        watch();
        watch();

        watcher.expectMessage(new Presence(ALICE, true));
        watcher.expectMessage(new Presence(ALICE, true));
    }

    @Test
    void forgetsWhoHasNotSaidForALongTimeThatTheyWatch() {
        watch();
        TIME.timePasses(Watchers.GONE_AFTER);
        watcher.expectMessage(new Presence(ALICE, false));
        nanoTime.addAndGet(Watchers.SILENCE.plusNanos(1).toNanos());
        TIME.timePasses(Duration.ofSeconds(10));

        register(phone, "");

        watcher.expectNoMessage(SHORTLY);
    }

    @Test
    void tellsNobodyWhoWatchesNoMore() {
        watch();
        session.tell(new Session.Unwatch(watcher.ref()));

        register(phone, "");

        watcher.expectNoMessage(SHORTLY);
    }

    private void watch() {
        session.tell(new Session.Watch(ALICE, watcher.ref()));
    }

    private Registered register(TestProbe<Notice> socket, String incarnation) {
        session.tell(new Session.Register(socket.ref(), SOCKET_NODE, incarnation));
        return socket.expectMessageClass(Registered.class);
    }

    private void deliver(ConversationId conversation, long sequenceNumber) {
        session.tell(new Session.Deliver(conversation, change(sequenceNumber)));
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
        TIME.timePasses(time);
    }

    private static ConversationId conversation(int n) {
        return new ConversationId(new UUID(1, n).toString());
    }

    private static Change change(long n) {
        return new Change(n, n - 1, new Posted(message(n)));
    }

    private static Message message(long n) {
        return new Message(
                new MessageId(new UUID(2, n).toString()),
                n,
                n + 1,
                ALICE,
                new Body(new Sealed("content", "0".repeat(48)), Encryption.AT_REST),
                Instant.EPOCH);
    }
}

package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.typed.PersistenceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.Changed;
import social.nova.protocols.conversation.ConversationMembers.Role;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.session.Session;

class LargeConversationTest {
    private static final ActorTestKit ACTORS = TestActors.start();
    private static final ManualTime TIME = ManualTime.get(ACTORS.system());
    private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(ACTORS.system());
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);
    private static final List<UserId> PEOPLE =
            IntStream.range(0, 60).mapToObj(_ -> UserId.of(UUID.randomUUID())).toList();
    private static final UserId OWNER = PEOPLE.getFirst();
    private static final Duration SOON = Duration.ofMillis(50);

    private final ConversationId id = IDS.group(new Random());
    private final String persistenceId =
            PersistenceId.of(Conversation.TYPE_KEY.name(), id.value()).id();
    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2025-10-25T10:30:45Z"));
    private final TestProbe<Told> told = ACTORS.createTestProbe();
    private final TestProbe<ClusterSharding.ShardCommand> shard = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Overview>> overviews = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Receipt>> sender = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Changed>> changers = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Done>> markers = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Changes>> readers = ACTORS.createTestProbe();
    private final TestProbe<ConversationHubs.Notice> hub = ACTORS.createTestProbe();
    private final TestProbe<ConversationHubs.Notice> otherHub = ACTORS.createTestProbe();
    private ActorRef<Command> entity = spawn();

    private record Told(UserId member, Session.Command command) {}

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @AfterEach
    void stop() {
        ACTORS.stop(entity);
    }

    @Test
    void thirtyThreeMembersAreToldByOneEnvelopeForEachHub() {
        open(33);
        subscribe(hub, 1, true);
        subscribe(otherHub, 1, true);

        send("k1");
        send("k2");

        for (var node : List.of(hub, otherHub)) {
            assertThat(expectTold(node).follows()).isEqualTo(1);
            var second = expectTold(node);
            assertThat(second.revision()).isEqualTo(3);
            assertThat(second.follows()).isEqualTo(2);
            node.expectNoMessage(SOON);
        }
        assertThat(toSessions()).isEmpty();
    }

    @Test
    void thirtyTwoMembersAreToldByTheirSessionsAndNoHubHears() {
        open(32);
        subscribe(hub, 1, false);

        send("k1");

        assertThat(toSessions())
                .hasSize(32)
                .allSatisfy(one -> assertThat(one.command()).isInstanceOf(Session.Deliver.class));
        hub.expectNoMessage(SOON);
    }

    @Test
    void theMemberWhoMakesItLargeIsToldBothWaysAndAllHearThatItIs() {
        open(32);
        subscribe(hub, 1, false);

        add(PEOPLE.get(32));

        assertThat(expectTold(hub).revision()).isEqualTo(2);
        var sessions = toSessions();
        assertThat(sessions.stream().filter(one -> one.command() instanceof Session.Deliver))
                .hasSize(33);
        assertThat(sessions)
                .filteredOn(one -> one.command().equals(new Session.Announce(id, 2, true)))
                .extracting(Told::member)
                .containsExactlyInAnyOrderElementsOf(PEOPLE.subList(0, 33));
        send("k1");
        assertThat(expectTold(hub).follows()).isEqualTo(2);
        assertThat(toSessions()).isEmpty();
    }

    @Test
    void theMemberWhoseLeavingMakesItSmallIsToldBothWaysAndThenSessionsAreTold() {
        open(33);
        subscribe(hub, 1, true);

        remove(PEOPLE.get(32));

        assertThat(expectTold(hub).revision()).isEqualTo(2);
        assertThat(toSessions()).extracting(Told::member).containsExactlyInAnyOrderElementsOf(PEOPLE.subList(0, 33));
        send("k1");
        assertThat(toSessions())
                .hasSize(32)
                .allSatisfy(one -> assertThat(one.command())
                        .isInstanceOfSatisfying(
                                Session.Deliver.class,
                                deliver ->
                                        assertThat(deliver.change().follows()).isEqualTo(2)));
        hub.expectNoMessage(SOON);
        pass(Duration.ofSeconds(5));
        assertThat(toSessions())
                .hasSize(32)
                .allSatisfy(one -> assertThat(one.command()).isEqualTo(new Session.Announce(id, 3, false)));
        subscribe(hub, 3, false);
    }

    @Test
    void whoIsAddedOrRemovedIsToldByTheirSession() {
        open(40);
        subscribe(hub, 1, true);

        add(PEOPLE.get(40));
        assertThat(toSessions())
                .extracting(Told::member, one -> one.command().getClass().getSimpleName())
                .containsExactly(tuple(PEOPLE.get(40), "Deliver"), tuple(PEOPLE.get(40), "Announce"));
        remove(PEOPLE.get(7));

        assertThat(toSessions())
                .extracting(Told::member, one -> one.command().getClass().getSimpleName())
                .containsExactly(tuple(PEOPLE.get(7), "Deliver"));
        assertThat(expectTold(hub).revision()).isEqualTo(2);
        assertThat(expectTold(hub).revision()).isEqualTo(3);
    }

    @Test
    void itsHeadIsRepeatedToHubsAndEveryHalfMinuteToSessions() {
        open(33);
        subscribe(hub, 1, true);
        send("k1");
        expectTold(hub);

        pass(Duration.ofSeconds(5));

        hub.expectMessage(new ConversationHubs.HeadMoved(2));
        assertThat(toSessions()).isEmpty();
        subscribe(hub, 2, true);
        pass(Duration.ofSeconds(15));
        subscribe(hub, 2, true);
        send("k2");
        assertThat(toSessions()).isEmpty();
        pass(Duration.ofSeconds(10));
        assertThat(toSessions())
                .hasSize(33)
                .allSatisfy(one -> assertThat(one.command()).isEqualTo(new Session.Announce(id, 3, true)));
        pass(Duration.ofMinutes(2));
        assertThat(toSessions()).isEmpty();
    }

    @Test
    void aRebornConversationTellsSessionsItsHeadAndLearnsItsHubsByTheirNextSubscription() {
        open(33);
        subscribe(hub, 1, true);
        send("k1");
        expectTold(hub);
        ACTORS.stop(entity);
        entity = spawn();

        send("k2");

        assertThat(toSessions())
                .hasSize(33)
                .allSatisfy(one -> assertThat(one.command()).isEqualTo(new Session.Announce(id, 2, true)));
        hub.expectNoMessage(SOON);
        subscribe(hub, 3, true);
        send("k3");
        assertThat(expectTold(hub).revision()).isEqualTo(4);
    }

    @Test
    void aHubThatIsSilentForTwentySecondsIsForgotten() {
        open(33);
        subscribe(hub, 1, true);
        pass(Duration.ofSeconds(20));
        hub.expectMessage(new ConversationHubs.HeadMoved(1));
        send("k1");
        expectTold(hub);
        pass(Duration.ofMillis(1));

        send("k2");

        hub.expectNoMessage(SOON);
    }

    @Test
    void aHubThatHasLeftIsToldNothing() {
        open(33);
        subscribe(hub, 1, true);
        entity.tell(new ConversationHubs.Unsubscribe(hub.ref()));

        send("k1");

        hub.expectNoMessage(SOON);
    }

    @Test
    void aHubIsToldSoMuchPerSubscriptionAndNoMore() {
        open(33);
        subscribe(hub, 1, true);
        LongStream.rangeClosed(1, ConversationHubs.TOLD_PER_SUBSCRIPTION + 10L).forEach(n -> tellSend("k" + n));
        sender.receiveSeveralMessages(ConversationHubs.TOLD_PER_SUBSCRIPTION + 10, Duration.ofSeconds(30));

        hub.receiveSeveralMessages(ConversationHubs.TOLD_PER_SUBSCRIPTION);
        hub.expectNoMessage(SOON);
        subscribe(hub, ConversationHubs.TOLD_PER_SUBSCRIPTION + 11L, true);
        send("next");

        assertThat(expectTold(hub).follows()).isEqualTo(ConversationHubs.TOLD_PER_SUBSCRIPTION + 11L);
    }

    @Test
    void givesHubsEverythingWhoeverMaySeeIt() {
        open(33);
        send("k1");
        add(PEOPLE.get(40));
        send("k2");

        entity.tell(new ConversationHubs.GetAll(1, 50, readers.ref()));

        var all = readers.receiveMessage().getValue();
        assertThat(all.changes()).extracting(Change::revision).containsExactly(2L, 3L, 4L);
        assertThat(all.head()).isEqualTo(4);
    }

    @Test
    void whatWasNeverOpenedKeepsNoHub() {
        entity.tell(new ConversationHubs.Subscribe(hub.ref(), false));

        shard.expectMessage(new ClusterSharding.Passivate<>(entity));
        hub.expectNoMessage(SOON);
    }

    // --- Who types, and who may look ---

    @Test
    void tellsHubsAtWhichSomebodyLooksWhoTypesAndKeepsNothing() {
        open(3);
        look(hub, 3);
        subscribe(otherHub, 1, false);

        type(PEOPLE.get(1)).expectMessage(StatusReply.ack());

        hub.expectMessage(new ConversationHubs.Typing(PEOPLE.get(1), 1));
        otherHub.expectNoMessage(SOON);
        assertThat(overviewOf(OWNER).revision()).isEqualTo(1);
        assertThat(toSessions()).isEmpty();
    }

    @Test
    void whoIsNoMemberTypesInVain() {
        open(3);
        look(hub, 3);

        type(PEOPLE.get(5)).expectMessage(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());

        hub.expectNoMessage(SOON);
    }

    @Test
    void aBlockedPairDoesNotSeeEachOtherType() {
        entity.tell(new ConversationMembers.Open(OWNER, PEOPLE.subList(0, 2), overviews.ref()));
        overviews.receiveMessage();
        look(hub, 2);
        entity.tell(new ConversationMembers.SetBlock(OWNER, true, 1, markers.ref()));
        markers.receiveMessage();

        type(PEOPLE.get(1)).expectMessage(ErrorCode.FORBIDDEN.refusal());

        hub.expectNoMessage(SOON);
    }

    @Test
    void hubsAtWhichSomebodyLooksHearAtOnceWhoLeavesASmallConversation() {
        open(3);
        look(hub, 3);

        remove(PEOPLE.get(1));

        assertThat(expectTold(hub).revision()).isEqualTo(2);
    }

    @Test
    void membersAreNamedToHubsUpToFifty() {
        open(50);
        look(hub, 50);
        add(PEOPLE.get(50));
        expectTold(hub);

        look(hub, 0);
    }

    // --- Who has read what ---

    @Test
    void inAGroupOfMoreThanFiftyAReadMarkIsKeptOncePerMemberAndFiveSecondsAndTheNewestInTheEnd() {
        open(51);
        for (var n = 1; n <= 4; n++) {
            send("k" + n);
        }
        markRead(PEOPLE.get(1), 1);
        markRead(PEOPLE.get(1), 2);
        markRead(PEOPLE.get(1), 4);
        markRead(PEOPLE.get(1), 3);
        markRead(PEOPLE.get(2), 2);
        assertThat(unread(PEOPLE.get(1))).isZero();
        assertThat(overviewOf(OWNER).revision()).isEqualTo(7);

        pass(Duration.ofSeconds(5));

        assertThat(overviewOf(OWNER).revision()).isEqualTo(8);
        assertThat(unread(PEOPLE.get(1))).isZero();
        ACTORS.stop(entity);
        entity = spawn();
        assertThat(unread(PEOPLE.get(1))).isZero();
        assertThat(unread(PEOPLE.get(2))).isEqualTo(2);
    }

    @Test
    void whatWasReadIsKeptWhenTheConversationMoves() {
        open(51);
        send("k1");
        send("k2");
        markRead(PEOPLE.get(1), 1);
        markRead(PEOPLE.get(1), 2);

        entity.tell(new Conversation.Stop());
        shard.expectTerminated(entity);
        entity = spawn();

        assertThat(unread(PEOPLE.get(1))).isZero();
    }

    @Test
    void whatWasReadIsKeptWhenWritingItFailsAtFirst() {
        open(51);
        send("k1");
        send("k2");
        markRead(PEOPLE.get(1), 1);
        markRead(PEOPLE.get(1), 2);

        JOURNAL.failNextPersisted(persistenceId);
        pass(Duration.ofSeconds(5));

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            pass(Duration.ofSeconds(1));
            assertThat(JOURNAL.persistedInStorage(persistenceId)).hasSize(5);
        });
        ACTORS.stop(entity);
        entity = spawn();
        assertThat(unread(PEOPLE.get(1))).isZero();
    }

    // Until it has ended its shard keeps from it, and from whoever comes after it, all that is sent.
    @Test
    void endsWhenItIsToldToAlsoWhereWhatWasReadCannotBeWrittenAtFirst() {
        open(51);
        send("k1");
        send("k2");
        markRead(PEOPLE.get(1), 1);
        markRead(PEOPLE.get(1), 2);

        JOURNAL.failNextPersisted(persistenceId);
        entity.tell(new Conversation.Stop());

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            pass(Duration.ofSeconds(1));
            shard.expectTerminated(entity, SOON);
        });
        entity = spawn();
        assertThat(unread(PEOPLE.get(1))).isZero();
    }

    @Test
    void inAGroupOfFiftyEveryReadMarkIsKeptAndTold() {
        open(50);
        subscribe(hub, 1, true);
        send("k1");
        send("k2");
        markRead(PEOPLE.get(1), 1);
        markRead(PEOPLE.get(1), 2);

        assertThat(overviewOf(OWNER).revision()).isEqualTo(5);
        for (var revision = 2; revision <= 5; revision++) {
            assertThat(expectTold(hub).revision()).isEqualTo(revision);
        }
    }

    @Test
    void whoHasReadWhatIsNotShownInAGroupOfMoreThanFifty() {
        open(51);
        send("k1");
        markRead(PEOPLE.get(1), 1);
        send("k2");

        entity.tell(new ConversationHubs.GetAll(1, 50, readers.ref()));

        var read = readers.receiveMessage().getValue();
        assertThat(read.changes()).extracting(Change::revision).containsExactly(2L, 4L);
        assertThat(read.hidesReads()).isTrue();
    }

    // --- Helpers ---

    private void look(TestProbe<ConversationHubs.Notice> node, int members) {
        entity.tell(new ConversationHubs.Subscribe(node.ref(), true));
        assertThat(node.expectMessageClass(ConversationHubs.Subscribed.class).members())
                .isEqualTo(PEOPLE.subList(0, members));
    }

    private TestProbe<StatusReply<Done>> type(UserId user) {
        entity.tell(new ConversationHubs.ShowTyping(user, markers.ref()));
        return markers;
    }

    private void markRead(UserId reader, long sequenceNumber) {
        entity.tell(new ConversationMembers.MarkRead(reader, sequenceNumber, markers.ref()));
        markers.expectMessage(StatusReply.ack());
    }

    private long unread(UserId reader) {
        return overviewOf(reader).unread();
    }

    private Overview overviewOf(UserId reader) {
        entity.tell(new ConversationMembers.GetOverview(reader, overviews.ref()));
        return overviews.receiveMessage().getValue();
    }

    private ActorRef<Command> spawn() {
        var surroundings = new ConversationEntity.Surroundings(
                IDS,
                (member, command) -> told.ref().tell(new Told(member, command)),
                (_, _, _, _) -> CompletableFuture.completedStage(Optional.empty()),
                (_, _, _) -> CompletableFuture.completedStage(Optional.empty()),
                clock::get);
        return ACTORS.spawn(ConversationEntity.create(id, surroundings, shard.ref()));
    }

    private void open(int members) {
        entity.tell(new ConversationMembers.Open(
                ConversationType.GROUP,
                new GroupName(new Sealed("name", "0".repeat(48)), OWNER),
                OWNER,
                PEOPLE.subList(0, members),
                overviews.ref()));
        assertThat(overviews.receiveMessage().isSuccess()).isTrue();
        assertThat(toSessions().stream().map(Told::command).filter(Session.Announce.class::isInstance))
                .hasSize(members > 32 ? members : 0);
    }

    private void subscribe(TestProbe<ConversationHubs.Notice> node, long head, boolean large) {
        entity.tell(new ConversationHubs.Subscribe(node.ref(), false));
        node.expectMessage(new ConversationHubs.Subscribed(head, large, List.of()));
    }

    private static Change expectTold(TestProbe<ConversationHubs.Notice> node) {
        return node.expectMessageClass(ConversationHubs.Told.class).change();
    }

    private void send(String key) {
        tellSend(key);
        assertThat(sender.receiveMessage().isSuccess()).isTrue();
    }

    private void tellSend(String key) {
        entity.tell(new ConversationMessages.SendMessage(
                OWNER,
                new Body(new Sealed("content", "0".repeat(48)), Encryption.AT_REST),
                new IdempotencyKey(key, "body"),
                sender.ref()));
    }

    private void add(UserId user) {
        entity.tell(new ConversationMembers.AddMember(OWNER, user, Role.MEMBER, changers.ref()));
        assertThat(changers.receiveMessage().isSuccess()).isTrue();
    }

    private void remove(UserId user) {
        entity.tell(new ConversationMembers.RemoveMember(OWNER, user, changers.ref()));
        assertThat(changers.receiveMessage().isSuccess()).isTrue();
    }

    private void pass(Duration time) {
        clock.updateAndGet(now -> now.plus(time));
        TIME.timePasses(time);
    }

    /// Everything that members' sessions have been told since the last time; the entity has answered before.
    private List<Told> toSessions() {
        entity.tell(new ConversationMembers.GetOverview(OWNER, overviews.ref()));
        overviews.receiveMessage();
        var last = new Told(OWNER, new Session.Sweep());
        told.ref().tell(last);
        return told
                .fishForMessage(
                        Duration.ofSeconds(3),
                        one -> one.equals(last) ? FishingOutcomes.complete() : FishingOutcomes.continueAndCollect())
                .stream()
                .filter(one -> !one.equals(last))
                .toList();
    }
}

package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.session.Session;

/// Who is told what happens in a large conversation: hubs, and whose session.
class ToldByHubsTest extends LargeConversationFixture {
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
}

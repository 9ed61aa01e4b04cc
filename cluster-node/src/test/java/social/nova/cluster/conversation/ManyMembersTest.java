package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationMembers;

/// What members of a larger conversation are to each other: who types, who may look, who has read what.
class ManyMembersTest extends LargeConversationFixture {
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
}

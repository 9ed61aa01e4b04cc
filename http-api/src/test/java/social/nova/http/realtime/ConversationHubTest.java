package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Posted;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationHubs.GetAll;
import social.nova.protocols.conversation.ConversationHubs.Subscribe;

class ConversationHubTest extends HubFixture {
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

    // Else a hub that lags would be told more by each half it takes than it has taken.
    @Test
    void subscribesAgainOnlyOnceTheLastTimeWasAnswered() {
        var notices = start(0);
        var half = ConversationHubs.TOLD_PER_SUBSCRIPTION / 2;
        tell(notices, LongStream.rangeClosed(1, half).toArray());
        entity.expectMessageClass(Subscribe.class);

        tell(notices, LongStream.rangeClosed(half + 1, 3L * half).toArray());
        entity.expectNoMessage(SHORTLY);
        notices.tell(new ConversationHubs.Subscribed(3L * half, true, List.of()));
        tell(notices, LongStream.rangeClosed(3L * half + 1, 4L * half).toArray());

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
}

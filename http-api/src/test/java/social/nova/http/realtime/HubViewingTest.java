package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationHubs.Subscribe;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.session.Session;

/// What a hub shows those who look: who types, and who is there.
class HubViewingTest extends HubFixture {
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
}

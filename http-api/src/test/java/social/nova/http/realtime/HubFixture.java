package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import akka.pattern.StatusReply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.Conversations;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
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

/// The hub of one conversation whose entity, sessions and sockets a test has in its hands, in the actor system of
/// [ChatFixture].
class HubFixture {
    static final ActorTestKit ACTORS = ChatFixture.ACTORS;
    static final ManualTime TIME = ChatFixture.TIME;
    static final UserId ALICE = ChatFixture.ALICE;
    static final UserId BOB = ChatFixture.BOB;
    static final Duration SHORTLY = ChatFixture.SHORTLY;
    static final ConversationIds IDS = ChatFixture.IDS;
    private static final DataKeys KEYS = ChatFixture.KEYS;

    final ConversationId c = IDS.group(new Random());
    final TestProbe<Conversation.Command> entity = ACTORS.createTestProbe();
    final TestProbe<Session.Command> sessions = ACTORS.createTestProbe();
    final TestProbe<Look> looks = ACTORS.createTestProbe();
    final TestProbe<ChatSocket.Event> phone = ACTORS.createTestProbe();
    final TestProbe<ChatSocket.Event> laptop = ACTORS.createTestProbe();
    final Recipient alice = new Recipient(ALICE, phone.ref());
    final Recipient bob = new Recipient(BOB, laptop.ref());
    final MeterRegistry meters = new SimpleMeterRegistry();
    final ActorRef<Hubs.Command> hubs = ACTORS.spawn(Hubs.create(1, surroundings()));

    record Look(UserId user, Set<UserId> others, CompletableFuture<Set<UserId>> answer) {}

    /// A hub of a conversation that is not large, with one that looks.
    ActorRef<ConversationHubs.Notice> look(Recipient viewer, UserId... members) {
        hubs.tell(new Hubs.View(c, viewer, false, true));
        var notices = entity.expectMessageClass(Subscribe.class).hub();
        notices.tell(new ConversationHubs.Subscribed(5, false, List.of(members)));
        return notices;
    }

    void attachSmall(Recipient recipient) {
        hubs.tell(new Hubs.Attach(c, recipient));
        entity.expectMessageClass(Subscribe.class);
    }

    ActorRef<Session.Presence> watchOf(UserId user) {
        var watches = List.of(
                sessions.expectMessageClass(Session.Watch.class), sessions.expectMessageClass(Session.Watch.class));
        return watches.stream()
                .filter(watch -> watch.user().equals(user))
                .findFirst()
                .orElseThrow()
                .watcher();
    }

    void seen(UserId user, UserId other) {
        var look = looks.receiveMessage();
        assertThat(look.user()).isEqualTo(user);
        assertThat(look.others()).containsExactly(other);
        look.answer().complete(look.others());
    }

    static String shown(TestProbe<ChatSocket.Event> socket) {
        var shown = (HubNotice.Shown)
                socket.expectMessageClass(ChatSocket.FromHub.class).notice();
        var bytes = shown.frame().bytes();
        return bytes.drop(bytes.size() < 128 ? 2 : 4).utf8String();
    }

    Hubs.Surroundings surroundings() {
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
    ActorRef<ConversationHubs.Notice> start(long head) {
        hubs.tell(new Hubs.Attach(c, alice));
        var notices = entity.expectMessageClass(Subscribe.class).hub();
        notices.tell(new ConversationHubs.Subscribed(head, true, List.of()));
        assertThat(welcomed(phone).position()).isEqualTo(head);
        return notices;
    }

    void attach(Recipient recipient, TestProbe<ChatSocket.Event> socket, long position) {
        hubs.tell(new Hubs.Attach(c, recipient));
        assertThat(welcomed(socket).position()).isEqualTo(position);
    }

    static void tell(ActorRef<ConversationHubs.Notice> notices, long... revisions) {
        for (var n : revisions) {
            notices.tell(new ConversationHubs.Told(change(n)));
        }
    }

    static void answer(GetAll pull, long head, long upTo, long first, long last) {
        var changes =
                LongStream.rangeClosed(first, last).mapToObj(HubFixture::change).toList();
        pull.replyTo().tell(StatusReply.success(new Changes(pull.after(), pull.after(), upTo, head, head, 0, changes)));
    }

    static HubNotice.Attached welcomed(TestProbe<ChatSocket.Event> socket) {
        return (HubNotice.Attached)
                socket.expectMessageClass(ChatSocket.FromHub.class).notice();
    }

    static EncodedChange passed(TestProbe<ChatSocket.Event> socket) {
        var passed = (HubNotice.Passed)
                socket.expectMessageClass(ChatSocket.FromHub.class).notice();
        assertThat(passed.changes()).hasSize(1);
        return passed.changes().getFirst();
    }

    static void expectPassed(TestProbe<ChatSocket.Event> socket, long... revisions) {
        for (var n : revisions) {
            assertThat(passed(socket).revision()).isEqualTo(n);
        }
    }

    static Change change(long n) {
        return new Change(n, n - 1, new Posted(posted(n)));
    }

    static Message posted(long n) {
        return new Message(
                new MessageId(UUID.randomUUID().toString()),
                n,
                n,
                BOB,
                new Body(new Sealed("Y29udGVudA==", "0".repeat(48)), Encryption.END_TO_END),
                Instant.EPOCH);
    }
}

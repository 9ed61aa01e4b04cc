package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMembers.Blocked;
import social.nova.protocols.conversation.ConversationMembers.Opened;
import social.nova.protocols.conversation.ConversationMessages.Change;
import social.nova.protocols.conversation.ConversationMessages.DeleteMessage;
import social.nova.protocols.conversation.ConversationMessages.EditMessage;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions;
import social.nova.protocols.conversation.ConversationReactions.AddReaction;
import social.nova.protocols.conversation.ConversationReactions.Reaction;
import social.nova.protocols.conversation.ConversationReactions.ReactionAdded;
import social.nova.protocols.conversation.ConversationReactions.ReactionsRemoved;
import social.nova.protocols.conversation.ConversationReactions.RemoveReaction;
import social.nova.protocols.conversation.MessageId;
import social.nova.protocols.conversation.WordDigests;

class ChangeRulesTest {
    private static final ActorTestKit ACTORS = TestActors.start();
    private static final ActorRef<StatusReply<Done>> NOBODY =
            ACTORS.<StatusReply<Done>>createTestProbe().ref();
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static final WordDigests WORDS = WordDigests.of(List.of(1L, 2L));
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");
    private static final Message MESSAGE =
            new Message(new MessageId(new UUID(0, 7).toString()), 7, 8, ALICE, body("said"), NOW);
    private static final Standing BARE = new Standing(MESSAGE, List.of());
    private static final Standing DELETED = new Standing(MESSAGE.deleted(9, NOW), List.of());

    private final ConversationState direct = opened(ConversationType.DIRECT, BOB);
    private final ConversationState blocked =
            opened(ConversationType.DIRECT, BOB).on(new Blocked(2, BOB, 1, NOW));

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void onlyItsSenderEditsAMessage() {
        assertThat(decide(direct, edit(ALICE), BARE))
                .isEqualTo(happens(new MessageEdited(2, 7, body("new"), NOW, ALICE, WORDS)));
        assertThat(decide(direct, edit(BOB), BARE)).isEqualTo(refused(ErrorCode.FORBIDDEN));
    }

    @Test
    void anEditToldAgainChangesNothing() {
        var edited = new Standing(MESSAGE.edited(9, body("new"), NOW), List.of());

        assertThat(decide(direct, edit(ALICE), edited)).isEqualTo(new Decision.IsSo());
    }

    @Test
    void aPairThatDoesNotTalkNeitherEditsNorReacts() {
        assertThat(decide(blocked, edit(ALICE), BARE)).isEqualTo(refused(ErrorCode.FORBIDDEN));
        assertThat(decide(blocked, add(BOB, "👍"), BARE)).isEqualTo(refused(ErrorCode.FORBIDDEN));
        assertThat(decide(blocked, delete(ALICE), BARE)).isEqualTo(happens(new MessageDeleted(3, 7, ALICE, NOW)));
    }

    @Test
    void whatIsDeletedIsGoneForEverybody() {
        assertThat(decide(direct, edit(ALICE), DELETED)).isEqualTo(refused(ErrorCode.MESSAGE_NOT_FOUND));
        assertThat(decide(direct, add(BOB, "👍"), DELETED)).isEqualTo(refused(ErrorCode.MESSAGE_NOT_FOUND));
        assertThat(decide(direct, delete(ALICE), DELETED)).isEqualTo(new Decision.IsSo());
    }

    @Test
    void inADirectConversationOnlyItsSenderDeletesAMessage() {
        assertThat(decide(direct, delete(BOB), BARE)).isEqualTo(refused(ErrorCode.FORBIDDEN));
    }

    @Test
    void whoLeadsAGroupDeletesMessagesOfOthers() {
        var ledByBob = opened(ConversationType.GROUP, BOB);

        assertThat(decide(ledByBob, delete(BOB), BARE)).isEqualTo(happens(new MessageDeleted(2, 7, BOB, NOW)));
        assertThat(decide(ledByBob, edit(BOB), BARE)).isEqualTo(refused(ErrorCode.FORBIDDEN));
    }

    @Test
    void aMemberReactsOnceWithAnEmoji() {
        var reacted = new Standing(MESSAGE, List.of(new Reaction(BOB, "👍")));

        assertThat(decide(direct, add(BOB, "👍"), BARE)).isEqualTo(happens(new ReactionAdded(2, 7, BOB, "👍", NOW)));
        assertThat(decide(direct, add(BOB, "👍"), reacted)).isEqualTo(new Decision.IsSo());
        assertThat(decide(direct, add(ALICE, "👍"), reacted))
                .isEqualTo(happens(new ReactionAdded(2, 7, ALICE, "👍", NOW)));
    }

    @Test
    void aMemberReactsWithNoMoreThanTwentyEmoji() {
        var full = new Standing(
                MESSAGE,
                Stream.concat(Stream.of(ALICE), Stream.generate(() -> BOB).limit(20))
                        .map(user -> new Reaction(user, "x"))
                        .toList());

        assertThat(ConversationReactions.MAX_PER_MEMBER).isEqualTo(20);
        assertThat(decide(direct, add(BOB, "👍"), full)).isEqualTo(refused(ErrorCode.CONFLICT));
        assertThat(decide(direct, add(ALICE, "👍"), full)).isInstanceOf(Decision.Happens.class);
    }

    @Test
    void withdrawsOneReactionOrAllOfAMember() {
        var standing = new Standing(
                MESSAGE, List.of(new Reaction(BOB, "👍"), new Reaction(ALICE, "👍"), new Reaction(BOB, "🎉")));

        assertThat(decide(direct, new RemoveReaction(BOB, 7, "🎉", NOBODY), standing))
                .isEqualTo(happens(new ReactionsRemoved(2, 7, BOB, List.of("🎉"), NOW)));
        assertThat(decide(direct, new RemoveReaction(BOB, 7, null, NOBODY), standing))
                .isEqualTo(happens(new ReactionsRemoved(2, 7, BOB, List.of("👍", "🎉"), NOW)));
        assertThat(decide(direct, new RemoveReaction(ALICE, 7, "🎉", NOBODY), standing))
                .isEqualTo(new Decision.IsSo());
    }

    private static ConversationState opened(ConversationType type, UserId creator) {
        return ConversationState.EMPTY.on(new Opened(1, type, creator, List.of(ALICE, BOB), NOW));
    }

    private static Decision decide(ConversationState state, Change change, Standing standing) {
        return ChangeRules.decide(state, change, standing, NOW);
    }

    private static Change edit(UserId by) {
        return new EditMessage(by, 7, body("new"), WORDS, NOBODY);
    }

    private static Change delete(UserId by) {
        return new DeleteMessage(by, 7, NOBODY);
    }

    private static Change add(UserId by, String emoji) {
        return new AddReaction(by, 7, emoji, NOBODY);
    }

    private static Body body(String content) {
        return new Body(new Sealed(content, "0".repeat(48)), Encryption.AT_REST);
    }

    private static Decision happens(Event event) {
        return new Decision.Happens(event);
    }

    private static Decision refused(ErrorCode code) {
        return new Decision.Refused(code);
    }
}

package social.nova.cluster.conversation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Blocked;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.IdempotencyKey;
import social.nova.protocols.conversation.Conversation.MessageSent;
import social.nova.protocols.conversation.Conversation.Opened;
import social.nova.protocols.conversation.Conversation.Unblocked;
import social.nova.protocols.conversation.MessageId;

/// What a conversation's golden files say.
public final class ConversationExamples {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000001");
    private static final UserId BOB = new UserId("b0b00000-0000-4000-8000-000000000002");
    private static final Instant AT = Instant.parse("2026-11-22T21:15:45.123456789Z");

    private static final Opened DIRECT = new Opened(1, ConversationType.DIRECT, ALICE, List.of(ALICE, BOB), AT);
    private static final Opened GROUP = new Opened(1, ConversationType.GROUP, BOB, List.of(BOB), AT);
    private static final MessageSent WITH_KEY = new MessageSent(
            2,
            new MessageId("01234567-89ab-8def-8123-000000000001"),
            1,
            BOB,
            new Body(new Sealed("Y29udGVudA==", "0f".repeat(24)), Encryption.AT_REST),
            new IdempotencyKey("digest-of-key", "digest-of-body"),
            AT.plusSeconds(1));
    private static final MessageSent WITHOUT_KEY = new MessageSent(
            3,
            new MessageId("01234567-89ab-8def-8123-000000000002"),
            2,
            ALICE,
            new Body(new Sealed("b3BhcXVl", "a0".repeat(24)), Encryption.END_TO_END),
            null,
            AT.plusSeconds(2));

    private static final Blocked BLOCKED = new Blocked(4, ALICE, 17, AT.plusSeconds(3));
    private static final Unblocked UNBLOCKED = new Unblocked(5, ALICE, 18, AT.plusSeconds(4));

    /// By the name of the file.
    public static final Map<String, Journaled> JOURNALED = Map.of(
            "conversation.opened-1",
            DIRECT,
            "conversation.opened-2",
            GROUP,
            "conversation.message-sent-1",
            WITH_KEY,
            "conversation.message-sent-2",
            WITHOUT_KEY,
            "conversation.state-1",
            ConversationState.EMPTY.on(DIRECT).on(WITH_KEY).on(WITHOUT_KEY),
            "conversation.blocked-1",
            BLOCKED,
            "conversation.unblocked-1",
            UNBLOCKED,
            "conversation.state-2",
            ConversationState.EMPTY
                    .on(DIRECT)
                    .on(WITH_KEY)
                    .on(WITHOUT_KEY)
                    .on(BLOCKED)
                    .on(UNBLOCKED)
                    .on(new Blocked(6, BOB, 19, AT.plusSeconds(5))));

    private ConversationExamples() {}
}

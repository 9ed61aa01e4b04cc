package social.nova.cluster.conversation;

import static java.util.Map.entry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.ConversationMembers.Blocked;
import social.nova.protocols.conversation.ConversationMembers.MemberAdded;
import social.nova.protocols.conversation.ConversationMembers.MemberErased;
import social.nova.protocols.conversation.ConversationMembers.MemberRemoved;
import social.nova.protocols.conversation.ConversationMembers.Opened;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;
import social.nova.protocols.conversation.ConversationMembers.Renamed;
import social.nova.protocols.conversation.ConversationMembers.Role;
import social.nova.protocols.conversation.ConversationMembers.RoleChanged;
import social.nova.protocols.conversation.ConversationMembers.Unblocked;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationReactions.ReactionAdded;
import social.nova.protocols.conversation.ConversationReactions.ReactionsRemoved;
import social.nova.protocols.conversation.MessageId;
import social.nova.protocols.conversation.WordDigests;

/// What a conversation's golden files say.
public final class ConversationExamples {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000001");
    private static final UserId BOB = new UserId("b0b00000-0000-4000-8000-000000000002");
    private static final Instant AT = Instant.parse("2026-11-22T21:15:45.123456789Z");

    private static final Opened DIRECT = new Opened(1, ConversationType.DIRECT, ALICE, List.of(ALICE, BOB), AT);
    private static final Opened GROUP = new Opened(1, ConversationType.GROUP, BOB, List.of(BOB), AT);
    private static final GroupName NAME = new GroupName(new Sealed("bmFtZQ==", "d3".repeat(24)), BOB);
    private static final Opened NAMED = new Opened(1, ConversationType.GROUP, BOB, List.of(BOB), AT, NAME);
    private static final Opened KEYED = new Opened(
            1,
            ConversationType.GROUP,
            BOB,
            List.of(BOB),
            AT,
            NAME,
            new IdempotencyKey("digest-of-key", "digest-of-body"));
    private static final MemberAdded ADDED = new MemberAdded(2, ALICE, Role.MEMBER, BOB, AT.plusSeconds(1));
    private static final RoleChanged PROMOTED = new RoleChanged(3, ALICE, Role.ADMIN, BOB, AT.plusSeconds(2));
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

    private static final MemberErased ERASED = new MemberErased(4, BOB, AT.plusSeconds(3));

    private static final MessageSent REPLY = new MessageSent(
            4,
            new MessageId("01234567-89ab-8def-8123-000000000003"),
            3,
            ALICE,
            new Body(new Sealed("b3BhcXVl", "b1".repeat(24)), Encryption.AT_REST),
            null,
            AT.plusSeconds(3),
            1,
            List.of(BOB),
            WordDigests.NONE);
    private static final MessageSent WITH_WORDS = new MessageSent(
            10,
            new MessageId("01234567-89ab-8def-8123-000000000004"),
            4,
            ALICE,
            new Body(new Sealed("d29yZHM=", "d4".repeat(24)), Encryption.AT_REST),
            null,
            AT.plusSeconds(9),
            0,
            List.of(),
            WordDigests.of(List.of(-7L, 0x0123456789abcdefL)));
    private static final MessageEdited EDITED = new MessageEdited(
            5, 1, new Body(new Sealed("bmV3", "c2".repeat(24)), Encryption.AT_REST), AT.plusSeconds(4));
    private static final MessageEdited EDITED_WITH_WORDS = new MessageEdited(
            11,
            4,
            new Body(new Sealed("bmV3", "c2".repeat(24)), Encryption.AT_REST),
            AT.plusSeconds(10),
            ALICE,
            WordDigests.of(List.of(42L)));
    private static final MessageDeleted DELETED = new MessageDeleted(6, 2, ALICE, AT.plusSeconds(5));
    private static final ReadMarked READ = new ReadMarked(7, ALICE, 2, AT.plusSeconds(6));

    /// By the name of the file.
    public static final Map<String, Journaled> JOURNALED = Map.ofEntries(
            entry("conversation.opened-1", DIRECT),
            entry("conversation.opened-2", GROUP),
            entry("conversation.opened-3", NAMED),
            entry("conversation.opened-4", KEYED),
            entry("conversation.state-5", ConversationState.EMPTY.on(KEYED).on(ADDED)),
            entry("conversation.member-added-1", ADDED),
            entry("conversation.member-removed-1", new MemberRemoved(3, BOB, BOB, ALICE, AT.plusSeconds(2))),
            entry("conversation.role-changed-1", PROMOTED),
            entry("conversation.renamed-1", new Renamed(4, NAME, AT.plusSeconds(3))),
            entry(
                    "conversation.state-4",
                    ConversationState.EMPTY.on(NAMED).on(ADDED).on(PROMOTED)),
            entry("conversation.message-sent-1", WITH_KEY),
            entry("conversation.message-sent-2", WITHOUT_KEY),
            entry("conversation.message-sent-3", REPLY),
            entry("conversation.message-sent-4", WITH_WORDS),
            entry("conversation.message-edited-1", EDITED),
            entry("conversation.message-edited-2", EDITED_WITH_WORDS),
            entry("conversation.message-deleted-1", DELETED),
            entry("conversation.reaction-added-1", new ReactionAdded(8, 1, BOB, "👍", AT)),
            entry("conversation.reactions-removed-1", new ReactionsRemoved(9, 1, BOB, List.of("👍", "🎉"), AT)),
            entry("conversation.read-marked-1", READ),
            entry("conversation.blocked-1", BLOCKED),
            entry("conversation.unblocked-1", UNBLOCKED),
            entry("conversation.member-erased-1", ERASED),
            entry(
                    "conversation.state-6",
                    ConversationState.EMPTY
                            .on(DIRECT)
                            .on(WITH_KEY)
                            .on(WITHOUT_KEY)
                            .on(ERASED)),
            entry(
                    "conversation.state-7",
                    ConversationState.EMPTY
                            .on(KEYED)
                            .on(ADDED)
                            .on(new MemberRemoved(3, BOB, BOB, ALICE, AT.plusSeconds(2)))),
            entry(
                    "conversation.state-1",
                    ConversationState.EMPTY.on(DIRECT).on(WITH_KEY).on(WITHOUT_KEY)),
            entry(
                    "conversation.state-2",
                    ConversationState.EMPTY
                            .on(DIRECT)
                            .on(WITH_KEY)
                            .on(WITHOUT_KEY)
                            .on(BLOCKED)
                            .on(UNBLOCKED)
                            .on(new Blocked(6, BOB, 19, AT.plusSeconds(5)))),
            entry(
                    "conversation.state-3",
                    ConversationState.EMPTY
                            .on(DIRECT)
                            .on(WITH_KEY)
                            .on(WITHOUT_KEY)
                            .on(REPLY)
                            .on(EDITED)
                            .on(DELETED)
                            .on(READ)));

    private ConversationExamples() {}
}
